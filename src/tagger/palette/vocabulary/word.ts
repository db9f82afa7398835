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
}

/** Words that are measured together, since one function for hundreds of words takes less time than hundreds of functions. */
export interface WordGroup {
  readonly words: readonly Word[];
  /** Writes how well each word fits a picture (0..1) into `fits`, from `first` on. */
  readonly fit: (measures: Measures, fits: Float64Array, first: number) => void;
}

/** Makes words of one aspect. */
export function wordsAbout(aspect: Aspect) {
  /** A word for each of some items. */
  const each = <Item>(
    items: readonly Item[],
    describe: (item: Item) => readonly [name: string, meaning: string],
    fit: (measures: Measures, item: Item) => number,
  ): WordGroup => ({
    words: items.map((item) => {
      const [name, meaning] = describe(item);
      return { name, aspect, meaning };
    }),
    fit: (measures, fits, first) => {
      let place = first;
      for (const item of items) fits[place++] = fit(measures, item);
    },
  });
  const word = (name: string, meaning: string, fit: (measures: Measures) => number): WordGroup => ({
    words: [{ name, aspect, meaning }],
    fit: (measures, fits, first) => {
      fits[first] = fit(measures);
    },
  });
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
  ): WordGroup => {
    const middles = Float64Array.from(steps, ([, middle]) => middle);
    const named = steps.flatMap(([name], step) => (name === null ? [] : { name, step }));
    return {
      words: named.map(({ name, step }) => ({
        name,
        aspect,
        meaning: `${meaning} about ${middles[step] ?? 0}`,
      })),
      fit: (measures, fits, first) => {
        const value = quantity(measures);
        let place = first;
        for (const { step } of named) fits[place++] = exclusiveRung(value, middles, step);
      },
    };
  };
  return { each, word, ladder };
}
