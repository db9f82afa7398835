import { type Planes, SIDE } from '../planes.ts';
import { falling, rising } from '../ramps.ts';

export interface LabelMeasures {
  /** How much a lower corner looks like it carries an advisory label, 0..1. */
  readonly advisory: number;
}

/** Sums over rectangles in four look-ups: `sums[y][x]` holds the total above and left of that point. */
class Sums {
  readonly #sums = new Float64Array((SIDE + 1) * (SIDE + 1));

  constructor(value: (i: number) => number) {
    for (let y = 0; y < SIDE; y++) {
      let row = 0;
      for (let x = 0; x < SIDE; x++) {
        row += value(y * SIDE + x);
        const place = (y + 1) * (SIDE + 1) + x + 1;
        this.#sums[place] = (this.#sums[place - SIDE - 1] ?? 0) + row;
      }
    }
  }

  mean(x: number, y: number, width: number, height: number): number {
    const top = y * (SIDE + 1) + x;
    const bottom = top + height * (SIDE + 1);
    const total =
      (this.#sums[bottom + width] ?? 0) -
      (this.#sums[bottom] ?? 0) -
      (this.#sums[top + width] ?? 0) +
      (this.#sums[top] ?? 0);
    return total / (width * height);
  }
}

interface Evidence {
  readonly luma: Sums;
  /** Difference of luma to the pixel on the right. */
  readonly strokes: Sums;
  readonly chroma: Sums;
}

const WIDTHS_PX = [13, 15, 17, 19, 21, 23];
const HEIGHT_PER_WIDTH = 0.62;
/** How far from the left or the right edge, and from the bottom, the label ends at most. */
const MARGIN_PX = 20;
const LOWEST_TOP_PX = 96;
const COLUMNS = 4;

/**
 * Looks for the label that warns parents: a small colourless block, a light middle full of upright strokes between two
 * dark bands, all the way across, on a calm ground.
 */
export function measureLabel({ luma, chroma }: Planes): LabelMeasures {
  const evidence = {
    luma: new Sums((i) => luma[i] ?? 0),
    strokes: new Sums((i) => (i % SIDE === SIDE - 1 ? 0 : Math.abs((luma[i + 1] ?? 0) - (luma[i] ?? 0)))),
    chroma: new Sums((i) => chroma[i] ?? 0),
  };
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

/** Chroma is held in steps of 1/750: up to about 0.03 a print passes for black and white. */
const COLOURLESS = [15, 40] as const;

function likeness(evidence: Evidence, x: number, y: number, width: number, height: number): number {
  const band = Math.round(height * 0.25);
  const strokes = evidence.strokes.mean(x, y + band, width - 1, height - 2 * band);
  // The cheapest test first: most places fail it.
  if (strokes <= 15) return 0;
  const [least, most] = stripes(evidence.luma, x, y, width, height);
  if (least <= 5) return 0;
  const above = evidence.luma.mean(x, y, width, band);
  const below = evidence.luma.mean(x, y + height - band, width, band);
  return (
    rising(strokes, 15, 35) *
    rising(least, 5, 25) *
    rising(least / most, 0.25, 0.55) *
    falling(Math.abs(above - below) / most, 0.4, 1.4) *
    falling(evidence.chroma.mean(x, y, width, height), ...COLOURLESS) *
    falling(surroundings(evidence.strokes, x, y, width, height) / strokes, 0.2, 0.87)
  );
}

/** In each of four columns: how much lighter the middle is than the lighter of the bands; the least and the most. */
function stripes(luma: Sums, x: number, y: number, width: number, height: number): readonly [number, number] {
  const band = Math.round(height * 0.25);
  let [least, most] = [255, 1];
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
