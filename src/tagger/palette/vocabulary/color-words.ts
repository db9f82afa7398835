import { at } from '../arrays.ts';
import { COLOR_NAMES, FAMILY_NAMES } from '../color-names.ts';
import type { Measures } from '../measures/measures.ts';
import { falling, rising } from '../ramps.ts';
import type { Region } from '../regions.ts';
import { ladder, type Word, word } from './word.ts';

/** How much of the picture each shade covers. */
const shades = COLOR_NAMES.flatMap((name, place): Word[] => {
  const share = ({ colors }: Measures) => at(colors.shades, place);
  return [
    word(`touches of ${name}`, `about 3 % of the picture are ${name}`, (measures) =>
      Math.min(rising(share(measures), 0.005, 0.025), falling(share(measures), 0.05, 0.12)),
    ),
    word(name, `about 20 % of the picture are ${name}`, (measures) =>
      Math.min(rising(share(measures), 0.05, 0.15), falling(share(measures), 0.3, 0.5)),
    ),
    word(`mostly ${name}`, `about half of the picture or more is ${name}`, (measures) =>
      rising(share(measures), 0.3, 0.5),
    ),
  ];
});

const PARTS: readonly (readonly [Region, string])[] = [
  ['border', 'border'],
  ['center', 'centre'],
  ['top', 'top'],
  ['bottom', 'bottom'],
];

/** What color the parts of the picture are. */
const regions = PARTS.flatMap(([region, part]) =>
  FAMILY_NAMES.map((family, place) =>
    word(`${family} ${part}`, `most of the ${part} is ${family}`, ({ colors }) =>
      rising(at(colors.families[region], place), 0.3, 0.75),
    ),
  ),
);

/** Which two colors rule. */
const pairs = FAMILY_NAMES.flatMap((first, i) =>
  FAMILY_NAMES.slice(i + 1).map((second, j) =>
    word(`${first} with ${second}`, `both ${first} and ${second} cover 15 % of the picture or more`, (m) => {
      const [one, other] = [at(m.colors.families.all, i), at(m.colors.families.all, i + 1 + j)];
      return Math.min(rising(Math.min(one, other), 0.06, 0.2), rising(one + other, 0.3, 0.6));
    }),
  ),
);

/** What color stands in front of what. */
const grounds = FAMILY_NAMES.flatMap((figure, front) =>
  FAMILY_NAMES.flatMap((ground, back) =>
    front === back
      ? []
      : word(`${figure} on ${ground}`, `much ${figure} in the centre, the border mostly ${ground}`, (m) =>
          Math.min(
            rising(at(m.colors.families.center, front), 0.15, 0.4),
            rising(at(m.colors.families.border, back), 0.3, 0.6),
          ),
        ),
  ),
);

/** At 0°, 30°, 60° … of OKLCh, where pure red is at 29°, yellow at 110°, green at 142° and blue at 264°. */
const HUES = [
  'crimson',
  'red',
  'orange',
  'amber',
  'yellow green',
  'green',
  'sea green',
  'cyan',
  'azure',
  'blue',
  'purple',
  'magenta',
];

/** Where the color there is comes from. */
const hues = HUES.flatMap((hue, place) => [
  word(`${hue} accent`, `a fifth of the colourfulness is ${hue}`, ({ colors }) => {
    const share = at(colors.hues, place);
    return Math.min(rising(share, 0.05, 0.15), falling(share, 0.3, 0.5));
  }),
  word(`all in ${hue} tones`, `nearly all that is not grey is ${hue}`, ({ colors }) =>
    Math.min(rising(at(colors.hues, place), 0.6, 0.9), rising(colors.chroma, 0.01, 0.03)),
  ),
]);

const saturation = [
  ...ladder(
    'mean chroma (OKLCh, 0..0.32)',
    [
      ['colourless', 0.005],
      ['hardly coloured', 0.018],
      ['muted', 0.035],
      ['moderately colourful', 0.06],
      ['colourful', 0.09],
      ['very colourful', 0.14],
    ],
    ({ colors }) => colors.chroma,
  ),
  ...ladder(
    'chroma that only 2 % of the picture exceed',
    [
      ['no strong colour', 0.02],
      ['soft accents', 0.07],
      ['clear accents', 0.12],
      ['strong accents', 0.17],
      ['glowing accents', 0.22],
    ],
    ({ colors }) => colors.chromaTop,
  ),
  ...ladder(
    'number of hues that share the colourfulness',
    [
      ['a single hue', 1.2],
      ['two hues', 2.1],
      ['a few hues', 3.2],
      ['many hues', 4.5],
      ['rainbow colours', 6.2],
    ],
    ({ colors }) => (colors.chroma < 0.01 ? 0 : colors.hueCount),
  ),
  ...ladder(
    'warm minus cool share of the colourfulness (−1..1)',
    [
      ['cold colours', -0.85],
      ['mostly cold colours', -0.35],
      ['warm and cold colours', 0.1],
      ['mostly warm colours', 0.6],
      ['warm colours', 0.92],
    ],
    ({ colors }) => (colors.chroma < 0.008 ? 0.1 : colors.warmth),
  ),
  word('black and white', 'nothing in the picture has a colour', ({ colors }) =>
    falling(colors.chromaTop, 0.02, 0.05),
  ),
  word('grey with one splash of colour', 'nearly all is grey, a small part vivid', ({ colors }) =>
    Math.min(rising(colors.gray, 0.6, 0.85), rising(colors.chromaTop, 0.07, 0.14)),
  ),
  word('sepia', 'one warm hue, faint, as in old photographs', ({ colors }) =>
    Math.min(
      rising(at(colors.hues, 2) + at(colors.hues, 3), 0.85, 0.97),
      rising(colors.chroma, 0.01, 0.025),
      falling(colors.chroma, 0.06, 0.08),
      falling(colors.chromaTop, 0.1, 0.14),
    ),
  ),
  word('vivid', 'a third of the picture or more in vivid colours', ({ colors }) =>
    rising(colors.vivid, 0.1, 0.35),
  ),
];

const variety = [
  ...ladder(
    'number of distinct colours (of 4,096)',
    [
      ['a handful of colours', 25],
      ['few colours', 70],
      ['a fair number of colours', 125],
      ['many colours', 190],
      ['countless colours', 290],
    ],
    ({ colors }) => colors.distinct,
  ),
  ...ladder(
    'share of the commonest colour',
    [
      ['no ruling colour', 0.05],
      [null, 0.14],
      ['one ruling colour', 0.3],
      ['flooded with one colour', 0.55],
      ['nearly all one colour', 0.8],
    ],
    ({ colors }) => colors.commonest,
  ),
  ...ladder(
    'share of skin tones',
    [
      ['no skin tones', 0],
      ['hints of skin tones', 0.05],
      ['some skin tones', 0.13],
      ['much skin tone', 0.28],
      ['skin tones everywhere', 0.55],
    ],
    ({ colors }) => colors.skin,
  ),
  word('skin tones in the centre', 'the centre is skin-coloured, more than the rest', ({ colors }) =>
    Math.min(rising(colors.skinCenter, 0.12, 0.4), rising(colors.skinCenter - colors.skin, 0.02, 0.12)),
  ),
];

export const colorWords: readonly Word[] = [
  ...shades,
  ...regions,
  ...pairs,
  ...grounds,
  ...hues,
  ...saturation,
  ...variety,
];
