import { COLOR_SIDE, type Planes, SMALL_SIDE } from '../planes.ts';
import { falling, rising } from '../ramps.ts';
import type { Tallies } from '../tallies.ts';

export interface CompositionMeasures {
  /** Likeness (−1..1) to the picture mirrored left to right, and top to bottom. */
  readonly mirrored: number;
  readonly flipped: number;
  /** Share (0..1) of the picture that differs clearly from the color of the border. */
  readonly subject: number;
  /** Where its middle lies: 0 (left) .. 1 (right). */
  readonly subjectX: number;
  /** How far it spreads from there: root mean square distance, 0..0.7. */
  readonly subjectSpread: number;
  /** Share (0..1) of the bottom and the top edge that the subject covers. */
  readonly subjectAtBottom: number;
  readonly subjectAtTop: number;
  /** How much of one color the border is, 0..1. */
  readonly evenBorder: number;
  /** Width (in sides of the picture, 0..0.5) of the frame of one color around it, and that frame's lightness. */
  readonly frame: number;
  readonly frameLightness: number;
  /** The strongest jump of lightness from one row to the next, right across (0..1), and where: 0 (top) .. 1. */
  readonly levelJump: number;
  readonly levelJumpAt: number;
  /** The same from column to column. */
  readonly uprightJump: number;
  readonly uprightJumpAt: number;
}

const SMALL = SMALL_SIDE;
const PIXELS = SMALL * SMALL;

export function measureComposition({ smallLuma }: Planes, tallies: Tallies): CompositionMeasures {
  const ground = medianColor(tallies, RINGS[0] ?? []);
  fillDistances(tallies, ground);
  return {
    ...likenessOf(smallLuma),
    ...subjectOf(),
    ...frameOf(ground),
    ...jumpOf(tallies.rows, 'level'),
    ...jumpOf(tallies.columns, 'upright'),
  };
}

/** Of an index, the lower bits are the column, and the upper bits the row. */
const MIRROR = SMALL - 1;
const FLIP = PIXELS - SMALL;

/** Pearson's r of a picture and its mirror image; 0 where it hardly varies (3 steps of luma). */
function likenessOf(luma: Float64Array) {
  let [total, squares, mirrored, flipped] = [0, 0, 0, 0];
  for (let i = 0; i < PIXELS; i++) {
    const value = luma[i] ?? 0;
    total += value;
    squares += value * value;
    mirrored += value * (luma[i ^ MIRROR] ?? 0);
    flipped += value * (luma[i ^ FLIP] ?? 0);
  }
  const average = total / PIXELS;
  const variance = squares / PIXELS - average * average;
  const likeness = (products: number) =>
    variance <= 9 ? 0 : (products / PIXELS - average * average) / variance;
  return { mirrored: likeness(mirrored), flipped: likeness(flipped) };
}

/** OKLab */
interface Color {
  readonly lightness: number;
  readonly a: number;
  readonly b: number;
}

/** `smallLightness` is lightness × 255, added up over four squares. */
const LIGHTNESS = 4 * 255;

/** How far the color of each place is from the border's; used again for the next picture. */
const distances = new Float64Array(PIXELS);

function fillDistances({ smallLightness, smallA, smallB }: Tallies, { lightness, a, b }: Color): void {
  for (let place = 0; place < PIXELS; place++) {
    const dl = (smallLightness[place] ?? 0) / LIGHTNESS - lightness;
    const da = (smallA[place] ?? 0) - a;
    const db = (smallB[place] ?? 0) - b;
    // Many times as fast as Math.hypot.
    distances[place] = Math.sqrt(dl * dl + da * da + db * db);
  }
}

/** The places of the square ring that lies `depth` small pixels inside the edge. */
function ring(depth: number): number[] {
  const last = SMALL - 1 - depth;
  return Array.from({ length: PIXELS }, (_, place) => place).filter((place) => {
    const x = place % SMALL;
    const y = Math.floor(place / SMALL);
    const inside = x >= depth && x <= last && y >= depth && y <= last;
    return inside && (x === depth || x === last || y === depth || y === last);
  });
}

const RINGS = Array.from({ length: SMALL / 2 }, (_, depth) => ring(depth));

/** The middle value of each plane over some places: not swayed by a corner that differs. */
function medianColor({ smallLightness, smallA, smallB }: Tallies, places: readonly number[]): Color {
  const values = new Float64Array(places.length);
  const median = (plane: Int32Array | Float64Array) => {
    for (let index = 0; index < places.length; index++) values[index] = plane[places[index] ?? 0] ?? 0;
    return values.sort()[places.length >> 1] ?? 0;
  };
  return { lightness: median(smallLightness) / LIGHTNESS, a: median(smallA), b: median(smallB) };
}

/** What stands out from the color of the border, and where it stands. */
function subjectOf() {
  let [total, sumX, sumY, squares, atTop, atBottom] = [0, 0, 0, 0, 0, 0];
  for (let place = 0, row = 0; row < SMALL; row++) {
    const y = (row + 0.5) / SMALL;
    let inRow = 0;
    for (let column = 0; column < SMALL; column++, place++) {
      const weight = rising(distances[place] ?? 0, 0.1, 0.2);
      if (weight === 0) continue;
      const x = (column + 0.5) / SMALL;
      total += weight;
      sumX += weight * x;
      sumY += weight * y;
      squares += weight * (x * x + y * y);
      inRow += weight / SMALL;
    }
    if (row === 0) atTop = inRow;
    atBottom = inRow;
  }
  const some = Math.max(total, 1);
  const [x, y] = total < 1 ? [0.5, 0.5] : [sumX / some, sumY / some];
  return {
    subject: total / PIXELS,
    subjectX: x,
    subjectSpread: Math.sqrt(Math.max(0, squares / some - x * x - y * y)),
    subjectAtTop: atTop,
    subjectAtBottom: atBottom,
    evenBorder: shareLike(RINGS[0] ?? [], 0.04, 0.12),
  };
}

/** How many of the places have nearly the border's color: up to `near` it is the same, from `far` on another. */
function shareLike(places: readonly number[], near: number, far: number): number {
  let total = 0;
  for (const place of places) total += falling(distances[place] ?? 0, near, far);
  return total / places.length;
}

/**
 * Counts rings from the edge inwards for as long as they keep the color of the first. If the corners behind the last one
 * still have that color, it is not a frame, but a ground with something on it.
 */
function frameOf({ lightness }: Color) {
  const keeping = (places: readonly number[]) => shareLike(places, 0.05, 0.1);
  let width = 0;
  for (const places of RINGS) {
    const kept = rising(keeping(places), 0.8, 0.95);
    width += kept;
    if (kept < 1) break;
  }
  const inside = Math.floor(width) + 1;
  const left = inside < RINGS.length ? Math.max(keeping(RINGS[inside] ?? []), keeping(cornersOf(inside))) : 1;
  return { frame: (width / SMALL) * falling(left, 0.3, 0.6), frameLightness: lightness };
}

/** The places of the corners of the ring that lies `depth` small pixels inside the edge. */
function cornersOf(depth: number): number[] {
  const last = SMALL - 1 - depth;
  return [depth, last].flatMap((y) => [y * SMALL + depth, y * SMALL + last]);
}

/** Differences between means of neighboring lines (their sums are given): the horizon, the edge of a panel. */
function jumpOf<Name extends 'level' | 'upright'>(sums: Int32Array, name: Name) {
  const meanOf = (line: number) => (sums[line] ?? 0) / (COLOR_SIDE * 255);
  let jump = 0;
  let where = COLOR_SIDE / 2;
  for (let line = 2; line < COLOR_SIDE - 2; line++) {
    const size = Math.abs(meanOf(line + 1) - meanOf(line));
    if (size > jump) [jump, where] = [size, line];
  }
  return { [`${name}Jump`]: jump, [`${name}JumpAt`]: where / COLOR_SIDE } as Record<
    `${Name}Jump` | `${Name}JumpAt`,
    number
  >;
}
