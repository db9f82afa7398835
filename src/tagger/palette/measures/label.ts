import { COLOR_SIDE, type Planes, SIDE } from '../planes.ts';
import { falling, rising } from '../ramps.ts';

export interface LabelMeasures {
  /** How much a lower corner looks like it carries an advisory label, 0..1. */
  readonly advisory: number;
}

/** Only the lower part of the picture is looked at, from this row on. */
const FIRST_ROW = 88;
const ROWS = SIDE - FIRST_ROW;
const STRIDE = SIDE + 1;

/** Sums over rectangles in four look-ups: each entry holds the total above and left of its point. */
class Sums {
  readonly #sums = new Int32Array((ROWS + 1) * STRIDE);

  /** @param values of the rows from `FIRST_ROW` on */
  of(values: Uint8Array): this {
    const sums = this.#sums;
    for (let i = 0, y = 0; y < ROWS; y++) {
      let row = 0;
      for (let x = 0, place = (y + 1) * STRIDE + 1; x < SIDE; x++, i++, place++) {
        row += values[i] ?? 0;
        sums[place] = (sums[place - STRIDE] ?? 0) + row;
      }
    }
    return this;
  }

  mean(x: number, y: number, width: number, height: number): number {
    const sums = this.#sums;
    const top = (y - FIRST_ROW) * STRIDE + x;
    const bottom = top + height * STRIDE;
    const total =
      (sums[bottom + width] ?? 0) - (sums[bottom] ?? 0) - (sums[top + width] ?? 0) + (sums[top] ?? 0);
    return total / (width * height);
  }
}

interface Evidence {
  readonly luma: Sums;
  /** Difference of luma to the pixel on the right. */
  readonly strokes: Sums;
  /** Chroma of the squares of 2 × 2 pixels of the whole picture. */
  readonly chroma: Uint8Array;
}

const WIDTHS_PX = [13, 16, 19, 22];
const HEIGHT_PER_WIDTH = 0.62;
/** How far from the left or the right edge, and from the bottom, the label ends at most. */
const MARGIN_PX = 12;
const LOWEST_TOP_PX = 96;
const COLUMNS = 4;

/**
 * Looks for the label that warns parents: a small colorless block, a light middle full of upright strokes between two
 * dark bands, all the way across, on a calm ground.
 */
export function measureLabel(planes: Planes): LabelMeasures {
  const evidence = evidenceOf(planes);
  let advisory = 0;
  for (const width of WIDTHS_PX) {
    const height = Math.round(width * HEIGHT_PER_WIDTH);
    for (let y = LOWEST_TOP_PX; y <= SIDE - height; y++) {
      for (let x = 0; x <= MARGIN_PX; x++) {
        advisory = Math.max(
          advisory,
          likeness(evidence, x, y, width, height),
          likeness(evidence, SIDE - width - x, y, width, height),
        );
      }
    }
  }
  return { advisory };
}

/** Used again for every picture. */
const room = { luma: new Sums(), strokes: new Sums() };
const strokes = new Uint8Array(ROWS * SIDE);

function evidenceOf({ luma, chroma }: Planes): Evidence {
  for (let i = 0, y = FIRST_ROW; y < SIDE; y++) {
    for (let x = 0, from = y * SIDE; x < SIDE; x++, i++, from++) {
      if (x < SIDE - 1) strokes[i] = Math.abs((luma[from + 1] ?? 0) - (luma[from] ?? 0));
    }
  }
  return {
    luma: room.luma.of(luma.subarray(FIRST_ROW * SIDE)),
    strokes: room.strokes.of(strokes),
    chroma,
  };
}

/** Chroma is held in steps of 1/750: up to about 0.03 a print passes for black and white. */
const COLORLESS = [15, 40] as const;

function likeness(evidence: Evidence, x: number, y: number, width: number, height: number): number {
  const band = Math.round(height * 0.25);
  const strokes = evidence.strokes.mean(x, y + band, width - 1, height - 2 * band);
  // The cheapest test first: most places fail it.
  if (strokes <= 15) return 0;
  const above = evidence.luma.mean(x, y, width, band);
  const below = evidence.luma.mean(x, y + height - band, width, band);
  const middle = evidence.luma.mean(x, y + band, width, height - 2 * band);
  // No column can stand out where the whole does not.
  if (middle - Math.max(above, below) <= 5) return 0;
  const [least, most] = stripes(evidence.luma, x, y, width, height);
  if (least <= 5) return 0;
  return (
    rising(strokes, 15, 35) *
    rising(least, 5, 25) *
    rising(least / most, 0.25, 0.55) *
    falling(Math.abs(above - below) / most, 0.4, 1.4) *
    falling(meanChroma(evidence.chroma, x, y, width, height), ...COLORLESS) *
    falling(surroundings(evidence.strokes, x, y, width, height) / strokes, 0.2, 0.87)
  );
}

function meanChroma(chroma: Uint8Array, left: number, top: number, width: number, height: number): number {
  let total = 0;
  for (let y = top; y < top + height; y++) {
    for (let x = left; x < left + width; x++) total += chroma[(y >> 1) * COLOR_SIDE + (x >> 1)] ?? 0;
  }
  return total / (width * height);
}

/** In each of four columns: how much lighter the middle is than the lighter of the bands; the least and the most. */
function stripes(luma: Sums, x: number, y: number, width: number, height: number): readonly [number, number] {
  const band = Math.round(height * 0.25);
  let least = 255;
  let most = 1;
  for (let column = 0; column < COLUMNS; column++) {
    const from = Math.round((column * width) / COLUMNS);
    const wide = Math.round(((column + 1) * width) / COLUMNS) - from;
    const light = luma.mean(x + from, y + band, wide, height - 2 * band);
    const above = luma.mean(x + from, y, wide, band);
    const below = luma.mean(x + from, y + height - band, wide, band);
    const difference = light - Math.max(above, below);
    least = Math.min(least, difference);
    most = Math.max(most, difference);
  }
  return [least, most];
}

/** Strokes above and on both sides of the block, where the picture goes on. */
function surroundings(strokes: Sums, x: number, y: number, width: number, height: number): number {
  const above = strokes.mean(x, y - 4, width - 1, 3);
  const left = x >= 4 ? strokes.mean(x - 4, y, 3, height) : 0;
  const right = x + width + 4 <= SIDE ? strokes.mean(x + width, y, 3, height) : 0;
  return Math.max(above, left, right);
}
