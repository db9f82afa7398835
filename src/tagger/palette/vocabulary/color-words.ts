import { at } from '../arrays.ts';
import { COLOR_NAMES, type ColorName, FAMILY_NAMES, type Family } from '../color-names.ts';
import type { Measures } from '../measures/measures.ts';
import { falling, rising } from '../ramps.ts';
import type { Region } from '../regions.ts';
import { type WordGroup, wordsAbout } from './word.ts';

const { each, word, ladder } = wordsAbout('color');

/** A little of these catches the eye. A little gray or brown is in nearly every picture. */
export const STRIKING: ReadonlySet<ColorName> = new Set<ColorName>([
  ...(['burgundy', 'dark red', 'red', 'bright red', 'rust', 'orange', 'gold', 'yellow'] as const),
  ...(['green', 'bright green', 'teal', 'turquoise', 'blue', 'bright blue', 'sky blue'] as const),
  ...(['purple', 'violet', 'lavender', 'magenta', 'pink'] as const),
]);

/** How much of the picture each shade covers. */
const shades = COLOR_NAMES.map((name, place) =>
  ladder(
    `share of ${name} in the picture`,
    [
      ...(STRIKING.has(name)
        ? ([
            [null, 0],
            [`touches of ${name}`, 0.04],
          ] as const)
        : ([[null, 0.05]] as const)),
      [name, 0.2],
      [`mostly ${name}`, 0.8],
    ],
    ({ colors }) => at(colors.shades, place),
  ),
);

const PLACES = FAMILY_NAMES.map((_, place) => place);

function familyAt(place: number): Family {
  const family = FAMILY_NAMES[place];
  if (family === undefined) throw new RangeError(`No family of colors has the number ${place}.`);
  return family;
}

const PARTS: readonly (readonly [Region, (family: Family) => string])[] = [
  ['border', (family) => `${family} edges`],
  ['center', (family) => `${family} center`],
  ['top', (family) => `${family} at the top`],
  ['bottom', (family) => `${family} at the bottom`],
];

/** What color the parts of the picture are, if they are not of one color with the rest. */
const regions = PARTS.map(([region, nameOf]) =>
  each(
    PLACES,
    (place) => [
      nameOf(familyAt(place)),
      `most of the ${region} is ${familyAt(place)}, and more of it than elsewhere`,
    ],
    ({ colors }, place) => {
      const share = at(colors.families[region], place);
      const overall = at(colors.families.all, place);
      return share <= 0.4 ? 0 : Math.min(rising(share, 0.4, 0.9), rising(share - overall, 0.05, 0.3));
    },
  ),
);

/** How well one color in front of another describes a picture. */
function onGround({ colors }: Measures, figure: number, ground: number): number {
  const behind = at(colors.families.border, ground);
  const inFront = at(colors.families.center, figure) - at(colors.families.border, figure);
  return behind < 0.35 ? 0 : Math.min(rising(inFront, 0.1, 0.45), rising(behind, 0.35, 0.8));
}

/** Which two colors cover most of the picture, if neither stands in front of the other. */
function together(measures: Measures, first: number, second: number): number {
  const { all } = measures.colors.families;
  const [one, other] = [at(all, first), at(all, second)];
  if (one < 0.12 || other < 0.12) return 0;
  const layered = Math.max(onGround(measures, first, second), onGround(measures, second, first));
  return Math.min(rising(Math.min(one, other), 0.12, 0.3), rising(one + other, 0.4, 0.8)) * (1 - layered);
}

const COLORLESS: ReadonlySet<Family> = new Set<Family>(['black', 'gray', 'white']);

const pairs = each(
  PLACES.flatMap((first) =>
    PLACES.slice(first + 1).flatMap((second) => (COLORLESS.has(familyAt(second)) ? [] : { first, second })),
  ),
  ({ first, second }) => {
    const name = `${familyAt(second)} and ${familyAt(first)}`;
    return [name, `${name} cover most of the picture`];
  },
  (measures, { first, second }) => together(measures, first, second),
);

const grounds = each(
  PLACES.flatMap((figure) => PLACES.flatMap((ground) => (figure === ground ? [] : { figure, ground }))),
  ({ figure, ground }) => [
    `${familyAt(figure)} on ${familyAt(ground)}`,
    `much ${familyAt(figure)} in the center, ${familyAt(ground)} along the edges`,
  ],
  (measures, { figure, ground }) => onGround(measures, figure, ground),
);

/** At 0°, 30°, 60° … of OKLCh, where pure red is at 29°, yellow at 110°, green at 142° and blue at 264°. */
export const HUES = [
  'pink',
  'red',
  'orange',
  'amber',
  'lime',
  'green',
  'teal',
  'cyan',
  'sky blue',
  'blue',
  'purple',
  'magenta',
];

const hues = each(
  HUES.map((hue, place) => ({ hue, place })),
  ({ hue }) => [`all in ${hue}`, `nearly all color in the picture is ${hue}`],
  ({ colors }, { place }) =>
    Math.min(
      rising(at(colors.hues, place), 0.65, 0.95),
      rising(colors.chroma, 0.025, 0.07),
      falling(colors.gray, 0.4, 0.7),
    ),
);

const saturation = [
  ladder(
    'mean chroma (OKLCh, 0..0.32)',
    [
      [null, 0],
      ['hardly any color', 0.012],
      ['muted colors', 0.028],
      [null, 0.055],
      ['colorful', 0.09],
      ['very colorful', 0.14],
    ],
    ({ colors }) => colors.chroma,
  ),
  ladder(
    'number of hues that share the color',
    [
      [null, 1],
      [null, 3],
      ['many hues', 4.6],
      ['rainbow of colors', 6.4],
    ],
    ({ colors }) => colors.hueCount * rising(colors.chroma, 0.025, 0.06),
  ),
  ladder(
    'warm minus cold share of the color (−1..1)',
    [
      ['cold colors', -0.95],
      [null, -0.5],
      [null, 0.75],
      ['warm colors', 1],
    ],
    ({ colors }) => colors.warmth * rising(colors.chroma, 0.01, 0.04),
  ),
  word('a splash of color', 'nearly all is gray, a small part vivid', ({ colors }) =>
    Math.min(rising(colors.gray, 0.65, 0.9), rising(colors.chromaTop, 0.09, 0.19)),
  ),
  word('vivid colors', 'a third of the picture or more in vivid colors', ({ colors }) =>
    rising(colors.vivid, 0.12, 0.5),
  ),
  ladder(
    'number of distinct colors (of 4,096)',
    [
      ['a handful of colors', 15],
      ['few colors', 55],
      [null, 110],
      ['many colors', 190],
      ['countless colors', 290],
    ],
    ({ colors }) => colors.distinct,
  ),
  ladder(
    'share of the commonest of 4,096 colors',
    [
      [null, 0.5],
      ['nearly all one color', 0.85],
    ],
    ({ colors }) => colors.commonest,
  ),
  ladder(
    'mean change of chroma between neighboring pixels',
    [
      [null, 0.012],
      ['patchwork of colors', 0.025],
    ],
    ({ tones }) => tones.chromaSlope,
  ),
];

export const colorWords: readonly WordGroup[] = [...shades, ...regions, pairs, grounds, hues, ...saturation];
