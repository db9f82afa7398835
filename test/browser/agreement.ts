import type { Tag } from '../../src/model.ts';

/** How well two lists of tags of each cover agree. */
export interface Agreement {
  readonly covers: number;
  /** Tags that are in both lists, of those that are in one. */
  readonly share: number;
  /** The same for tags with a confidence above 0.3 in one of the lists. */
  readonly shareOfSure: number;
  /** The mean difference of their confidences. A tag that is absent has 0. */
  readonly meanDifference: number;
  readonly largestDifference: number;
}

export function agreementOf(pairs: readonly (readonly [readonly Tag[], readonly Tag[]])[]): Agreement {
  const tags = pairs.flatMap(([one, other]) => {
    const left = new Map(one.map(({ name, confidence }) => [name, confidence]));
    const right = new Map(other.map(({ name, confidence }) => [name, confidence]));
    return [...new Set([...left.keys(), ...right.keys()])].map((name) => [left.get(name), right.get(name)]);
  });
  const shareIn = (some: typeof tags) =>
    some.filter(([one, other]) => one !== undefined && other !== undefined).length / some.length;
  const differences = tags.map(([one = 0, other = 0]) => Math.abs(one - other));
  return {
    covers: pairs.length,
    share: shareIn(tags),
    shareOfSure: shareIn(tags.filter(([one = 0, other = 0]) => Math.max(one, other) > 0.3)),
    meanDifference: differences.reduce((sum, difference) => sum + difference, 0) / differences.length,
    largestDifference: Math.max(...differences),
  };
}
