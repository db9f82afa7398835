import type { Measures } from '../measures/measures.ts';
import { exclusiveRung, falling, rising } from '../ramps.ts';
import { type WordGroup, wordsAbout } from './word.ts';

const { word, ladder } = wordsAbout('composition');

const symmetry = [
  ladder(
    'likeness to the mirror image (−1..1)',
    [
      ['lopsided', -0.25],
      [null, 0.1],
      [null, 0.65],
      ['symmetric', 0.9],
    ],
    ({ composition }) => composition.mirrored,
  ),
  word('top mirrors bottom', 'likeness to the picture mirrored top to bottom', ({ composition }) =>
    rising(composition.flipped, 0.7, 0.95),
  ),
];

/** How clearly there is one thing in front of a ground of one color. */
function distinctSubject({ composition }: Measures): number {
  return Math.min(
    rising(composition.evenBorder, 0.55, 0.9),
    rising(composition.subject, 0.02, 0.06),
    falling(composition.subject, 0.45, 0.65),
    falling(composition.subjectSpread, 0.3, 0.36),
  );
}

const PLACES = ['on the left', 'in the center', 'on the right'] as const;

const subject = [
  ...PLACES.map((place, step) =>
    word(`subject ${place}`, 'one thing on an even ground, and where it lies', (measures) =>
      Math.min(
        distinctSubject(measures),
        exclusiveRung(measures.composition.subjectX, [0.34, 0.5, 0.66], step),
      ),
    ),
  ),
  ladder(
    'share of the picture that differs from an even border',
    [
      ['small subject', 0.1],
      [null, 0.3],
    ],
    (measures) => (distinctSubject(measures) > 0.2 ? measures.composition.subject : 0.3),
  ),
  word('subject fills the frame', 'nearly all of the picture differs from its border', ({ composition }) =>
    Math.min(rising(composition.subject, 0.6, 0.85), rising(composition.evenBorder, 0.3, 0.6)),
  ),
  word(
    'figure rising from the bottom',
    'one thing on an even ground meets the bottom edge, not the top',
    (m) =>
      Math.min(
        rising(m.composition.subjectAtBottom, 0.2, 0.6),
        falling(m.composition.subjectAtTop, 0.02, 0.2),
        rising(m.composition.evenBorder, 0.4, 0.7),
      ),
  ),
];

const frame = ['black', 'dark', null, 'light', 'white'].flatMap((tone, step) => {
  if (tone === null) return [];
  const fits = (lightness: number) => exclusiveRung(lightness, [0.05, 0.26, 0.5, 0.78, 0.99], step);
  return [
    word(`thin ${tone} frame`, `a ${tone} frame of about 3 % around the picture`, ({ composition }) =>
      Math.min(
        rising(composition.frame, 0.012, 0.03),
        falling(composition.frame, 0.05, 0.075),
        fits(composition.frameLightness),
      ),
    ),
    word(`wide ${tone} frame`, `a ${tone} frame of 8 % or more around the picture`, ({ composition }) =>
      Math.min(rising(composition.frame, 0.075, 0.12), fits(composition.frameLightness)),
    ),
  ];
});

const panels = [
  ...(['top', 'middle', 'bottom'] as const).map((part, step) =>
    word(
      `hard edge across the ${part}`,
      'lightness jumps from one row to the next there',
      ({ composition }) =>
        Math.min(
          exclusiveRung(composition.levelJumpAt, [0.17, 0.5, 0.83], step),
          rising(composition.levelJump, 0.2, 0.5),
        ),
    ),
  ),
  ...(['left', 'middle', 'right'] as const).map((part, step) =>
    word(
      `hard edge down the ${part}`,
      'lightness jumps from one column to the next there',
      ({ composition }) =>
        Math.min(
          exclusiveRung(composition.uprightJumpAt, [0.17, 0.5, 0.83], step),
          rising(composition.uprightJump, 0.2, 0.45),
        ),
    ),
  ),
];

export const compositionWords: readonly WordGroup[] = [...symmetry, ...subject, ...frame, ...panels];
