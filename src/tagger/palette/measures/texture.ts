import { mean, sum } from '../arrays.ts';
import { type Planes, SIDE, SMALL_SIDE } from '../planes.ts';
import { falling } from '../ramps.ts';
import { CELL_BITS, CELLS, CELL_PX, REGIONS } from '../regions.ts';

/** Slopes are differences of luma (0..255) across two pixels, |horizontal| + |vertical|. */
export interface TextureMeasures {
  /** Unevenness of slopes: mean square over squared mean, 1 and up. Few strong edges on calm ground score high. */
  readonly peakedness: number;
  /** Mean slope, 0..510. */
  readonly slope: number;
  /** Share (0..1) of pixels that are quite flat (slope up to 6). */
  readonly flat: number;
  /** Hard edges (slope above 70) among all that is not flat, 0..1: high in drawings, low in soft photographs. */
  readonly crispness: number;
  /** Share (0..1, of sloping pixels, by slope) of lines that run along either diagonal. */
  readonly diagonal: number;
  /** Mean difference of a pixel from its four neighbors, 0..255, where the picture is calm: film grain, canvas, noise. */
  readonly calmGrain: number;
  /** Slope at a quarter of the resolution over slope at full: high for large soft shapes, low for fine detail. */
  readonly coarseness: number;
  /** Share (0..1) of the 64 cells that are plain (mean slope below about 8). */
  readonly plainCells: number;
  /** Share (0..1) of plain cells along the border. */
  readonly plainBorder: number;
  /** Evenness of detail over the cells: entropy, 0 (all in one cell) .. 1 (everywhere alike). */
  readonly evenness: number;
}

interface Slopes {
  /** Pixels of each slope, 0..510. */
  readonly counts: Int32Array;
  /** Sum of slopes in each cell. */
  readonly cells: Int32Array;
  /** Sum of slopes of lines along a diagonal. */
  readonly diagonal: number;
  /** Sum over calm pixels of four times the difference from their neighbors' mean. */
  readonly calmGrain: number;
}

/** From which slope on a pixel is flat no more, counts as part of a line, as detail, and as a hard edge. */
const NOT_FLAT = 7;
const LINE = 13;
const DETAIL = 24;
const HARD = 71;

/** Averages over thousands of pixels need no more than every second row. */
const ROW_STEP = 2;
const INNER = (SIDE - 2) * ((SIDE - 2) / ROW_STEP);

export function measureTexture(planes: Planes): TextureMeasures {
  const { counts, cells, diagonal, calmGrain } = scan(planes.luma);
  const means = Array.from(cells, (total) => (total * ROW_STEP) / (CELL_PX * CELL_PX));
  const plain = means.map((slope) => falling(slope, 6, 10));
  const shareOf = (places: readonly number[]) => mean(places.map((cell) => plain[cell] ?? 0));
  const slope = sum(cells) / INNER;
  const calm = pixelsOf(counts, 0, DETAIL);
  return {
    slope,
    peakedness: slope < 0.25 ? 1 : squaresOf(counts) / INNER / (slope * slope),
    flat: pixelsOf(counts, 0, NOT_FLAT) / INNER,
    crispness: pixelsOf(counts, HARD) / Math.max(INNER / 50, pixelsOf(counts, LINE)),
    diagonal: diagonal / Math.max(1, slopesFrom(counts, LINE)),
    calmGrain: calm < INNER / 50 ? 0 : calmGrain / (4 * calm),
    coarseness: coarseSlope(planes.smallLuma) / Math.max(2, slope),
    plainCells: shareOf(REGIONS.all),
    plainBorder: shareOf(REGIONS.border),
    evenness: evenness(means),
  };
}

/** Used again for the next picture. */
const room = { counts: new Int32Array(511), cells: new Int32Array(CELLS * CELLS) };

/**
 * One pass over the inner pixels of every second row; what is counted is explained at `TextureMeasures`.
 * Conditions are masks (−1 or 0, from the sign), since a processor cannot guess how a pixel will turn out.
 */
function scan(luma: Uint8Array): Slopes {
  const { counts, cells } = room;
  const [side, rowStep, cellBits, detail, line] = [SIDE, ROW_STEP, CELL_BITS, DETAIL, LINE];
  counts.fill(0);
  cells.fill(0);
  let diagonal = 0;
  let calmGrain = 0;
  for (let y = 1; y < side - 1; y += rowStep) {
    const firstCell = (y >> cellBits) * CELLS;
    let west = luma[y * side] ?? 0;
    let here = luma[y * side + 1] ?? 0;
    for (let x = 1, i = y * side + 1; x < side - 1; x++, i++) {
      const east = luma[i + 1] ?? 0;
      const north = luma[i - side] ?? 0;
      const south = luma[i + side] ?? 0;
      const across = Math.abs(east - west);
      const down = Math.abs(south - north);
      const slope = across + down;
      const cell = firstCell + (x >> cellBits);
      counts[slope] = (counts[slope] ?? 0) + 1;
      cells[cell] = (cells[cell] ?? 0) + slope;
      calmGrain += Math.abs(4 * here - west - east - north - south) & ((slope - detail) >> 31);
      // Less than about 67 degrees apart: 2.4 is the tangent.
      const isNot = (slope - line) | (12 * across - 5 * down) | (12 * down - 5 * across);
      diagonal += slope & ~(isNot >> 31);
      west = here;
      here = east;
    }
  }
  return { counts, cells, diagonal, calmGrain };
}

/** How many pixels slope by `from` or more, up to and without `to`. */
function pixelsOf(counts: Int32Array, from: number, to = counts.length): number {
  let total = 0;
  for (let slope = from; slope < to; slope++) total += counts[slope] ?? 0;
  return total;
}

/** Sum of the slopes of `from` or more. */
function slopesFrom(counts: Int32Array, from: number): number {
  let total = 0;
  for (let slope = from; slope < counts.length; slope++) total += (counts[slope] ?? 0) * slope;
  return total;
}

function squaresOf(counts: Int32Array): number {
  let total = 0;
  for (let slope = 0; slope < counts.length; slope++) total += (counts[slope] ?? 0) * slope * slope;
  return total;
}

/** Mean slope of the picture at a quarter of its resolution, per step of one small pixel. */
function coarseSlope(small: Float64Array): number {
  const side = SMALL_SIDE;
  let total = 0;
  for (let y = 0; y < side - 1; y++) {
    for (let x = 0, i = y * side; x < side - 1; x++, i++) {
      const here = small[i] ?? 0;
      total += Math.abs((small[i + 1] ?? 0) - here) + Math.abs((small[i + side] ?? 0) - here);
    }
  }
  return total / ((side - 1) * (side - 1));
}

function evenness(cells: readonly number[]): number {
  const total = sum(cells);
  if (total < cells.length) return 1;
  const entropy = -sum(cells.map((cell) => (cell > 0 ? (cell / total) * Math.log(cell / total) : 0)));
  return entropy / Math.log(cells.length);
}
