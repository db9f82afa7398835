import { COLOR_NAMES, FAMILY_NAMES, FAMILY_OF } from './color-names.ts';
import { CHROMA_STEPS, chromaIn, hueIn, lightnessIn, nameIn } from './color.ts';
import { COLOR_SIDE, type Planes, SMALL_SIDE } from './planes.ts';
import { CELLS, cellOfSquare } from './regions.ts';

/** What is counted of the colors of a picture, square by square, for several measures at once. */
export interface Tallies {
  /** Squares of each of `COLOR_NAMES`. */
  readonly shades: Int32Array;
  /** Squares of each of `FAMILY_NAMES` in each cell, cell by cell. */
  readonly families: Int32Array;
  /** Squares of each lightness (OKLab × 255). */
  readonly lightness: Int32Array;
  /** For each lightness, the sum of chroma × how warm its hue is (−WARMTH_STEPS .. WARMTH_STEPS). */
  readonly warmth: Int32Array;
  /** Squares of each chroma (OKLCh × CHROMA_STEPS). */
  readonly chroma: Int32Array;
  /** For each hue (steps of 2 degrees), the sum of the chroma that is more than gray. */
  readonly hues: Int32Array;
  /** Sum of lightness × chroma. */
  readonly products: number;
  /** Sum of the differences of chroma between a square and the next. */
  readonly chromaSlope: number;
  /** How many of 4,096 colors (4 bits a channel) cover at least 1/2,000 of the picture each. */
  readonly distinct: number;
  /** Squares of the commonest of these colors. */
  readonly commonest: number;
  /** Sum of the lightness of each row and of each column of squares. */
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  /** OKLab (lightness × 255) of the SMALL_SIDE × SMALL_SIDE picture, a plane each: sums over four squares. */
  readonly smallLightness: Int32Array;
  readonly smallA: Float64Array;
  readonly smallB: Float64Array;
}

export const WARMTH_STEPS = 1000;
const WARM_HUE_DEGREES = 60;
const HUES = 180;
const radians = (step: number) => (step * 2 * Math.PI) / 180;
const COSINES = Float64Array.from({ length: HUES }, (_, step) => Math.cos(radians(step)));
const SINES = Float64Array.from({ length: HUES }, (_, step) => Math.sin(radians(step)));
/** Whole numbers add up fast and alike everywhere: the cosine of the distance to the warm hue, in thousandths. */
const WARMTH = Int16Array.from({ length: HUES }, (_, step) =>
  Math.round(WARMTH_STEPS * Math.cos(((step * 2 - WARM_HUE_DEGREES) * Math.PI) / 180)),
);
/** Chroma as a part of the mean over four squares. */
const STRENGTHS = Float64Array.from({ length: 256 }, (_, chroma) => chroma / (CHROMA_STEPS * 4));

/** Up to this chroma (0.015) a hue is not to be relied on. */
const HARDLY_COLORED = Math.round(0.015 * CHROMA_STEPS);

/** For each square where the counts of its cell begin in `families`. */
const FAMILIES_AT = Uint16Array.from(
  { length: COLOR_SIDE * COLOR_SIDE },
  (_, i) => cellOfSquare(i % COLOR_SIDE, Math.floor(i / COLOR_SIDE)) * FAMILY_NAMES.length,
);
const FAMILIES = Uint8Array.from(FAMILY_OF);
const NOT_RARE = Math.ceil((COLOR_SIDE * COLOR_SIDE) / 2000);
const SMALL_PIXELS = SMALL_SIDE * SMALL_SIDE;

/** Room for the counts of one picture, used again for the next. */
const room = {
  shades: new Int32Array(COLOR_NAMES.length),
  families: new Int32Array(CELLS * CELLS * FAMILY_NAMES.length),
  lightness: new Int32Array(256),
  warmth: new Int32Array(256),
  chroma: new Int32Array(256),
  hues: new Int32Array(HUES),
  coarse: new Uint16Array(4096),
  rows: new Int32Array(COLOR_SIDE),
  columns: new Int32Array(COLOR_SIDE),
  smallLightness: new Int32Array(SMALL_PIXELS),
  smallA: new Float64Array(SMALL_PIXELS),
  smallB: new Float64Array(SMALL_PIXELS),
};
const arrays = Object.values(room);

/** Counts all that is counted of colors. What is returned holds until the next call. */
export function tally({ colors, indices }: Planes): Tallies {
  for (const array of arrays) array.fill(0);
  countColors(colors);
  countPlaces(colors);
  return {
    ...room,
    ...varietyOf(indices),
    ...chromaAlong(colors),
  };
}

/** As in `fillSquares`, all that the loops use is local. */
function countColors(colors: Int32Array): void {
  const { shades, families, lightness, warmth, chroma, hues } = room;
  const [familyOf, familiesAt, warmths, hardlyColored] = [FAMILIES, FAMILIES_AT, WARMTH, HARDLY_COLORED];
  for (let i = 0; i < colors.length; i++) {
    const color = colors[i] ?? 0;
    const light = lightnessIn(color);
    const strength = chromaIn(color);
    const hue = hueIn(color);
    const shade = nameIn(color);
    const family = (familiesAt[i] ?? 0) + (familyOf[shade] ?? 0);
    shades[shade] = (shades[shade] ?? 0) + 1;
    families[family] = (families[family] ?? 0) + 1;
    lightness[light] = (lightness[light] ?? 0) + 1;
    warmth[light] = (warmth[light] ?? 0) + Math.imul(strength, warmths[hue] ?? 0);
    chroma[strength] = (chroma[strength] ?? 0) + 1;
    hues[hue] = (hues[hue] ?? 0) + Math.max(0, strength - hardlyColored);
  }
}

/** Adds up what depends on where a color stands. */
function countPlaces(colors: Int32Array): void {
  const { rows, columns, smallLightness, smallA, smallB } = room;
  const [strengths, cosines, sines] = [STRENGTHS, COSINES, SINES];
  for (let i = 0, y = 0; y < rows.length; y++) {
    const small = (y >> 1) * (rows.length >> 1);
    let row = 0;
    for (let x = 0; x < columns.length; x++, i++) {
      const color = colors[i] ?? 0;
      const light = lightnessIn(color);
      const hue = hueIn(color);
      const strength = strengths[chromaIn(color)] ?? 0;
      const place = small + (x >> 1);
      row += light;
      columns[x] = (columns[x] ?? 0) + light;
      smallLightness[place] = (smallLightness[place] ?? 0) + light;
      smallA[place] = (smallA[place] ?? 0) + strength * (cosines[hue] ?? 0);
      smallB[place] = (smallB[place] ?? 0) + strength * (sines[hue] ?? 0);
    }
    rows[y] = row;
  }
}

/** Sums over the squares in turn. */
function chromaAlong(colors: Int32Array): Pick<Tallies, 'products' | 'chromaSlope'> {
  let products = 0;
  let chromaSlope = 0;
  for (let i = 0; i < colors.length; i++) {
    const color = colors[i] ?? 0;
    const chroma = chromaIn(color);
    products += lightnessIn(color) * chroma;
    chromaSlope += Math.abs(chroma - chromaIn(colors[Math.max(0, i - 1)] ?? 0));
  }
  return { products, chromaSlope };
}

function varietyOf(indices: Int32Array): Pick<Tallies, 'distinct' | 'commonest'> {
  const { coarse } = room;
  const [squares, notRare] = [indices.length, NOT_RARE];
  let distinct = 0;
  let commonest = 0;
  for (let i = 0; i < squares; i++) {
    const color = coarseOf(indices[i] ?? 0);
    const count = (coarse[color] ?? 0) + 1;
    coarse[color] = count;
    if (count === notRare) distinct++;
    if (count > commonest) commonest = count;
  }
  return { distinct, commonest };
}

/** Of 6 bits a channel, the upper 4. */
function coarseOf(index: number): number {
  return ((index >> 6) & 0xf00) | ((index >> 4) & 0xf0) | ((index >> 2) & 0xf);
}
