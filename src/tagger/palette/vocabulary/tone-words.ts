import { rising } from '../ramps.ts';
import { ladder, type Word, word } from './word.ts';

/** The color of light and shadow. */
const tints = [
  ...ladder(
    'warmth of the darkest quarter (−0.3..0.3)',
    [
      ['cold shadows', -0.06],
      ['cool shadows', -0.02],
      [null, 0.002],
      ['warm shadows', 0.03],
      ['fiery shadows', 0.08],
    ],
    ({ tones }) => tones.shadowWarmth,
  ),
  ...ladder(
    'warmth of the lightest quarter (−0.3..0.3)',
    [
      ['cold lights', -0.05],
      ['cool lights', -0.015],
      [null, 0.005],
      ['warm lights', 0.04],
      ['golden lights', 0.09],
    ],
    ({ tones }) => tones.lightWarmth,
  ),
  ...ladder(
    'correlation of lightness and chroma (−1..1)',
    [
      ['colourful shadows, pale lights', -0.75],
      ['pale lights', -0.35],
      [null, 0.1],
      ['colourful lights', 0.5],
      ['glowing colours on darkness', 0.8],
    ],
    ({ tones }) => tones.glow,
  ),
  ...ladder(
    'chroma in the centre minus that along the border',
    [
      ['coloured surroundings', -0.05],
      ['slightly more colour at the edges', -0.018],
      [null, 0],
      ['slightly more colour in the centre', 0.02],
      ['colour in the centre', 0.05],
    ],
    ({ tones }) => tones.centerChroma,
  ),
  ...ladder(
    'mean change of chroma between neighbouring pixels',
    [
      ['no changes of colour', 0.002],
      ['gentle changes of colour', 0.005],
      [null, 0.009],
      ['lively changes of colour', 0.015],
      ['patchwork of colours', 0.024],
    ],
    ({ tones }) => tones.chromaSlope,
  ),
];

const shapes = [
  ...ladder(
    'mean square slope over squared mean slope (1 and up)',
    [
      ['detail of even strength', 1.8],
      ['fairly even detail', 2.4],
      [null, 3.1],
      ['outlines on calm ground', 4.6],
      ['lone outlines on empty ground', 7],
    ],
    ({ texture }) => texture.peakedness,
  ),
  ...(['level', 'upright'] as const).flatMap((direction) =>
    ladder(
      `sides of the picture that long straight ${direction} edges add up to`,
      [
        [`no long ${direction} edge`, 0],
        [`a long ${direction} edge`, 0.8],
        [`a few long ${direction} edges`, 2],
        [`many long ${direction} edges`, 5],
      ],
      ({ shapes }) => (direction === 'level' ? shapes.longLevel : shapes.longUpright),
    ),
  ),
  word('boxes', 'long straight edges both level and upright', ({ shapes }) =>
    rising(Math.min(shapes.longLevel, shapes.longUpright), 0.8, 3),
  ),
];

export const toneWords: readonly Word[] = [...tints, ...shapes];
