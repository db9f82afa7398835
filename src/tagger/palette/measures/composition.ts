import { at } from '../arrays.ts';
import { CHROMA_STEPS } from '../color.ts';
import { COLOR_SIDE, type Planes, SMALL_SIDE } from '../planes.ts';
import { falling, rising } from '../ramps.ts';
import { shrink } from '../shrink.ts';

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
const SMALL_BITS = Math.log2(SMALL);

export function measureComposition(planes: Planes): CompositionMeasures {
  const lab = smallLab(planes);
  const ground = medianColor(lab, RINGS[0] ?? []);
  return {
    // Of an index, the lower bits are the column, and the upper bits the row.
    mirrored: likeness(planes.smallLuma, SMALL - 1),
    flipped: likeness(planes.smallLuma, PIXELS - SMALL),
    ...subjectOf(lab, ground),
    ...frameOf(lab, ground),
    ...jumpOf(planes.lightness, COLOR_SIDE, 1, 'level'),
    ...jumpOf(planes.lightness, 1, COLOR_SIDE, 'upright'),
  };
}

/**
 * Pearson's r of a picture and its mirror image; 0 where it hardly varies (3 steps of luma).
 * @param flip the bits of an index that are turned around
 */
function likeness(luma: Float64Array, flip: number): number {
  let total = 0;
  let squares = 0;
  let products = 0;
  for (let i = 0; i < PIXELS; i++) {
    const value = luma[i] ?? 0;
    total += value;
    squares += value * value;
    products += value * (luma[i ^ flip] ?? 0);
  }
  const average = total / PIXELS;
  const variance = squares / PIXELS - average * average;
  return variance <= 9 ? 0 : (products / PIXELS - average * average) / variance;
}

/** OKLab of the 32 × 32 picture, three planes. */
interface SmallLab {
  readonly lightness: Float64Array;
  readonly a: Float64Array;
  readonly b: Float64Array;
}

const COSINES = Float64Array.from({ length: 180 }, (_, step) => Math.cos((step * 2 * Math.PI) / 180));
const SINES = Float64Array.from({ length: 180 }, (_, step) => Math.sin((step * 2 * Math.PI) / 180));

function smallLab({ lightness, chroma, hue }: Planes): SmallLab {
  const lab = {
    lightness: shrink(lightness, COLOR_SIDE, SMALL),
    a: new Float64Array(PIXELS),
    b: new Float64Array(PIXELS),
  };
  for (let place = 0; place < PIXELS; place++) {
    const first = (place >> SMALL_BITS) * 2 * COLOR_SIDE + (place & (SMALL - 1)) * 2;
    let [a, b] = [0, 0];
    for (let i = first; i <= first + COLOR_SIDE; i += COLOR_SIDE) {
      for (let square = i; square < i + 2; square++) {
        const strength = (chroma[square] ?? 0) / (CHROMA_STEPS * 4);
        a += strength * (COSINES[hue[square] ?? 0] ?? 0);
        b += strength * (SINES[hue[square] ?? 0] ?? 0);
      }
    }
    lab.lightness[place] = (lab.lightness[place] ?? 0) / 255;
    lab.a[place] = a;
    lab.b[place] = b;
  }
  return lab;
}

function distance({ lightness, a, b }: SmallLab, place: number, color: Color): number {
  const dl = (lightness[place] ?? 0) - color.lightness;
  const da = (a[place] ?? 0) - color.a;
  const db = (b[place] ?? 0) - color.b;
  // Many times as fast as Math.hypot.
  return Math.sqrt(dl * dl + da * da + db * db);
}

interface Color {
  readonly lightness: number;
  readonly a: number;
  readonly b: number;
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
function medianColor(lab: SmallLab, places: readonly number[]): Color {
  const values = new Float64Array(places.length);
  const median = (plane: Float64Array) => {
    for (const [index, place] of places.entries()) values[index] = plane[place] ?? 0;
    return values.sort()[places.length >> 1] ?? 0;
  };
  return { lightness: median(lab.lightness), a: median(lab.a), b: median(lab.b) };
}

/** What stands out from the color of the border, and where it stands. */
function subjectOf(lab: SmallLab, ground: Color) {
  const inRow = new Float64Array(SMALL);
  let [total, sumX, sumY, squares] = [0, 0, 0, 0];
  for (let place = 0, row = 0; row < SMALL; row++) {
    for (let column = 0; column < SMALL; column++, place++) {
      const weight = rising(distance(lab, place, ground), 0.1, 0.2);
      if (weight === 0) continue;
      const x = (column + 0.5) / SMALL;
      const y = (row + 0.5) / SMALL;
      total += weight;
      sumX += weight * x;
      sumY += weight * y;
      squares += weight * (x * x + y * y);
      inRow[row] = (inRow[row] ?? 0) + weight / SMALL;
    }
  }
  const some = Math.max(total, 1);
  const [x, y] = total < 1 ? [0.5, 0.5] : [sumX / some, sumY / some];
  return {
    subject: total / PIXELS,
    subjectX: x,
    subjectSpread: Math.sqrt(Math.max(0, squares / some - x * x - y * y)),
    subjectAtTop: at(inRow, 0),
    subjectAtBottom: at(inRow, SMALL - 1),
    evenBorder: shareLike(lab, RINGS[0] ?? [], ground, 0.04, 0.12),
  };
}

/** How many of the places have nearly this color: up to `near` it is the same, from `far` on another. */
function shareLike(
  lab: SmallLab,
  places: readonly number[],
  color: Color,
  near: number,
  far: number,
): number {
  let total = 0;
  for (const place of places) total += falling(distance(lab, place, color), near, far);
  return total / places.length;
}

/**
 * Counts rings from the edge inwards for as long as they keep the color of the first. If the corners behind the last one
 * still have that color, it is not a frame, but a ground with something on it.
 */
function frameOf(lab: SmallLab, color: Color) {
  const keeping = (places: readonly number[]) => shareLike(lab, places, color, 0.05, 0.1);
  let width = 0;
  for (const places of RINGS) {
    const kept = rising(keeping(places), 0.8, 0.95);
    width += kept;
    if (kept < 1) break;
  }
  const inside = Math.floor(width) + 1;
  const left = inside < RINGS.length ? Math.max(keeping(RINGS[inside] ?? []), keeping(cornersOf(inside))) : 1;
  return { frame: (width / SMALL) * falling(left, 0.3, 0.6), frameLightness: color.lightness };
}

/** The places of the corners of the ring that lies `depth` small pixels inside the edge. */
function cornersOf(depth: number): number[] {
  const last = SMALL - 1 - depth;
  return [depth, last].flatMap((y) => [y * SMALL + depth, y * SMALL + last]);
}

/** Differences between means of neighboring lines that run along: the horizon, the edge of a panel. */
function jumpOf<Name extends 'level' | 'upright'>(
  lightness: Uint8Array,
  lineStep: number,
  pixelStep: number,
  name: Name,
) {
  const lines = Array.from({ length: COLOR_SIDE }, (_, line) => {
    let total = 0;
    for (let i = 0; i < COLOR_SIDE; i++) total += lightness[line * lineStep + i * pixelStep] ?? 0;
    return total / (COLOR_SIDE * 255);
  });
  let jump = 0;
  let where = COLOR_SIDE / 2;
  for (let line = 2; line < COLOR_SIDE - 2; line++) {
    const size = Math.abs((lines[line + 1] ?? 0) - (lines[line] ?? 0));
    if (size > jump) [jump, where] = [size, line];
  }
  return { [`${name}Jump`]: jump, [`${name}JumpAt`]: where / COLOR_SIDE } as Record<
    `${Name}Jump` | `${Name}JumpAt`,
    number
  >;
}
