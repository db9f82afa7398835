import { falling, rising } from '../ramps.ts';
import { type WordGroup, wordsAbout } from './word.ts';

const { word, ladder } = wordsAbout('texture');

const detail = [
  ladder(
    'mean slope of brightness (0..510)',
    [
      ['uncluttered', 14],
      [null, 36],
      ['busy', 50],
      ['very busy', 63],
      ['crammed with detail', 80],
    ],
    ({ texture }) => texture.slope,
  ),
  ladder(
    'share of flat surface',
    [
      ['textured all over', 0.04],
      [null, 0.18],
      [null, 0.45],
      ['large flat areas', 0.72],
    ],
    ({ texture }) => texture.flat,
  ),
  ladder(
    'share of hard edges in all that is not flat',
    [
      ['soft focus', 0.1],
      ['soft edges', 0.2],
      [null, 0.34],
      ['sharp edges', 0.5],
      ['cut-out shapes', 0.66],
    ],
    ({ texture }) => texture.crispness,
  ),
  ladder(
    'roughness of calm surfaces (0..255)',
    [
      ['smooth surfaces', 0.5],
      [null, 2.5],
      ['rough texture', 5],
    ],
    // In a busy picture, what is calm is too little to tell.
    ({ texture }) =>
      texture.calmGrain > 2.5
        ? 2.5 + (texture.calmGrain - 2.5) * falling(texture.slope, 36, 56)
        : texture.calmGrain,
  ),
  ladder(
    'slope at a quarter of the resolution over slope at full',
    [
      ['very fine detail', 0.63],
      ['fine detail', 0.76],
      [null, 0.95],
      ['large shapes', 1.17],
      ['very large shapes', 1.38],
    ],
    // On a surface without detail, only noise is left to measure.
    ({ texture }) =>
      texture.coarseness < 0.95
        ? 0.95 + (texture.coarseness - 0.95) * rising(texture.slope, 12, 26)
        : texture.coarseness,
  ),
];

const lines = [
  ladder(
    'share of diagonal lines',
    [
      [null, 0.53],
      ['diagonal lines', 0.63],
    ],
    ({ texture }) => texture.diagonal,
  ),
  word('rectangles', 'long straight edges, both horizontal and vertical', ({ shapes }) =>
    rising(Math.min(shapes.longLevel, shapes.longUpright), 2, 6),
  ),
  ladder(
    'sides of the picture that long straight horizontal edges add up to',
    [
      [null, 1],
      ['long horizontal edges', 6],
    ],
    ({ shapes }) => shapes.longLevel,
  ),
  ladder(
    'sides of the picture that long straight vertical edges add up to',
    [
      [null, 1],
      ['long vertical edges', 6],
    ],
    ({ shapes }) => shapes.longUpright,
  ),
];

const spread = [
  ladder(
    'share of the border that is plain',
    [
      [null, 0.3],
      ['plain background', 0.6],
      ['plain background all around', 0.9],
    ],
    ({ texture }) => texture.plainBorder,
  ),
  ladder(
    'evenness of detail (0..1)',
    [
      ['detail in one spot', 0.77],
      [null, 0.88],
    ],
    ({ texture }) => texture.evenness,
  ),
  ladder(
    'mean square slope over squared mean slope (1 and up)',
    [
      [null, 4],
      ['outlines on empty ground', 7],
    ],
    ({ texture }) => texture.peakedness,
  ),
];

export const textureWords: readonly WordGroup[] = [...detail, ...lines, ...spread];
