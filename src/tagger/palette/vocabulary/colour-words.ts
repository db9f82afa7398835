import { at } from '../arrays.ts';
import { COLOUR_NAMES, FAMILY_NAMES } from '../colour-names.ts';
import type { Measures } from '../measures/measures.ts';
import { falling, rising } from '../ramps.ts';
import type { Region } from '../regions.ts';
import { ladder, type Word, word } from './word.ts';

/** How much of the picture each shade covers. */
const shades = COLOUR_NAMES.flatMap((name, place): Word[] => {
  const share = ({ colours }: Measures) => at(colours.shades, place);
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
  ['centre', 'centre'],
  ['top', 'top'],
  ['bottom', 'bottom'],
];

/** What colour the parts of the picture are. */
const regions = PARTS.flatMap(([region, part]) =>
  FAMILY_NAMES.map((family, place) =>
    word(`${family} ${part}`, `most of the ${part} is ${family}`, ({ colours }) =>
      rising(at(colours.families[region], place), 0.3, 0.75),
    ),
  ),
);

/** Which two colours rule. */
const pairs = FAMILY_NAMES.flatMap((first, i) =>
  FAMILY_NAMES.slice(i + 1).map((second, j) =>
    word(`${first} with ${second}`, `both ${first} and ${second} cover 15 % of the picture or more`, (m) => {
      const [one, other] = [at(m.colours.families.all, i), at(m.colours.families.all, i + 1 + j)];
      return Math.min(rising(Math.min(one, other), 0.06, 0.2), rising(one + other, 0.3, 0.6));
    }),
  ),
);

/** What colour stands in front of what. */
const grounds = FAMILY_NAMES.flatMap((figure, front) =>
  FAMILY_NAMES.flatMap((ground, back) =>
    front === back
      ? []
      : word(`${figure} on ${ground}`, `much ${figure} in the centre, the border mostly ${ground}`, (m) =>
          Math.min(
            rising(at(m.colours.families.centre, front), 0.15, 0.4),
            rising(at(m.colours.families.border, back), 0.3, 0.6),
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

/** Where the colour there is comes from. */
const hues = HUES.flatMap((hue, place) => [
  word(`${hue} accent`, `a fifth of the colourfulness is ${hue}`, ({ colours }) => {
    const share = at(colours.hues, place);
    return Math.min(rising(share, 0.05, 0.15), falling(share, 0.3, 0.5));
  }),
  word(`all in ${hue} tones`, `nearly all that is not grey is ${hue}`, ({ colours }) =>
    Math.min(rising(at(colours.hues, place), 0.6, 0.9), rising(colours.chroma, 0.01, 0.03)),
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
    ({ colours }) => colours.chroma,
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
    ({ colours }) => colours.chromaTop,
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
    ({ colours }) => (colours.chroma < 0.01 ? 0 : colours.hueCount),
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
    ({ colours }) => (colours.chroma < 0.008 ? 0.1 : colours.warmth),
  ),
  word('black and white', 'nothing in the picture has a colour', ({ colours }) =>
    falling(colours.chromaTop, 0.02, 0.05),
  ),
  word('grey with one splash of colour', 'nearly all is grey, a small part vivid', ({ colours }) =>
    Math.min(rising(colours.grey, 0.6, 0.85), rising(colours.chromaTop, 0.07, 0.14)),
  ),
  word('sepia', 'one warm hue, faint, as in old photographs', ({ colours }) =>
    Math.min(
      rising(at(colours.hues, 2) + at(colours.hues, 3), 0.85, 0.97),
      rising(colours.chroma, 0.01, 0.025),
      falling(colours.chroma, 0.06, 0.08),
      falling(colours.chromaTop, 0.1, 0.14),
    ),
  ),
  word('vivid', 'a third of the picture or more in vivid colours', ({ colours }) =>
    rising(colours.vivid, 0.1, 0.35),
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
    ({ colours }) => colours.distinct,
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
    ({ colours }) => colours.commonest,
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
    ({ colours }) => colours.skin,
  ),
  word('skin tones in the centre', 'the centre is skin-coloured, more than the rest', ({ colours }) =>
    Math.min(rising(colours.skinCentre, 0.12, 0.4), rising(colours.skinCentre - colours.skin, 0.02, 0.12)),
  ),
];

export const colourWords: readonly Word[] = [
  ...shades,
  ...regions,
  ...pairs,
  ...grounds,
  ...hues,
  ...saturation,
  ...variety,
];
