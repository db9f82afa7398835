import { falling, rising } from '../ramps.ts';
import { type WordGroup, wordsAbout } from './word.ts';

const { word, ladder } = wordsAbout('light');

const overall = [
  ladder(
    'mean lightness (OKLab, 0..1)',
    [
      ['almost black', 0.12],
      ['very dark', 0.23],
      ['dark', 0.34],
      [null, 0.5],
      ['bright', 0.68],
      ['very bright', 0.8],
      ['almost white', 0.93],
    ],
    ({ light }) => light.mean,
  ),
  ladder(
    'standard deviation of lightness',
    [
      ['low contrast', 0.09],
      [null, 0.17],
      ['high contrast', 0.27],
      ['stark contrast', 0.35],
    ],
    // Where colors set things apart, little contrast of light goes unnoticed.
    ({ light, colors }) => Math.max(light.deviation, 0.17 * rising(colors.chromaTop, 0.05, 0.15)),
  ),
  ladder(
    'share of deep shadow',
    [
      [null, 0.1],
      ['deep shadows', 0.45],
    ],
    ({ light }) => light.shadows,
  ),
  ladder(
    'lightness that 95 % of the picture stay below',
    [
      ['dim light', 0.45],
      [null, 0.62],
    ],
    ({ light }) => light.high,
  ),
  ladder(
    'lightness that 5 % of the picture stay below',
    [
      [null, 0.25],
      ['washed out', 0.45],
    ],
    ({ light, colors }) => light.low * falling(colors.chroma, 0.05, 0.09) * falling(light.mean, 0.75, 0.88),
  ),
  word('a few lights in the dark', 'dark, with small bright parts', ({ light }) =>
    Math.min(
      falling(light.median, 0.15, 0.3),
      rising(light.high, 0.55, 0.85),
      falling(light.mean, 0.2, 0.36),
    ),
  ),
  word(
    'glowing colors on darkness',
    'dark, with vivid colors where it is light',
    ({ tones, light, colors }) =>
      Math.min(
        rising(tones.glow, 0.4, 0.8),
        rising(colors.chromaTop, 0.12, 0.2),
        falling(light.mean, 0.28, 0.42),
      ),
  ),
];

const direction = [
  ladder(
    'lightness of the center minus that of the border',
    [
      ['dark center, bright edges', -0.4],
      [null, -0.12],
      [null, 0.12],
      ['bright center', 0.3],
    ],
    ({ light }) => light.centerGlow,
  ),
  ladder(
    'lightness of the corners minus that of the rest',
    [
      ['dark corners', -0.21],
      [null, -0.09],
      [null, 0.06],
      ['bright corners', 0.2],
    ],
    ({ light }) => light.corners,
  ),
  ladder(
    'lightness of the right half minus that of the left',
    [
      ['brighter on the left', -0.2],
      [null, -0.06],
      [null, 0.06],
      ['brighter on the right', 0.2],
    ],
    ({ light }) => light.fromRight,
  ),
  ladder(
    'lightness of the top half minus that of the bottom',
    [
      ['brighter at the bottom', -0.22],
      [null, -0.06],
      [null, 0.1],
      ['brighter at the top', 0.26],
    ],
    ({ light }) => light.fromTop,
  ),
];

export const lightWords: readonly WordGroup[] = [...overall, ...direction];
