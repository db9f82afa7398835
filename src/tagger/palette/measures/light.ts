import { COLOR_SIDE, type Planes } from '../planes.ts';
import { CELLS, CELL_SQUARES, cellOfSquare, REGIONS } from '../regions.ts';

/** Lightness here is OKLab's, 0 (black) .. 1 (white). */
export interface LightMeasures {
  readonly mean: number;
  /** Standard deviation over the picture, 0..0.5. */
  readonly deviation: number;
  /** The lightness that 5, 50 and 95 of 100 pixels stay below. */
  readonly low: number;
  readonly median: number;
  readonly high: number;
  /** Share (0..1) of pixels in deep shadow (below 0.15). */
  readonly shadows: number;
  /** Share of pixels in the middle half of the range from `low` to `high`: small for two-tone prints. */
  readonly midtones: number;
  /** Center minus border, −1..1. */
  readonly centerGlow: number;
  /** Corners minus the rest, −1..1: below zero where the picture darkens towards its corners. */
  readonly corners: number;
  /** Right half minus left half, −1..1. */
  readonly fromRight: number;
  /** Top half minus bottom half, −1..1. */
  readonly fromTop: number;
}

const SQUARES = COLOR_SIDE * COLOR_SIDE;

export function measureLight(planes: Planes): LightMeasures {
  const histogram = new Uint32Array(256);
  const totals = new Float64Array(CELLS * CELLS);
  for (let i = 0, y = 0; y < COLOR_SIDE; y++) {
    for (let x = 0; x < COLOR_SIDE; x++, i++) {
      const value = planes.lightness[i] ?? 0;
      histogram[value] = (histogram[value] ?? 0) + 1;
      totals[cellOfSquare(x, y)] = (totals[cellOfSquare(x, y)] ?? 0) + value;
    }
  }
  const cells = Array.from(totals, (total) => total / (255 * CELL_SQUARES));
  return { ...distribution(histogram), ...layout(cells) };
}

function distribution(histogram: Uint32Array) {
  let total = 0;
  let squares = 0;
  for (let value = 0; value < 256; value++) {
    const count = histogram[value] ?? 0;
    total += count * value;
    squares += count * value * value;
  }
  const low = percentile(histogram, 0.05);
  const high = percentile(histogram, 0.95);
  const average = total / SQUARES;
  const quarter = Math.round((high - low) / 4);
  return {
    mean: average / 255,
    deviation: Math.sqrt(Math.max(0, squares / SQUARES - average * average)) / 255,
    low: low / 255,
    median: percentile(histogram, 0.5) / 255,
    high: high / 255,
    shadows: share(histogram, 0, 38),
    midtones: share(histogram, low + quarter, high - quarter + 1),
  };
}

function share(histogram: Uint32Array, from: number, to: number): number {
  let count = 0;
  for (let value = from; value < to; value++) count += histogram[value] ?? 0;
  return count / SQUARES;
}

function percentile(histogram: Uint32Array, part: number): number {
  let seen = 0;
  for (let value = 0; value < 256; value++) {
    seen += histogram[value] ?? 0;
    if (seen > SQUARES * part) return value;
  }
  return 255;
}

const { all, border, center } = REGIONS;
const corners = [0, 1, CELLS, 6, 7, 15, 48, 56, 57, 55, 62, 63];
const notCorners = all.filter((cell) => !corners.includes(cell));
const [left, right] = [
  all.filter((cell) => cell % CELLS < CELLS / 2),
  all.filter((cell) => cell % CELLS >= CELLS / 2),
];
const [upper, lower] = [all.slice(0, all.length / 2), all.slice(all.length / 2)];

function layout(cells: readonly number[]) {
  const over = (places: readonly number[]) => {
    let total = 0;
    for (const cell of places) total += cells[cell] ?? 0;
    return total / places.length;
  };
  return {
    centerGlow: over(center) - over(border),
    corners: over(corners) - over(notCorners),
    fromRight: over(right) - over(left),
    fromTop: over(upper) - over(lower),
  };
}
