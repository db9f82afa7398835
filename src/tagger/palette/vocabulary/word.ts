import type { Measures } from '../measures/measures.ts';
import { exclusiveRung } from '../ramps.ts';

/** What a word is about. */
export type Aspect = 'color' | 'light' | 'texture' | 'composition' | 'lettering' | 'style' | 'mood';

/** One tag of the vocabulary. */
export interface Word {
  /** What the tag is called: plain English, lower case. */
  readonly name: string;
  readonly aspect: Aspect;
  /** When it is said, for the documentation. */
  readonly meaning: string;
  /** How well it fits a picture, 0..1. */
  readonly fit: (measures: Measures) => number;
}

/** Makes words of one aspect. */
export function wordsAbout(aspect: Aspect) {
  const word = (name: string, meaning: string, fit: Word['fit']): Word => ({ name, aspect, meaning, fit });
  /**
   * Words for one quantity, from little to much. At most one of them is said: half-way to its neighbor, a word has
   * faded out, and the neighbor fades in from there.
   * @param meaning the quantity and its unit
   * @param steps the value at which each word fits best; a `null` for a range that goes without saying
   */
  const ladder = (
    meaning: string,
    steps: readonly (readonly [name: string | null, middle: number])[],
    quantity: (measures: Measures) => number,
  ): Word[] => {
    const middles = steps.map(([, middle]) => middle);
    return steps.flatMap(([name, middle], step) =>
      name === null
        ? []
        : word(name, `${meaning} about ${middle}`, (measures) =>
            exclusiveRung(quantity(measures), middles, step),
          ),
    );
  };
  return { word, ladder };
}
