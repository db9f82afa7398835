import { mean, sum } from '../arrays.ts';
import { type Planes, SIDE, SMALL_SIDE } from '../planes.ts';
import { falling } from '../ramps.ts';
import { CELLS, CELL_PX, cellOf, REGIONS } from '../regions.ts';

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
  readonly counts: Uint32Array;
  /** Sum of slopes in each cell. */
  readonly cells: Float64Array;
  /** Sum of slopes of all lines, and of those along a diagonal. */
  readonly lines: number;
  readonly diagonal: number;
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
  const slopes = scan(planes.luma);
  const cells = Array.from(slopes.cells, (total) => (total * ROW_STEP) / (CELL_PX * CELL_PX));
  const plain = (places: readonly number[]) => mean(places.map((cell) => falling(cells[cell] ?? 0, 6, 10)));
  const slope = sum(slopes.cells) / INNER;
  let squares = 0;
  for (let size = 0; size < slopes.counts.length; size++) squares += (slopes.counts[size] ?? 0) * size * size;
  const hard = pixelsOf(slopes.counts, HARD);
  return {
    slope,
    peakedness: slope < 0.25 ? 1 : squares / INNER / (slope * slope),
    flat: pixelsOf(slopes.counts, 0, NOT_FLAT) / INNER,
    crispness: hard / Math.max(INNER / 50, pixelsOf(slopes.counts, LINE)),
    diagonal: slopes.diagonal / Math.max(1, slopes.lines),
    calmGrain: slopes.calmGrain,
    coarseness: coarseSlope(planes.smallLuma) / Math.max(2, slope),
    plainCells: plain(REGIONS.all),
    plainBorder: plain(REGIONS.border),
    evenness: evenness(cells),
  };
}

/** One pass over the inner pixels of every second row; what is counted is explained at `TextureMeasures`. */
function scan(luma: Uint8Array): Slopes {
  const counts = new Uint32Array(511);
  const cells = new Float64Array(CELLS * CELLS);
  let [lines, diagonal, calm, calmGrain] = [0, 0, 0, 0];
  for (let y = 1; y < SIDE - 1; y += ROW_STEP) {
    for (let x = 1, i = y * SIDE + 1; x < SIDE - 1; x++, i++) {
      const west = luma[i - 1] ?? 0;
      const east = luma[i + 1] ?? 0;
      const north = luma[i - SIDE] ?? 0;
      const south = luma[i + SIDE] ?? 0;
      const across = Math.abs(east - west);
      const down = Math.abs(south - north);
      const slope = across + down;
      counts[slope] = (counts[slope] ?? 0) + 1;
      const cell = cellOf(x, y);
      cells[cell] = (cells[cell] ?? 0) + slope;
      if (slope < DETAIL) {
        calm++;
        calmGrain += Math.abs(4 * (luma[i] ?? 0) - west - east - north - south);
      }
      if (slope < LINE) continue;
      lines += slope;
      // Less than about 67 degrees apart: 2.4 is the tangent.
      if (5 * down <= 12 * across && 5 * across <= 12 * down) diagonal += slope;
    }
  }
  return { counts, cells, lines, diagonal, calmGrain: calm < INNER / 50 ? 0 : calmGrain / (4 * calm) };
}

/** How many pixels slope by `from` or more, up to and without `to`. */
function pixelsOf(counts: Uint32Array, from: number, to = counts.length): number {
  let total = 0;
  for (let slope = from; slope < to; slope++) total += counts[slope] ?? 0;
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
