import { describe, expect, it } from 'vitest';
import { contrast, dark, inkOn, light, linearRgb } from '../../src/report/colors.ts';

type Vector = readonly [number, number, number];
type Matrix = readonly [Vector, Vector, Vector];

/**
 * What people see who lack one kind of cone. Machado, Oliveira & Fernandes, "A Physiologically-based Model for Simulation
 * of Color Vision Deficiency" (2009), severity 1.
 */
const visions: Readonly<Record<string, Matrix>> = {
  all: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const times = (matrix: Matrix, [a, b, c]: Vector): Vector => {
  const row = ([x, y, z]: Vector) => x * a + y * b + z * c;
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
};
const map = ([a, b, c]: Vector, change: (value: number) => number): Vector => [
  change(a),
  change(b),
  change(c),
];

/** OKLab, by Björn Ottosson's constants: equal distances look equally different. */
function oklab(linear: Vector): Vector {
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    linear,
  );
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    map(cones, Math.cbrt),
  );
}

function difference(one: string, other: string, vision: Matrix): number {
  const seen = (color: string) =>
    oklab(map(times(vision, linearRgb(color)), (value) => Math.min(1, Math.max(0, value))));
  const [a, b] = [seen(one), seen(other)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

it('measures contrast as WCAG does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});

describe.each([
  ['light', light],
  ['dark', dark],
])('the %s theme', (_, theme) => {
  it('has text of 4.5:1, and lines and marks of 3:1', () => {
    for (const color of [theme.text, theme.muted])
      expect(contrast(color, theme.background), color).toBeGreaterThanOrEqual(4.5);
    for (const color of [theme.line, ...theme.categories])
      expect(contrast(color, theme.background), color).toBeGreaterThanOrEqual(3);
  });

  it('has text of 4.5:1 on every step of a heat map', () => {
    for (const step of theme.steps) expect(contrast(inkOn(step), step), step).toBeGreaterThanOrEqual(4.5);
  });

  it('has steps that go one way, so that they are ordered without color too', () => {
    const ratios = theme.steps.map((step) => contrast(step, theme.background));
    expect(ratios).toEqual([...ratios].sort((a, b) => a - b));
    expect(theme.steps).toHaveLength(9);
  });

  // As far apart as the colors of Okabe and Ito themselves.
  it.each(Object.keys(visions))(
    'has eight categories that differ for people with this vision: %s',
    (name) => {
      const vision = visions[name];
      expect(theme.categories).toHaveLength(8);
      for (const [at, one] of theme.categories.entries())
        for (const other of theme.categories.slice(at + 1))
          expect(vision && difference(one, other, vision), `${one} ${other}`).toBeGreaterThan(0.076);
    },
  );
});
