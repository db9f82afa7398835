import { COLOR_NAMES, FAMILY_NAMES } from '../color-names.ts';
import { HUES, STRIKING } from './color-words.ts';

const DARK = [
  ...[
    'almost black',
    'very dark',
    'dark',
    'gloomy',
    'menacing',
    'nocturnal',
    'neon',
    'dim light',
    'deep shadows',
  ],
  ...[
    'a few lights in the dark',
    'glowing colors on darkness',
    'dramatic light',
    'dark and crowded',
    'dark and bare',
  ],
  ...['mostly black', 'mostly dark gray'],
];
const LIGHT = [
  ...['bright', 'very bright', 'almost white', 'icy', 'calm', 'airy', 'cheerful', 'washed out', 'pastel'],
  ...['bright and crowded', 'mostly white', 'mostly light gray'],
];
const LIVELY = ['cheerful', 'playful', 'psychedelic', 'fiery', 'golden', 'neon'];
const COLORFUL = ['colorful', 'very colorful', 'vivid colors', 'many hues', 'rainbow of colors', ...LIVELY];
const GRAYS = new Set<string>(['black', 'dark gray', 'gray', 'light gray', 'white']);
const SHADES = COLOR_NAMES.filter((name) => !GRAYS.has(name));
const FAMILIES = FAMILY_NAMES.filter((name) => !GRAYS.has(name));
const ANY_COLOR = [
  ...COLORFUL,
  ...[
    'muted colors',
    'a splash of color',
    'warm colors',
    'cold colors',
    'icy',
    'nocturnal',
    'menacing',
    'dreamy',
  ],
  ...['sepia', 'earthy', 'pastel', 'patchwork of colors', 'glowing colors on darkness', 'colored lettering'],
  ...HUES.map((hue) => `all in ${hue}`),
  ...Array.from(STRIKING, (name) => `touches of ${name}`),
  ...SHADES.flatMap((name) => [name, `mostly ${name}`]),
  ...FAMILIES.flatMap((name) => [
    `${name} edges`,
    `${name} center`,
    `${name} at the top`,
    `${name} at the bottom`,
  ]),
];
const CALM = [
  'uncluttered',
  'calm',
  'minimalist',
  'airy',
  'dreamy',
  'dark and bare',
  'plain background all around',
];
const BUSY = [
  ...['busy', 'very busy', 'crammed with detail', 'dense detail all over', 'psychedelic'],
  ...['dark and crowded', 'bright and crowded', 'rough texture', 'textured all over'],
];

/**
 * Words of different quantities that cannot both be true of a picture: each word of the first list contradicts each word
 * of the second. Words on one ladder exclude each other anyway.
 */
export const CONTRADICTIONS: readonly (readonly [readonly string[], readonly string[]])[] = [
  [DARK, LIGHT],
  [['gloomy'], COLORFUL],
  [['black and white'], ['hardly any color', ...ANY_COLOR]],
  [['hardly any color', 'muted colors'], COLORFUL],
  [
    ['a handful of colors', 'few colors', 'nearly all one color', 'two-tone', 'flat graphic'],
    ['many hues', 'rainbow of colors', 'patchwork of colors', 'psychedelic', 'playful', 'soft gradations'],
  ],
  [CALM, BUSY],
  [
    ['minimalist', 'nearly all one color'],
    ['patchwork of colors', 'subject fills the frame', 'lettering all over'],
  ],
  [
    ['soft focus', 'soft edges', 'soft gradations', 'dreamy'],
    ['sharp edges', 'cut-out shapes', 'flat graphic', 'stark', 'two-tone'],
  ],
  [
    ['textured all over', 'rough texture'],
    [
      'large flat areas',
      'plain background',
      'plain background all around',
      'minimalist',
      'flat graphic',
      'smooth surfaces',
    ],
  ],
  [
    ['very large shapes', 'large shapes'],
    ['dense detail all over', 'crammed with detail'],
  ],
  [['detail in one spot'], ['dense detail all over', 'crammed with detail', 'lettering all over']],
  [
    ['subject fills the frame'],
    ['small subject', 'subject in the center', 'subject on the left', 'subject on the right'],
  ],
  [['lopsided'], ['subject in the center']],
  [
    ['symmetric'],
    ['subject on the left', 'subject on the right', 'brighter on the left', 'brighter on the right'],
  ],
  [
    ['warm colors', 'fiery', 'golden', 'earthy', 'sepia'],
    ['cold colors', 'icy', 'nocturnal'],
  ],
  [['low contrast'], ['stark', 'two-tone', 'dramatic light', 'high contrast']],
  [
    ['dark corners', 'dramatic light'],
    ['bright corners', 'dark center, bright edges', 'white edges'],
  ],
  [
    ['bright corners', 'dark center, bright edges'],
    ['black edges', 'bright center'],
  ],
  [['dark center, bright edges'], ['white center']],
  [['bright center'], ['black center']],
  [['brighter at the top'], ['black at the top', 'white at the bottom']],
  [['brighter at the bottom'], ['black at the bottom', 'white at the top']],
  [
    ['thin white frame', 'wide white frame'],
    ['black edges', 'dark corners', 'lettering all over'],
  ],
  [
    ['thin black frame', 'wide black frame', 'thin dark frame', 'wide dark frame'],
    ['white edges', 'bright corners', 'dark center, bright edges'],
  ],
];
