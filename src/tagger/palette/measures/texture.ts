import { mean, sum } from '../arrays.ts';
import { type Planes, SIDE } from '../planes.ts';
import { falling } from '../ramps.ts';
import { CELLS, CELL_PX, cellOf, REGIONS } from '../regions.ts';

/** Slopes are differences of luma (0..255) across two pixels, |horizontal| + |vertical|. */
export interface TextureMeasures {
  /** Mean slope, 0..510. */
  readonly slope: number;
  /** Shares (0..1) of pixels that are quite flat (slope up to 6), and that lie on a hard edge (above 70). */
  readonly flat: number;
  readonly hard: number;
  /** Hard edges among all that is not flat, 0..1: high in drawings and lettering, low in soft photographs. */
  readonly crispness: number;
  /** Shares (0..1, of sloping pixels, by slope) of lines that run level, upright, and along either diagonal. */
  readonly level: number;
  readonly upright: number;
  readonly diagonal: number;
  /** Mean difference of a pixel from its four neighbours, 0..255: grain and fine detail. */
  readonly grain: number;
  /** The same where the picture is otherwise calm: film grain, canvas, paper, noise. */
  readonly calmGrain: number;
  /** Slope at a quarter of the resolution over slope at full: high for large soft shapes, low for fine detail. */
  readonly coarseness: number;
  /** Share (0..1) of the 64 cells that are plain (mean slope below about 8). */
  readonly plainCells: number;
  /** Share (0..1) of plain cells along the border. */
  readonly plainBorder: number;
  /** Mean slope in the centre minus that along the border. */
  readonly busyCentre: number;
  /** Evenness of detail over the cells: entropy, 0 (all in one cell) .. 1 (everywhere alike). */
  readonly evenness: number;
}

interface Slopes {
  readonly total: number;
  readonly flat: number;
  readonly hard: number;
  readonly sloping: number;
  readonly level: number;
  readonly upright: number;
  readonly diagonal: number;
  readonly cells: Float64Array;
  readonly grain: number;
  readonly calmGrain: number;
}

const INNER = (SIDE - 2) * (SIDE - 2);

export function measureTexture(planes: Planes): TextureMeasures {
  const slopes = scan(planes.luma);
  const cells = Array.from(slopes.cells, (total) => total / (CELL_PX * CELL_PX));
  const over = (places: readonly number[]) => mean(places.map((cell) => cells[cell] ?? 0));
  const plain = (places: readonly number[]) => mean(places.map((cell) => falling(cells[cell] ?? 0, 6, 10)));
  const slope = slopes.total / INNER;
  const all = Math.max(1, slopes.level + slopes.upright + slopes.diagonal);
  return {
    slope,
    flat: slopes.flat / INNER,
    hard: slopes.hard / INNER,
    crispness: slopes.hard / Math.max(INNER / 50, slopes.sloping),
    level: slopes.level / all,
    upright: slopes.upright / all,
    diagonal: slopes.diagonal / all,
    grain: slopes.grain,
    calmGrain: slopes.calmGrain,
    coarseness: coarseSlope(planes.luma) / Math.max(2, slope),
    plainCells: plain(REGIONS.all),
    plainBorder: plain(REGIONS.border),
    busyCentre: over(REGIONS.centre) - over(REGIONS.border),
    evenness: evenness(cells),
  };
}

/** One pass over the inner pixels; what is counted is explained at `TextureMeasures`. */
function scan(luma: Uint8Array): Slopes {
  const cells = new Float64Array(CELLS * CELLS);
  let [total, flat, hard, sloping, level, upright, diagonal] = [0, 0, 0, 0, 0, 0, 0];
  let [grain, calmGrain, calm] = [0, 0, 0];
  for (let y = 1; y < SIDE - 1; y++) {
    for (let x = 1, i = y * SIDE + 1; x < SIDE - 1; x++, i++) {
      const [west, east] = [luma[i - 1] ?? 0, luma[i + 1] ?? 0];
      const [north, south] = [luma[i - SIDE] ?? 0, luma[i + SIDE] ?? 0];
      const across = Math.abs(east - west);
      const down = Math.abs(south - north);
      const slope = across + down;
      const rough = Math.abs(4 * (luma[i] ?? 0) - west - east - north - south) / 4;
      total += slope;
      grain += rough;
      const cell = cellOf(x, y);
      cells[cell] = (cells[cell] ?? 0) + slope;
      if (slope <= 6) flat++;
      if (slope > 70) hard++;
      if (slope < 24) {
        calm++;
        calmGrain += rough;
      }
      if (slope <= 12) continue;
      sloping++;
      if (down > 2.4 * across) level += slope;
      else if (across > 2.4 * down) upright += slope;
      else diagonal += slope;
    }
  }
  const quiet = calm < INNER / 50 ? 0 : calmGrain / calm;
  return {
    ...{ total, flat, hard, sloping, level, upright, diagonal, cells },
    ...{ grain: grain / INNER, calmGrain: quiet },
  };
}

/** Mean slope of the picture at a quarter of its resolution, per step of one small pixel. */
function coarseSlope(luma: Uint8Array): number {
  const small = shrink(luma);
  const side = SIDE / 4;
  let total = 0;
  for (let y = 0; y < side - 1; y++) {
    for (let x = 0; x < side - 1; x++) {
      const here = small[y * side + x] ?? 0;
      total +=
        Math.abs((small[y * side + x + 1] ?? 0) - here) + Math.abs((small[(y + 1) * side + x] ?? 0) - here);
    }
  }
  return total / ((side - 1) * (side - 1));
}

/** Means of 4 × 4 pixels: a plane of 32 × 32. */
export function shrink(plane: Uint8Array): Float64Array {
  const side = SIDE / 4;
  const small = new Float64Array(side * side);
  for (let i = 0, y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++, i++) {
      const place = (y >> 2) * side + (x >> 2);
      small[place] = (small[place] ?? 0) + (plane[i] ?? 0) / 16;
    }
  }
  return small;
}

function evenness(cells: readonly number[]): number {
  const total = sum(cells);
  if (total < cells.length) return 1;
  const entropy = -sum(cells.map((cell) => (cell > 0 ? (cell / total) * Math.log(cell / total) : 0)));
  return entropy / Math.log(cells.length);
}
