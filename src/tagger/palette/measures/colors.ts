import { sum } from '../arrays.ts';
import { COLOR_NAMES, FAMILY_NAMES, FAMILY_OF } from '../color-names.ts';
import { CHROMA_STEPS } from '../color.ts';
import { COLOR_SIDE, type Planes } from '../planes.ts';
import { CELLS, CELL_SQUARES, cellOfSquare, REGIONS, type Region } from '../regions.ts';

export interface ColorMeasures {
  /** Share (0..1) of the picture in each of `COLOR_NAMES`. */
  readonly shades: readonly number[];
  /** Share (0..1) of each region in each of `FAMILY_NAMES`. */
  readonly families: Readonly<Record<Region, readonly number[]>>;
  /** Mean chroma of the picture, 0..0.34. */
  readonly chroma: number;
  /** The chroma that one pixel in fifty exceeds, 0..0.34. */
  readonly chromaTop: number;
  /** Share of pixels with a vivid color (chroma above 0.14). */
  readonly vivid: number;
  /** Share of pixels without a color to speak of (chroma below 0.02). */
  readonly gray: number;
  /** Chroma-weighted share (0..1) of each of twelve hue sectors of 30 degrees, the first from −10 degrees (pink-red). */
  readonly hues: readonly number[];
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
const COARSE_COLORS = 4096;
const RARE_SQUARES = SQUARES / 2000;

export function measureColors(planes: Planes): ColorMeasures {
  const counts = countNames(planes);
  const families = (region: Region) => familyShares(counts.families, REGIONS[region]);
  const hues = hueShares(planes);
  return {
    shades: Array.from(counts.names, (count) => count / SQUARES),
    families: {
      all: families('all'),
      border: families('border'),
      center: families('center'),
      top: families('top'),
      bottom: families('bottom'),
    },
    ...chromaOf(planes),
    hues,
    hueCount: Math.exp(-sum(hues.map((share) => (share > 0 ? share * Math.log(share) : 0)))),
    warmth: warmthOf(hues),
    ...varietyOf(planes),
  };
}

/** Squares of every color name in the picture, and of every family of colors in every cell. */
function countNames({ name }: Planes) {
  const names = new Uint16Array(COLOR_NAMES.length);
  const families = new Uint16Array(CELLS * CELLS * FAMILY_NAMES.length);
  for (let i = 0, y = 0; y < COLOR_SIDE; y++) {
    for (let x = 0; x < COLOR_SIDE; x++, i++) {
      const which = name[i] ?? 0;
      names[which] = (names[which] ?? 0) + 1;
      const place = cellOfSquare(x, y) * FAMILY_NAMES.length + (FAMILY_OF[which] ?? 0);
      families[place] = (families[place] ?? 0) + 1;
    }
  }
  return { names, families };
}

function familyShares(counts: Uint16Array, cells: readonly number[]): number[] {
  const size = cells.length * CELL_SQUARES;
  return FAMILY_NAMES.map((_, family) => {
    let total = 0;
    for (const cell of cells) total += counts[cell * FAMILY_NAMES.length + family] ?? 0;
    return total / size;
  });
}

function chromaOf({ chroma }: Planes): Pick<ColorMeasures, 'chroma' | 'chromaTop' | 'vivid' | 'gray'> {
  const counts = new Uint32Array(256);
  for (let i = 0; i < SQUARES; i++) counts[chroma[i] ?? 0] = (counts[chroma[i] ?? 0] ?? 0) + 1;
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

/** Up to this chroma (0.015) a hue is not to be relied on. */
const HARDLY_COLORED = Math.round(0.015 * CHROMA_STEPS);

/** Each hue sector's part of the chroma that is more than gray. */
function hueShares({ chroma, hue }: Planes): number[] {
  const byHue = new Int32Array(180);
  for (let i = 0; i < SQUARES; i++) {
    const weight = (chroma[i] ?? 0) - HARDLY_COLORED;
    if (weight > 0) byHue[hue[i] ?? 0] = (byHue[hue[i] ?? 0] ?? 0) + weight;
  }
  const sectors = Array.from({ length: SECTORS }, () => 0);
  for (let step = 0; step < byHue.length; step++) {
    const weight = byHue[step] ?? 0;
    const sector = Math.floor((step * 2 + 10) / 30) % SECTORS;
    sectors[sector] = (sectors[sector] ?? 0) + weight;
  }
  const total = sum(sectors);
  return total < SQUARES ? sectors.map(() => 0) : sectors.map((weight) => weight / total);
}

/** Pink-red to yellow are warm (−10..110 degrees), green-blue to blue are cool (170..290). */
function warmthOf(hues: readonly number[]): number {
  return sum(hues.slice(0, 4)) - sum(hues.slice(6, 10));
}

function varietyOf({ coarse }: Planes): Pick<ColorMeasures, 'distinct' | 'commonest'> {
  const counts = new Uint16Array(COARSE_COLORS);
  for (let i = 0; i < SQUARES; i++) counts[coarse[i] ?? 0] = (counts[coarse[i] ?? 0] ?? 0) + 1;
  let distinct = 0;
  let most = 0;
  for (let color = 0; color < COARSE_COLORS; color++) {
    const count = counts[color] ?? 0;
    if (count >= RARE_SQUARES) distinct++;
    if (count > most) most = count;
  }
  return { distinct, commonest: most / SQUARES };
}
