import { mean, sum } from '../arrays.ts';
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
  /** Shares (0..1) of pixels in deep shadow (below 0.15), and nearly white (above 0.93). */
  readonly shadows: number;
  readonly highlights: number;
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
  /** How smoothly lightness changes from top to bottom: r² of a straight line through the rows of cells, 0..1. */
  readonly verticalGradient: number;
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
  const low = percentile(histogram, 0.05);
  const high = percentile(histogram, 0.95);
  let total = 0;
  let squares = 0;
  for (const [value, count] of histogram.entries()) {
    total += count * value;
    squares += count * value * value;
  }
  const average = total / SQUARES;
  const quarter = Math.round((high - low) / 4);
  const share = (from: number, to: number) => sum(histogram.subarray(from, to)) / SQUARES;
  return {
    mean: average / 255,
    deviation: Math.sqrt(Math.max(0, squares / SQUARES - average * average)) / 255,
    low: low / 255,
    median: percentile(histogram, 0.5) / 255,
    high: high / 255,
    shadows: share(0, 38),
    highlights: share(237, 256),
    midtones: share(low + quarter, high - quarter + 1),
  };
}

function percentile(histogram: Uint32Array, part: number): number {
  let seen = 0;
  for (const [value, count] of histogram.entries()) {
    seen += count;
    if (seen > SQUARES * part) return value;
  }
  return 255;
}

function layout(cells: readonly number[]) {
  const over = (places: readonly number[]) => mean(places.map((cell) => cells[cell] ?? 0));
  const cornerCells = [0, 1, CELLS, 6, 7, 15, 48, 56, 57, 55, 62, 63];
  const half = (inside: (column: number, row: number) => boolean) =>
    over(REGIONS.all.filter((cell) => inside(cell % CELLS, Math.floor(cell / CELLS))));
  const rows = Array.from({ length: CELLS }, (_, row) => mean(cells.slice(row * CELLS, (row + 1) * CELLS)));
  return {
    centerGlow: over(REGIONS.center) - over(REGIONS.border),
    corners: over(cornerCells) - over(REGIONS.all.filter((cell) => !cornerCells.includes(cell))),
    fromRight: half((column) => column >= CELLS / 2) - half((column) => column < CELLS / 2),
    fromTop: half((_, row) => row < CELLS / 2) - half((_, row) => row >= CELLS / 2),
    verticalGradient: straightness(rows),
  };
}

/** r² of a straight line through evenly spaced values; 0 where they hardly vary. */
function straightness(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const average = mean(values);
  let covariance = 0;
  let varianceX = 0;
  let varianceY = 0;
  for (const [x, y] of values.entries()) {
    covariance += (x - middle) * (y - average);
    varianceX += (x - middle) ** 2;
    varianceY += (y - average) ** 2;
  }
  return varianceY < 0.01 ? 0 : covariance ** 2 / (varianceX * varianceY);
}
