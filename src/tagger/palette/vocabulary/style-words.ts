import { at } from '../arrays.ts';
import { falling, rising } from '../ramps.ts';
import { shareOf } from './mood-words.ts';
import { type WordGroup, wordsAbout } from './word.ts';

const { word } = wordsAbout('style');

const pastel = shareOf(
  'pale pink',
  'lavender',
  'pale blue',
  'pale turquoise',
  'pale green',
  'pale yellow',
  'peach',
  'pink',
);

export const styleWords: readonly WordGroup[] = [
  word('black and white', 'nothing in the picture has a color', ({ colors }) =>
    falling(colors.chromaTop, 0.01, 0.026),
  ),
  word('sepia', 'one warm hue, faint, as in old photographs', ({ colors, light }) =>
    Math.min(
      rising(at(colors.hues, 2) + at(colors.hues, 3), 0.85, 0.98),
      rising(light.mean, 0.3, 0.45),
      rising(colors.chroma, 0.012, 0.025),
      falling(colors.chroma, 0.055, 0.075),
      falling(colors.chromaTop, 0.09, 0.13),
    ),
  ),
  word('two-tone', 'light and dark, and nearly nothing in between, in few colors', ({ light, colors }) =>
    Math.min(
      falling(light.midtones, 0.08, 0.16),
      falling(colors.distinct, 50, 110),
      rising(light.deviation, 0.2, 0.28),
    ),
  ),
  word('flat graphic', 'few colors, flat surfaces, sharp edges', ({ texture, colors }) =>
    Math.min(
      rising(texture.flat, 0.42, 0.68),
      rising(texture.crispness, 0.42, 0.6),
      falling(colors.distinct, 45, 95),
      falling(texture.calmGrain, 1.2, 2.6),
    ),
  ),
  word('soft gradations', 'soft edges, many tones, no color that covers much', ({ texture, colors, light }) =>
    Math.min(
      falling(texture.crispness, 0.2, 0.32),
      rising(light.midtones, 0.2, 0.4),
      falling(colors.commonest, 0.2, 0.4),
      falling(texture.slope, 30, 50),
    ),
  ),
  word('dense detail all over', 'fine detail with sharp edges in all parts', ({ texture }) =>
    Math.min(
      rising(texture.slope, 48, 66),
      rising(texture.evenness, 0.95, 0.98),
      falling(texture.coarseness, 0.78, 0.95),
      falling(texture.plainCells, 0.02, 0.12),
    ),
  ),
  word('minimalist', 'little on a plain ground', ({ texture, colors }) =>
    Math.min(
      rising(texture.plainCells, 0.46, 0.7),
      falling(texture.slope, 16, 32),
      rising(colors.commonest, 0.3, 0.55),
    ),
  ),
  word('dark and crowded', 'dark, with much detail', ({ light, texture }) =>
    Math.min(falling(light.mean, 0.3, 0.46), rising(texture.slope, 34, 54)),
  ),
  word('dark and bare', 'dark, with little detail', ({ light, texture }) =>
    Math.min(falling(light.mean, 0.28, 0.44), falling(texture.slope, 16, 32)),
  ),
  word('bright and crowded', 'light, with much detail', ({ light, texture }) =>
    Math.min(rising(light.mean, 0.54, 0.7), rising(texture.slope, 36, 56)),
  ),
  word('pastel', 'pale pink, lavender, pale blue and the like', (measures) =>
    Math.min(rising(pastel(measures), 0.3, 0.7), rising(measures.colors.chroma, 0.02, 0.035)),
  ),
  word('neon', 'vivid pink, purple, blue or green, glowing on darkness', ({ colors, light, tones }) =>
    Math.min(
      rising(colors.chromaTop, 0.16, 0.24),
      falling(light.mean, 0.34, 0.48),
      rising(tones.glow, 0.3, 0.65),
      falling(colors.warmth, 0, 0.6),
    ),
  ),
];
