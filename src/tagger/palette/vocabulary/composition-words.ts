import { falling, rising, rung } from '../ramps.ts';
import { ladder, type Word, word } from './word.ts';

const symmetry = [
  ...ladder(
    'likeness to the mirror image (−1..1)',
    [
      ['lopsided', -0.2],
      ['asymmetric', 0.1],
      [null, 0.4],
      ['roughly symmetric', 0.68],
      ['symmetric', 0.88],
    ],
    ({ composition }) => composition.mirrored,
  ),
  ...ladder(
    'likeness to the picture mirrored top to bottom',
    [
      ['top and bottom opposed', -0.4],
      [null, 0],
      [null, 0.3],
      ['top like bottom', 0.6],
      ['top mirrors bottom', 0.88],
    ],
    ({ composition }) => composition.flipped,
  ),
  word('symmetric on all sides', 'like its mirror images and upside down', ({ composition }) =>
    rising(Math.min(composition.mirrored, composition.flipped, composition.turned), 0.4, 0.75),
  ),
];

const subject = [
  ...ladder(
    'share of the picture that differs from the border',
    [
      ['tiny subject', 0.1],
      ['small subject', 0.24],
      ['medium-sized subject', 0.4],
      ['large subject', 0.57],
      ['subject fills the frame', 0.75],
    ],
    ({ composition }) => composition.subject,
  ),
  ...ladder(
    'where the subject lies from left to right (0..1)',
    [
      ['subject on the left', 0.38],
      ['subject left of the centre', 0.46],
      ['centred subject', 0.5],
      ['subject right of the centre', 0.54],
      ['subject on the right', 0.62],
    ],
    ({ composition }) => composition.subjectX,
  ),
  ...ladder(
    'where the subject lies from top to bottom (0..1)',
    [
      ['subject near the top', 0.34],
      ['subject above the middle', 0.44],
      [null, 0.5],
      ['subject below the middle', 0.56],
      ['subject near the bottom', 0.67],
    ],
    ({ composition }) => composition.subjectY,
  ),
  ...ladder(
    'spread of the subject (0..0.7)',
    [
      ['compact subject', 0.23],
      ['gathered subject', 0.3],
      [null, 0.35],
      ['scattered subject', 0.39],
      ['subject along the edges', 0.43],
    ],
    ({ composition }) => composition.subjectSpread,
  ),
  word('figure rising from the bottom', 'the subject meets the bottom edge, not the top', ({ composition }) =>
    Math.min(
      rising(composition.subjectAtBottom, 0.2, 0.5),
      falling(composition.subjectAtTop, 0.1, 0.35),
      rising(composition.evenBorder, 0.3, 0.5),
    ),
  ),
  word('floating subject', 'the subject touches neither the top nor the bottom', ({ composition }) =>
    Math.min(
      falling(composition.subjectAtBottom, 0.02, 0.12),
      falling(composition.subjectAtTop, 0.02, 0.12),
      rising(composition.subject, 0.03, 0.1),
    ),
  ),
];

const frame = [
  ...ladder(
    'evenness of the border (0..1)',
    [
      ['motley border', 0.1],
      ['uneven border', 0.3],
      [null, 0.5],
      ['fairly even border', 0.75],
      ['even border', 0.97],
    ],
    ({ composition }) => composition.evenBorder,
  ),
  ...['black', 'dark', 'mid-toned', 'light', 'white'].flatMap((tone, step) => {
    const fits = (lightness: number) => rung(lightness, [0.08, 0.28, 0.5, 0.75, 0.97], step);
    return [
      word(`thin ${tone} frame`, `a ${tone} frame of about 3 % around the picture`, ({ composition }) =>
        Math.min(
          rising(composition.frame, 0.01, 0.025),
          falling(composition.frame, 0.05, 0.08),
          fits(composition.frameLightness),
        ),
      ),
      word(`wide ${tone} frame`, `a ${tone} frame of 8 % or more around the picture`, ({ composition }) =>
        Math.min(rising(composition.frame, 0.05, 0.08), fits(composition.frameLightness)),
      ),
    ];
  }),
];

const panels = [
  ...ladder(
    'strongest jump of lightness between neighbouring rows',
    [
      [null, 0.06],
      ['soft horizontal division', 0.14],
      ['horizontal division', 0.25],
      ['sharp horizontal division', 0.42],
      ['hard horizontal stripe', 0.62],
    ],
    ({ composition }) => composition.levelJump,
  ),
  ...ladder(
    'strongest jump of lightness between neighbouring columns',
    [
      [null, 0.05],
      ['soft vertical division', 0.1],
      ['vertical division', 0.18],
      ['sharp vertical division', 0.3],
      ['hard vertical stripe', 0.48],
    ],
    ({ composition }) => composition.uprightJump,
  ),
  ...(['upper', 'middle', 'lower'] as const).map((part, step) =>
    word(`dividing line in the ${part} third`, 'where the strongest horizontal division lies', (m) =>
      Math.min(
        rung(m.composition.levelJumpAt, [0.17, 0.5, 0.83], step),
        rising(m.composition.levelJump, 0.12, 0.25),
      ),
    ),
  ),
  ...(['left', 'middle', 'right'] as const).map((part, step) =>
    word(`upright dividing line, ${part} third`, 'where the strongest vertical division lies', (m) =>
      Math.min(
        rung(m.composition.uprightJumpAt, [0.17, 0.5, 0.83], step),
        rising(m.composition.uprightJump, 0.1, 0.2),
      ),
    ),
  ),
];

export const compositionWords: readonly Word[] = [...symmetry, ...subject, ...frame, ...panels];
