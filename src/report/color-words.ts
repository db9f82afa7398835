import { COLOR_NAMES, type ColorName } from '../tagger/palette/color-names.ts';

/** A color of each word of the palette tagger: one that the tagger itself gives this word, from the middle of its range. */
const shades: Readonly<Record<ColorName, string>> = {
  black: '#0f0f14',
  'dark gray': '#3a3d3f',
  gray: '#737373',
  'light gray': '#bebebe',
  white: '#fafaf7',
  'dark brown': '#412814',
  brown: '#825028',
  'gray brown': '#78695a',
  tan: '#c89b6e',
  beige: '#b4af8c',
  cream: '#ebdcbe',
  peach: '#f0b4a0',
  burgundy: '#641941',
  'dark red': '#641419',
  red: '#be3c3c',
  'bright red': '#e62832',
  'dusty red': '#aa645a',
  rust: '#aa460f',
  orange: '#e17d32',
  gold: '#c3af3c',
  yellow: '#ebe650',
  'pale yellow': '#ebe1a0',
  olive: '#736923',
  'dark green': '#1e4119',
  green: '#4f9f4c',
  'bright green': '#5fe141',
  'pale green': '#b9e6b4',
  'gray green': '#788c78',
  'dark teal': '#144141',
  teal: '#418787',
  turquoise: '#4bd2cd',
  'pale turquoise': '#a5e6e1',
  navy: '#141e6e',
  blue: '#3764b9',
  'bright blue': '#3232e1',
  'sky blue': '#64aae6',
  'pale blue': '#afd7f5',
  'gray blue': '#6e8296',
  'dark purple': '#41195f',
  purple: '#915fb4',
  violet: '#aa37d7',
  lavender: '#d2b4e6',
  magenta: '#dc3296',
  pink: '#d6729c',
  'pale pink': '#ebbec8',
};

/** Words for hues that are not words for shades. */
const hues = { amber: '#e0a52e', lime: '#a9c83a', cyan: '#3cc3dc' };

/** Where in the picture the colors are. */
type ColorPlace = 'all' | 'some' | 'halves' | 'on' | 'edges' | 'center' | 'at the top' | 'at the bottom';

/** What a tag says about colors. */
export interface ColorTag {
  readonly name: string;
  readonly place: ColorPlace;
  /** As `#rrggbb`: one, or two for `halves`, and for `on` the figure and the ground. */
  readonly colors: readonly [string] | readonly [string, string];
}

const words = new Map<string, string>([
  ...COLOR_NAMES.map((name): [string, string] => [name, shades[name]]),
  ...Object.entries(hues),
]);

/** The colors of a tag of the palette tagger, also behind its namespace, such as `palette: red`. Undefined for other tags. */
export function colorTag(tag: string): ColorTag | undefined {
  const name = tag.replace(/^[^:]+: /u, '');
  const of = (place: ColorPlace, word = ''): ColorTag | undefined => {
    const color = words.get(word);
    return color === undefined ? undefined : { name: tag, place, colors: [color] };
  };
  const pair = /^(.+) (and|on) (.+)$/u.exec(name);
  const [first, second] = [words.get(pair?.[1] ?? ''), words.get(pair?.[3] ?? '')];
  if (first !== undefined && second !== undefined)
    return { name: tag, place: pair?.[2] === 'on' ? 'on' : 'halves', colors: [first, second] };
  const somewhere = /^(.+) (edges|center|at the top|at the bottom)$/u.exec(name);
  const place = somewhere?.[2];
  if (place === 'edges' || place === 'center' || place === 'at the top' || place === 'at the bottom')
    return of(place, somewhere?.[1]);
  const touches = /^touches of (.+)$/u.exec(name)?.[1];
  return touches === undefined ? of('all', name.replace(/^(?:mostly|all in) /u, '')) : of('some', touches);
}
