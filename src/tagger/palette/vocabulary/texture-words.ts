import { ladder, type Word } from './word.ts';

const detail = [
  ...ladder(
    'mean slope of brightness (0..510)',
    [
      ['nearly empty', 8],
      ['calm', 18],
      ['moderately busy', 30],
      ['busy', 42],
      ['very busy', 56],
      ['crammed with detail', 75],
    ],
    ({ texture }) => texture.slope,
  ),
  ...ladder(
    'share of quite flat surface',
    [
      ['no flat surfaces', 0.06],
      ['few flat surfaces', 0.18],
      ['some flat surfaces', 0.33],
      ['large flat surfaces', 0.52],
      ['flat surfaces all over', 0.72],
    ],
    ({ texture }) => texture.flat,
  ),
  ...ladder(
    'share of hard edges',
    [
      ['no hard edges', 0.04],
      ['few hard edges', 0.1],
      [null, 0.17],
      ['many hard edges', 0.25],
      ['hard edges all over', 0.36],
    ],
    ({ texture }) => texture.hard,
  ),
  ...ladder(
    'share of hard edges in all that is not flat',
    [
      ['soft focus', 0.12],
      ['soft edges', 0.23],
      ['medium sharp', 0.34],
      ['sharp edges', 0.46],
      ['cut-out shapes', 0.6],
    ],
    ({ texture }) => texture.crispness,
  ),
  ...ladder(
    'roughness of calm surfaces (0..255)',
    [
      ['glassy smooth surfaces', 0.6],
      ['smooth surfaces', 1.4],
      ['slightly grainy', 2.4],
      ['grainy', 3.8],
      ['rough surfaces', 5.8],
    ],
    ({ texture }) => texture.calmGrain,
  ),
  ...ladder(
    'slope at a quarter of the resolution over slope at full',
    [
      ['very fine detail', 0.68],
      ['fine detail', 0.82],
      ['detail of all sizes', 0.95],
      ['large shapes', 1.1],
      ['very large shapes', 1.3],
    ],
    ({ texture }) => texture.coarseness,
  ),
];

const lines = [
  ...ladder(
    'share of level lines',
    [
      ['hardly any level lines', 0.15],
      ['few level lines', 0.2],
      [null, 0.24],
      ['level lines', 0.31],
      ['strong level lines', 0.42],
    ],
    ({ texture }) => texture.level,
  ),
  ...ladder(
    'share of upright lines',
    [
      ['hardly any upright lines', 0.16],
      ['few upright lines', 0.21],
      [null, 0.26],
      ['upright lines', 0.33],
      ['strong upright lines', 0.45],
    ],
    ({ texture }) => texture.upright,
  ),
  ...ladder(
    'share of diagonal lines',
    [
      ['hardly any diagonal lines', 0.3],
      ['few diagonal lines', 0.41],
      [null, 0.49],
      ['diagonal lines', 0.55],
      ['many diagonal lines', 0.61],
    ],
    ({ texture }) => texture.diagonal,
  ),
];

const spread = [
  ...ladder(
    'share of plain cells',
    [
      ['no plain area', 0],
      ['little plain area', 0.1],
      ['some plain area', 0.25],
      ['much plain area', 0.42],
      ['plain nearly everywhere', 0.65],
    ],
    ({ texture }) => texture.plainCells,
  ),
  ...ladder(
    'share of the border that is plain',
    [
      ['detail up to the edges', 0],
      [null, 0.12],
      ['partly plain background', 0.35],
      ['plain background', 0.65],
      ['plain background all round', 0.92],
    ],
    ({ texture }) => texture.plainBorder,
  ),
  ...ladder(
    'slope in the centre minus that along the border',
    [
      ['busy edges around a calm centre', -15],
      [null, 0],
      ['slightly busier centre', 12],
      ['busy centre', 30],
      ['very busy centre', 55],
    ],
    ({ texture }) => texture.busyCenter,
  ),
  ...ladder(
    'evenness of detail (0..1)',
    [
      ['detail in one spot', 0.8],
      ['unevenly spread detail', 0.88],
      [null, 0.935],
      ['evenly spread detail', 0.97],
      ['detail everywhere alike', 0.988],
    ],
    ({ texture }) => texture.evenness,
  ),
];

export const textureWords: readonly Word[] = [...detail, ...lines, ...spread];
