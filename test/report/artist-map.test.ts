import { PCA } from 'ml-pca';
import { expect, it } from 'vitest';
import { readDataset } from 'spotitags';
import { artistMap } from '../../src/report/artist-map.ts';
import { principalComponents } from '../../src/report/principal-components.ts';
import { listOf } from '../../src/util/iterables.ts';
import { looksOf } from '../../src/tags/looks.ts';
import { example } from '../examples.ts';

const examples = await listOf(readDataset('examples/data/covers.jsonl'));

it('gives what the singular value decomposition of ml-pca gives, for the sample data', () => {
  const rows = looksOf(
    examples.map(({ profile }) => profile),
    undefined,
  ).points();
  const pca = new PCA(rows, { center: true, scale: false });
  const { points, explained } = principalComponents(rows);
  const projected = pca.predict(rows, { nComponents: 2 }).to2DArray();
  for (const axis of [0, 1] as const) {
    const expected = projected.map((row) => row[axis] ?? 0);
    const got = points.map((point) => point[axis]);
    const sign = Math.sign((expected[0] ?? 0) * (got[0] ?? 0));
    for (const [at, value] of got.entries()) expect(value).toBeCloseTo(sign * (expected[at] ?? 0), 4);
    expect(explained[axis]).toBeCloseTo(pca.getExplainedVariance()[axis] ?? 0, 6);
  }
});

it('gives the same map for the same artists in any order', () => {
  const { points } = artistMap(examples);
  const reversed = artistMap([...examples].reverse());
  expect([...reversed.points].reverse()).toEqual(points);
});

it('fixes the sign: the coordinate that is farthest from 0 is positive', () => {
  for (const flip of [1, -1]) {
    const { points } = principalComponents([
      [3 * flip, 0],
      [-1 * flip, 0.5],
      [-2 * flip, -0.5],
    ]);
    for (const axis of [0, 1] as const) {
      const values = points.map((point) => point[axis]);
      const farthest = Math.max(...values.map(Math.abs));
      expect(Math.max(...values)).toBe(farthest);
    }
  }
});

it('puts artists of one look near each other, and others elsewhere', () => {
  const { points } = artistMap([
    example('dark', 'a', { black: 1, skull: 1 }),
    example('dark', 'b', { black: 1, skull: 0.9 }),
    example('light', 'c', { white: 1, smile: 1 }),
    example('light', 'd', { white: 1, smile: 0.9 }),
  ]);
  const [a, b, c] = points;
  const distance = (one = a, other = a) =>
    Math.hypot((one?.x ?? 0) - (other?.x ?? 0), (one?.y ?? 0) - (other?.y ?? 0));
  expect(distance(a, b)).toBeLessThan(0.1);
  expect(distance(a, c)).toBeGreaterThan(1);
});

it.each([0, 1, 2])('has a place for each of %i artists', (count) => {
  const few = [example('dark', 'a', { black: 1 }), example('light', 'b', { white: 1 })].slice(0, count);
  const { points, explained } = artistMap(few);
  expect(points).toHaveLength(count);
  for (const value of [...points.flatMap(({ x, y }) => [x, y]), ...explained]) expect(value).not.toBeNaN();
});

it('maps artists without tags, and equal ones', () => {
  const { points } = artistMap([1, 2, 3].map((n) => example('same', `n${n}`)));
  expect(points.map(({ x, y }) => [x, y])).toEqual([1, 2, 3].map(() => [0, 0]));
});
