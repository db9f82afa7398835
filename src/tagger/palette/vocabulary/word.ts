import type { Measures } from '../measures/measures.ts';
import { rung } from '../ramps.ts';

/** One tag of the vocabulary. */
export interface Word {
  /** What the tag is called: plain English, lower case. */
  readonly name: string;
  /** When it is said, for the documentation. */
  readonly meaning: string;
  /** How well it fits a picture, 0..1. */
  readonly fit: (measures: Measures) => number;
}

/**
 * Words for one quantity, from little to much: of neighboring words one fades out as the other fades in.
 * @param meaning the quantity and its unit
 * @param steps the value at which each word fits best; a `null` for a range that goes without saying
 */
export function ladder(
  meaning: string,
  steps: readonly (readonly [name: string | null, middle: number])[],
  quantity: (measures: Measures) => number,
): Word[] {
  const middles = steps.map(([, middle]) => middle);
  return steps.flatMap(([name, middle], step) =>
    name === null
      ? []
      : {
          name,
          meaning: `${meaning} about ${middle}`,
          fit: (measures: Measures) => rung(quantity(measures), middles, step),
        },
  );
}

export function word(name: string, meaning: string, fit: (measures: Measures) => number): Word {
  return { name, meaning, fit };
}
