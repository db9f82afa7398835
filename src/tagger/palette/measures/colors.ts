import { sum } from '../arrays.ts';
import { FAMILY_NAMES } from '../color-names.ts';
import { CHROMA_STEPS } from '../color.ts';
import { COLOR_SIDE } from '../planes.ts';
import { CELL_SQUARES, REGIONS, type Region } from '../regions.ts';
import type { Tallies } from '../tallies.ts';

export interface ColorMeasures {
  /** Share (0..1) of the picture in each of `COLOR_NAMES`. */
  readonly shades: Float64Array;
  /** Share (0..1) of each region in each of `FAMILY_NAMES`. */
  readonly families: Readonly<Record<Region, Float64Array>>;
  /** Mean chroma of the picture, 0..0.34. */
  readonly chroma: number;
  /** The chroma that one pixel in fifty exceeds, 0..0.34. */
  readonly chromaTop: number;
  /** Share of pixels with a vivid color (chroma above 0.14). */
  readonly vivid: number;
  /** Share of pixels without a color to speak of (chroma below 0.02). */
  readonly gray: number;
  /** Chroma-weighted share (0..1) of each of twelve hue sectors of 30 degrees, the first from −10 degrees (pink-red). */
  readonly hues: Float64Array;
  /** How many hues share the chroma evenly: 1..12 (exponential of the entropy). */
  readonly hueCount: number;
  /** −1 (all chroma is cool) .. 1 (all is warm) */
  readonly warmth: number;
  /** How many of 4,096 colors cover at least 1/2,000 of the picture each. */
  readonly distinct: number;
  /** Share (0..1) of the commonest of 4,096 colors. */
  readonly commonest: number;
}

const SQUARES = COLOR_SIDE * COLOR_SIDE;
const SECTORS = 12;

export function measureColors(tallies: Tallies): ColorMeasures {
  const families = (region: Region) => familyShares(tallies.families, REGIONS[region]);
  const hues = hueShares(tallies.hues);
  return {
    shades: Float64Array.from(tallies.shades, (count) => count / SQUARES),
    families: {
      all: families('all'),
      border: families('border'),
      center: families('center'),
      top: families('top'),
      bottom: families('bottom'),
    },
    ...chromaOf(tallies.chroma),
    hues,
    hueCount: Math.exp(-sum(hues.map((share) => (share > 0 ? share * Math.log(share) : 0)))),
    warmth: warmthOf(hues),
    distinct: tallies.distinct,
    commonest: tallies.commonest / SQUARES,
  };
}

function familyShares(counts: Int32Array, cells: readonly number[]): Float64Array {
  const shares = new Float64Array(FAMILY_NAMES.length);
  for (const cell of cells) {
    for (let family = 0, i = cell * shares.length; family < shares.length; family++, i++) {
      shares[family] = (shares[family] ?? 0) + (counts[i] ?? 0);
    }
  }
  const size = cells.length * CELL_SQUARES;
  return shares.map((count) => count / size);
}

function chromaOf(counts: Int32Array): Pick<ColorMeasures, 'chroma' | 'chromaTop' | 'vivid' | 'gray'> {
  let total = 0;
  let vivid = 0;
  let gray = 0;
  let seen = 0;
  let top = 0;
  for (let value = 0; value < 256; value++) {
    const count = counts[value] ?? 0;
    total += count * value;
    if (value > 0.14 * CHROMA_STEPS) vivid += count;
    if (value < 0.02 * CHROMA_STEPS) gray += count;
    if (seen < SQUARES * 0.98) top = value;
    seen += count;
  }
  return {
    chroma: total / SQUARES / CHROMA_STEPS,
    chromaTop: top / CHROMA_STEPS,
    vivid: vivid / SQUARES,
    gray: gray / SQUARES,
  };
}

/** Each hue sector's part of the chroma that is more than gray. */
function hueShares(byHue: Int32Array): Float64Array {
  const sectors = new Float64Array(SECTORS);
  for (let step = 0; step < byHue.length; step++) {
    const weight = byHue[step] ?? 0;
    const sector = Math.floor((step * 2 + 10) / 30) % SECTORS;
    sectors[sector] = (sectors[sector] ?? 0) + weight;
  }
  const total = sum(sectors);
  return total < SQUARES ? sectors.fill(0) : sectors.map((weight) => weight / total);
}

/** Pink-red to yellow are warm (−10..110 degrees), green-blue to blue are cool (170..290). */
function warmthOf(hues: Float64Array): number {
  return sum(hues.slice(0, 4)) - sum(hues.slice(6, 10));
}
