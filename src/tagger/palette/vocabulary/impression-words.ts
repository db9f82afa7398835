import type { Measures } from '../measures/measures.ts';
import { rising, rung } from '../ramps.ts';
import { type Word, word } from './word.ts';

/** One side of an impression: words for low, middling and high, and how well a picture fits each; the fits sum to one. */
interface Aspect {
  readonly words: readonly string[];
  readonly fit: (measures: Measures, step: number) => number;
}

function aspect(
  words: readonly string[],
  middles: readonly number[],
  quantity: (measures: Measures) => number,
): Aspect {
  return { words, fit: (measures, step) => rung(quantity(measures), middles, step) };
}

const size = aspect(
  ['fine detail', 'detail of mixed size', 'large shapes'],
  [0.75, 0.95, 1.15],
  ({ texture }) => texture.coarseness,
);
const plainness = aspect(
  ['no plain area', 'some plain area', 'much plain area'],
  [0, 0.2, 0.45],
  ({ texture }) => texture.plainCells,
);
const color = aspect(
  ['colourless', 'muted', 'colourful'],
  [0.01, 0.035, 0.08],
  ({ colors }) => colors.chroma,
);
const symmetry = aspect(
  ['lopsided', 'loosely balanced', 'symmetric'],
  [0.05, 0.42, 0.8],
  ({ composition }) => composition.mirrored,
);
const background = aspect(
  ['detail up to the edges', 'a partly plain background', 'a plain background'],
  [0, 0.25, 0.7],
  ({ texture }) => texture.plainBorder,
);
const grain = aspect(
  ['smooth', 'slightly rough', 'rough'],
  [1, 2.4, 4.5],
  ({ texture }) => texture.calmGrain,
);
const lettering = aspect(
  ['no lettering', 'some lettering', 'much lettering'],
  [0.03, 0.15, 0.3],
  (measures) => measures.lettering.amount,
);
const skin = aspect(
  ['no skin tones', 'a few skin tones', 'many skin tones'],
  [0, 0.07, 0.22],
  ({ colors }) => colors.skin,
);
const light = aspect(['dark', 'half-light', 'bright'], [0.3, 0.5, 0.72], (measures) => measures.light.mean);
const detail = aspect(['calm', 'detailed', 'crowded'], [20, 36, 54], ({ texture }) => texture.slope);
const tint: Aspect = {
  words: ['grey', 'muted cold', 'muted warm', 'strong cold', 'strong warm'],
  fit: (measures, step) => {
    if (step === 0) return color.fit(measures, 0);
    const strength = color.fit(measures, step < 3 ? 1 : 2);
    const warm = rising(measures.colors.warmth, -0.2, 0.5);
    return strength * (step % 2 === 0 ? warm : 1 - warm);
  },
};

/**
 * Words for aspects seen together: what two of them say jointly is often more than what each says alone.
 * The product of the fits is raised (a product of two halves is a quarter), so that a clear impression is a sure tag.
 */
function together(join: (words: readonly string[]) => string, ...aspects: readonly Aspect[]): Word[] {
  const combinations = aspects.reduce<readonly (readonly number[])[]>(
    (started, { words }) => started.flatMap((steps) => words.map((_, step) => [...steps, step])),
    [[]],
  );
  return combinations.map((steps) =>
    word(
      join(steps.map((step, which) => aspects[which]?.words[step] ?? '')),
      'what these aspects say together',
      (measures) => {
        let product = RAISE;
        for (const [which, { fit }] of aspects.entries()) {
          product *= fit(measures, steps[which] ?? 0);
          if (product === 0) return 0;
        }
        return Math.min(1, product);
      },
    ),
  );
}

const RAISE = 1.3;

const spaced = (words: readonly string[]) => words.join(' ');
const withWord = (words: readonly string[]) => words.join(' with ');
const listed = (words: readonly string[]) => words.join(' and ');

export const impressionWords: readonly Word[] = [
  ...together(withWord, size, plainness),
  ...together(spaced, color, size),
  ...together(spaced, symmetry, size),
  ...together(spaced, grain, size),
  ...together(withWord, symmetry, background),
  ...together(withWord, lettering, skin),
  ...together(listed, light, detail, tint),
];
