import { falling, rising } from '../ramps.ts';
import { ladder, type Word, word } from './word.ts';

const overall = [
  ...ladder(
    'mean lightness (OKLab, 0..1)',
    [
      ['nearly black all over', 0.12],
      ['very dark', 0.25],
      ['dark', 0.38],
      ['medium light', 0.5],
      ['bright', 0.65],
      ['very bright', 0.8],
      ['nearly white all over', 0.93],
    ],
    ({ light }) => light.mean,
  ),
  ...ladder(
    'standard deviation of lightness',
    [
      ['hardly any contrast', 0.08],
      ['low contrast', 0.14],
      ['medium contrast', 0.2],
      ['high contrast', 0.27],
      ['stark contrast', 0.35],
    ],
    ({ light }) => light.deviation,
  ),
  ...ladder(
    'share of midtones',
    [
      ['two-toned', 0.06],
      ['few midtones', 0.18],
      [null, 0.33],
      ['many midtones', 0.47],
      ['all midtones', 0.62],
    ],
    ({ light }) => light.midtones,
  ),
  ...ladder(
    'share of deep shadow',
    [
      [null, 0.005],
      ['some deep shadow', 0.08],
      ['much deep shadow', 0.3],
      ['sunk in shadow', 0.65],
    ],
    ({ light }) => light.shadows,
  ),
  ...ladder(
    'share of nearly white',
    [
      ['no bright highlights', 0.0005],
      ['bright highlights', 0.04],
      ['much bright light', 0.25],
      ['flooded with white', 0.6],
    ],
    ({ light }) => light.highlights,
  ),
  ...ladder(
    'lightness that 95 % of the picture stay below',
    [
      ['dim throughout', 0.45],
      ['subdued light', 0.65],
      [null, 0.8],
      ['full lights', 0.95],
    ],
    ({ light }) => light.high,
  ),
  ...ladder(
    'lightness that 5 % of the picture stay below',
    [
      ['true blacks', 0.05],
      [null, 0.15],
      ['soft blacks', 0.28],
      ['washed out shadows', 0.45],
      ['no shadows', 0.65],
    ],
    ({ light }) => light.low,
  ),
];

const direction = [
  ...ladder(
    'lightness of the centre minus that of the border',
    [
      ['bright edges around a dark centre', -0.4],
      ['brighter towards the edges', -0.17],
      [null, 0],
      ['brighter towards the centre', 0.13],
      ['spotlit centre', 0.28],
    ],
    ({ light }) => light.centerGlow,
  ),
  ...ladder(
    'lightness of the corners minus that of the rest',
    [
      ['strong vignette', -0.2],
      ['vignette', -0.1],
      [null, -0.02],
      ['bright corners', 0.12],
    ],
    ({ light }) => light.corners,
  ),
  ...ladder(
    'lightness of the right half minus that of the left',
    [
      ['light from the left', -0.16],
      ['slightly lighter on the left', -0.06],
      ['light evenly left and right', 0],
      ['slightly lighter on the right', 0.06],
      ['light from the right', 0.16],
    ],
    ({ light }) => light.fromRight,
  ),
  ...ladder(
    'lightness of the top half minus that of the bottom',
    [
      ['light from below', -0.2],
      ['slightly lighter below', -0.07],
      [null, 0.02],
      ['slightly lighter above', 0.1],
      ['light from above', 0.22],
    ],
    ({ light }) => light.fromTop,
  ),
  word('vertical gradient', 'lightness changes smoothly from top to bottom', ({ light }) =>
    rising(light.verticalGradient, 0.55, 0.9),
  ),
  word('high key', 'light all over, without shadows', ({ light }) =>
    Math.min(rising(light.mean, 0.65, 0.8), rising(light.low, 0.25, 0.45)),
  ),
  word('low key', 'dark all over, with a few lights', ({ light }) =>
    Math.min(falling(light.median, 0.22, 0.35), rising(light.high, 0.5, 0.75)),
  ),
];

export const lightWords: readonly Word[] = [...overall, ...direction];
