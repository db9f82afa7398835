import { COLOR_NAMES, type ColorName } from '../color-names.ts';
import { at } from '../arrays.ts';
import type { Measures } from '../measures/measures.ts';
import { falling, rising } from '../ramps.ts';
import { type WordGroup, wordsAbout } from './word.ts';

const { word } = wordsAbout('mood');

/** The measures that feelings depend on. */
interface BrightnessAndSaturation {
  readonly light: Pick<Measures['light'], 'mean'>;
  readonly colors: Pick<Measures['colors'], 'chroma'>;
}

interface Emotion {
  readonly pleasure: number;
  readonly arousal: number;
  readonly dominance: number;
}

/**
 * What people feel at a color of this brightness and saturation: Valdez and Mehrabian, Effects of color on emotions,
 * Journal of Experimental Psychology: General 123 (1994), pages 394 to 409. Their weights hold for standardized values:
 * brightness is mean lightness and saturation mean chroma, as distances from a usual cover in usual distances.
 */
export function emotionOf({ light, colors }: BrightnessAndSaturation): Emotion {
  const brightness = (light.mean - 0.5) / 0.2;
  const saturation = (colors.chroma - 0.045) / 0.035;
  return {
    pleasure: 0.69 * brightness + 0.22 * saturation,
    arousal: -0.31 * brightness + 0.6 * saturation,
    dominance: -0.76 * brightness + 0.32 * saturation,
  };
}

/** Makes a function for the share of the picture in any of these shades. */
export function shareOf(...names: readonly ColorName[]): (measures: Measures) => number {
  const places = names.map((name) => COLOR_NAMES.indexOf(name));
  return ({ colors }) => {
    let total = 0;
    for (const place of places) total += at(colors.shades, place);
    return total;
  };
}

const fire = shareOf('red', 'bright red', 'rust', 'orange', 'gold', 'yellow');
const blood = shareOf('burgundy', 'dark red', 'red', 'bright red');
const ice = shareOf(
  'sky blue',
  'pale blue',
  'gray blue',
  'pale turquoise',
  'turquoise',
  'white',
  'light gray',
);
const night = shareOf('navy', 'blue', 'dark teal', 'dark purple');
const earth = shareOf('dark brown', 'brown', 'gray brown', 'tan', 'olive', 'rust', 'gray green');
const gold = shareOf('gold', 'yellow', 'tan', 'orange', 'rust', 'pale yellow');

export const moodWords: readonly WordGroup[] = [
  word('gloomy', 'little pleasure and little arousal: dark, with hardly any color', (measures) => {
    const { pleasure, arousal } = emotionOf(measures);
    return Math.min(
      rising(-pleasure, 0.5, 1.2),
      falling(arousal, 0, 0.6),
      falling(measures.colors.vivid, 0.02, 0.1),
    );
  }),
  word('menacing', 'much dominance: dark, with dark or bright red', (measures) =>
    Math.min(
      rising(emotionOf(measures).dominance, 0.5, 1.4),
      falling(measures.light.mean, 0.28, 0.4),
      rising(blood(measures), 0.1, 0.35),
      rising(measures.colors.warmth, 0.5, 0.85),
    ),
  ),
  word('fiery', 'much arousal: saturated, in red, orange and yellow', (measures) =>
    Math.min(
      rising(emotionOf(measures).arousal, 0.3, 1.5),
      rising(fire(measures), 0.2, 0.55),
      // Red to amber, without pink and magenta.
      rising(
        at(measures.colors.hues, 1) + at(measures.colors.hues, 2) + at(measures.colors.hues, 3),
        0.6,
        0.9,
      ),
      falling(measures.colors.commonest, 0.3, 0.55),
      // Red alone is a dress or a curtain. Flames have orange and yellow.
      rising(at(measures.colors.hues, 2) + at(measures.colors.hues, 3), 0.1, 0.3),
    ),
  ),
  word('icy', 'little arousal: light, in pale blues and white', (measures) =>
    Math.min(
      falling(emotionOf(measures).arousal, -0.1, 0.5),
      rising(ice(measures), 0.35, 0.75),
      rising(-measures.colors.warmth, 0.4, 0.85),
      rising(measures.colors.chroma, 0.012, 0.03),
      rising(measures.light.mean, 0.45, 0.65),
    ),
  ),
  word('calm', 'little arousal: light and pale, with little detail', (measures) =>
    Math.min(
      rising(-emotionOf(measures).arousal, 0.1, 0.8),
      falling(measures.texture.slope, 18, 34),
      rising(measures.light.mean, 0.4, 0.6),
    ),
  ),
  word('cheerful', 'much pleasure and some arousal: light and colorful', (measures) => {
    const { pleasure, arousal } = emotionOf(measures);
    return Math.min(
      rising(pleasure, 0.5, 1.3),
      rising(arousal, 0.1, 0.8),
      rising(measures.colors.warmth, -0.3, 0.2),
    );
  }),
  word('playful', 'pleasure and arousal in many hues', (measures) => {
    const { pleasure, arousal } = emotionOf(measures);
    return Math.min(
      rising(pleasure, 0, 0.6),
      rising(arousal, 0.1, 0.9),
      rising(measures.colors.hueCount, 3.2, 5),
      rising(measures.texture.crispness, 0.2, 0.35),
    );
  }),
  word('psychedelic', 'much arousal: saturated, many hues side by side, much detail', (measures) =>
    Math.min(
      rising(emotionOf(measures).arousal, 0.4, 1.3),
      rising(measures.colors.hueCount, 3, 4.5),
      rising(measures.tones.chromaSlope, 0.015, 0.023),
      rising(measures.texture.slope, 32, 50),
    ),
  ),
  word('dreamy', 'light or half-light, soft edges, pale color', (measures) =>
    Math.min(
      rising(emotionOf(measures).pleasure, -0.3, 0.3),
      falling(measures.texture.crispness, 0.14, 0.26),
      falling(measures.light.deviation, 0.15, 0.2),
      falling(measures.texture.slope, 24, 38),
      rising(measures.colors.chroma, 0.012, 0.03),
    ),
  ),
  word('nocturnal', 'dark, in blue, teal and purple', (measures) =>
    Math.min(
      falling(measures.light.mean, 0.28, 0.42),
      rising(night(measures), 0.15, 0.5),
      rising(-measures.colors.warmth, 0, 0.6),
    ),
  ),
  word('earthy', 'browns, tans and olives, muted', (measures) =>
    Math.min(rising(earth(measures), 0.4, 0.8), falling(measures.colors.chroma, 0.06, 0.09)),
  ),
  word('golden', 'gold, yellow, orange and tan, with warm lights', (measures) =>
    Math.min(rising(gold(measures), 0.3, 0.65), rising(measures.tones.lightWarmth, 0.05, 0.1)),
  ),
  word('airy', 'very light and pale, with little detail', ({ light, texture, colors }) =>
    Math.min(
      rising(light.mean, 0.7, 0.88),
      falling(texture.slope, 24, 42),
      falling(colors.chroma, 0.04, 0.08),
    ),
  ),
  word('stark', 'hard contrast without color', ({ light, colors, texture }) =>
    Math.min(
      rising(light.deviation, 0.24, 0.34),
      falling(colors.chroma, 0.012, 0.03),
      rising(texture.crispness, 0.25, 0.45),
    ),
  ),
  word('dramatic light', 'a light center in a dark picture with much contrast', ({ light }) =>
    Math.min(
      rising(light.centerGlow, 0.1, 0.25),
      falling(light.mean, 0.33, 0.45),
      rising(light.deviation, 0.18, 0.26),
    ),
  ),
];
