import { COLOR_SIDE, SMALL_SIDE } from '../planes.ts';
import { CELLS, CELL_SQUARES, REGIONS } from '../regions.ts';
import type { Tallies } from '../tallies.ts';

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
const SMALL_CELL_BITS = Math.log2(SMALL_SIDE / CELLS);

export function measureLight({ lightness, smallLightness }: Tallies): LightMeasures {
  return { ...distribution(lightness), ...layout(cellsOf(smallLightness)) };
}

/** Mean lightness of each cell. */
function cellsOf(small: Int32Array): Float64Array {
  const cells = new Float64Array(CELLS * CELLS);
  for (let place = 0, y = 0; y < SMALL_SIDE; y++) {
    for (let x = 0; x < SMALL_SIDE; x++, place++) {
      const cell = (y >> SMALL_CELL_BITS) * CELLS + (x >> SMALL_CELL_BITS);
      cells[cell] = (cells[cell] ?? 0) + (small[place] ?? 0);
    }
  }
  for (let cell = 0; cell < cells.length; cell++) cells[cell] = (cells[cell] ?? 0) / (255 * CELL_SQUARES);
  return cells;
}

function distribution(histogram: Int32Array) {
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

function share(histogram: Int32Array, from: number, to: number): number {
  let count = 0;
  for (let value = from; value < to; value++) count += histogram[value] ?? 0;
  return count / SQUARES;
}

function percentile(histogram: Int32Array, part: number): number {
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

function layout(cells: Float64Array) {
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
