import type { Oklch } from './oklch.ts';

/** Eleven basic words of English and two in between, each with its shades. */
const FAMILIES = {
  black: ['black'],
  gray: ['dark gray', 'gray', 'light gray'],
  white: ['white'],
  brown: ['dark brown', 'brown', 'gray brown'],
  beige: ['tan', 'beige', 'cream', 'peach'],
  red: ['burgundy', 'dark red', 'red', 'bright red', 'dusty red'],
  orange: ['rust', 'orange'],
  yellow: ['gold', 'yellow', 'pale yellow'],
  green: ['olive', 'dark green', 'green', 'bright green', 'pale green', 'gray green'],
  teal: ['dark teal', 'teal', 'turquoise', 'pale turquoise'],
  blue: ['navy', 'blue', 'bright blue', 'sky blue', 'pale blue', 'gray blue'],
  purple: ['dark purple', 'purple', 'violet', 'lavender'],
  pink: ['magenta', 'pink', 'pale pink'],
} as const;

export type Family = keyof typeof FAMILIES;
export type ColorName = (typeof FAMILIES)[Family][number];

export const FAMILY_NAMES = Object.keys(FAMILIES).filter((name): name is Family => name in FAMILIES);

/** Every shade, in a fixed order. */
export const COLOR_NAMES: readonly ColorName[] = FAMILY_NAMES.flatMap((family) => [...FAMILIES[family]]);

/** For every shade its family's place in `FAMILY_NAMES`. */
export const FAMILY_OF: readonly number[] = FAMILY_NAMES.flatMap((family, place) =>
  FAMILIES[family].map(() => place),
);

/** The place in `COLOR_NAMES` of the word for a color. */
export function nameOf(color: Oklch): number {
  return COLOR_NAMES.indexOf(wordFor(color));
}

/** Below this a color passes for gray; the eye asks for more chroma in the dark and near white. */
function isGray({ lightness, chroma }: Oklch): boolean {
  return chroma < (lightness < 0.3 ? 0.034 : 0.024);
}

function wordFor(color: Oklch): ColorName {
  const { lightness, chroma, hue } = color;
  if (lightness < 0.2 && chroma < 0.06) return 'black';
  if (lightness > 0.965) return 'white';
  if (isGray(color)) return grayWord(lightness);
  if (hue < 12 || hue >= 335) return pinkWord(color);
  if (hue < 36) return redWord(color);
  if (hue < 76) return orangeWord(color);
  if (hue < 118) return yellowWord(color);
  if (hue < 168) return greenWord(color);
  if (hue < 220) return tealWord(color);
  if (hue < 285) return blueWord(color);
  return purpleWord(color);
}

function grayWord(lightness: number): ColorName {
  if (lightness < 0.22) return 'black';
  if (lightness < 0.42) return 'dark gray';
  if (lightness < 0.68) return 'gray';
  return lightness < 0.92 ? 'light gray' : 'white';
}

function pinkWord({ lightness, chroma }: Oklch): ColorName {
  if (lightness < 0.42) return chroma < 0.05 ? 'dark brown' : 'burgundy';
  if (chroma < 0.035) return lightness < 0.68 ? 'gray brown' : 'pale pink';
  if (lightness > 0.82 && chroma < 0.09) return 'pale pink';
  return chroma > 0.19 ? 'magenta' : 'pink';
}

function redWord({ lightness, chroma }: Oklch): ColorName {
  if (lightness < 0.4) return chroma < 0.05 ? 'dark brown' : 'dark red';
  if (chroma < 0.05) return lightness < 0.7 ? 'gray brown' : 'pale pink';
  if (lightness > 0.72) return chroma < 0.09 ? 'peach' : 'pink';
  if (chroma > 0.2) return 'bright red';
  return chroma > 0.13 ? 'red' : 'dusty red';
}

function orangeWord({ lightness, chroma, hue }: Oklch): ColorName {
  if (hue < 46 && chroma > 0.07 && chroma < 0.13 && lightness >= 0.52)
    return lightness < 0.74 ? 'dusty red' : 'peach';
  if (lightness < 0.36) return 'dark brown';
  if (lightness > 0.86) return chroma < 0.05 ? 'cream' : 'peach';
  if (chroma < 0.045) return lightness < 0.66 ? 'gray brown' : 'beige';
  if (lightness < 0.58) return chroma > 0.12 ? 'rust' : 'brown';
  return chroma < 0.115 ? 'tan' : 'orange';
}

function yellowWord({ lightness, chroma, hue }: Oklch): ColorName {
  if (lightness < 0.36) return 'dark brown';
  if (lightness > 0.84 && chroma < 0.06) return 'cream';
  if (chroma < 0.05) return lightness < 0.66 ? 'gray brown' : 'beige';
  if (lightness < 0.6) return 'olive';
  if (lightness > 0.86) return chroma < 0.11 ? 'pale yellow' : 'yellow';
  if (hue < 88 && chroma < 0.1) return 'tan';
  return chroma < 0.08 ? 'beige' : 'gold';
}

function greenWord({ lightness, chroma }: Oklch): ColorName {
  if (lightness < 0.4) return 'dark green';
  if (lightness > 0.8 && chroma < 0.12) return 'pale green';
  if (chroma < 0.05) return 'gray green';
  return chroma > 0.19 ? 'bright green' : 'green';
}

function tealWord({ lightness, chroma }: Oklch): ColorName {
  if (lightness < 0.4) return 'dark teal';
  if (lightness > 0.8 && chroma < 0.09) return 'pale turquoise';
  return lightness > 0.65 && chroma > 0.07 ? 'turquoise' : 'teal';
}

function blueWord({ lightness, chroma }: Oklch): ColorName {
  if (lightness < 0.35) return 'navy';
  if (lightness > 0.82) return 'pale blue';
  if (chroma < 0.055) return 'gray blue';
  if (lightness > 0.65) return 'sky blue';
  return chroma > 0.22 ? 'bright blue' : 'blue';
}

function purpleWord({ lightness, chroma }: Oklch): ColorName {
  if (lightness < 0.38) return 'dark purple';
  if (lightness > 0.72 && chroma < 0.13) return 'lavender';
  return chroma > 0.2 ? 'violet' : 'purple';
}
