import type { ArtistProfile } from '../model.ts';
import { namespacesOf } from './namespace.ts';
import { inverseFrequency, relevanceOf, tagBackground } from './relevance.ts';

/** Relevance of tags, at unit length. */
export type TagVector = ReadonlyMap<string, number>;

/**
 * A vector of each profile: what each tag says about it ({@link relevanceOf}), at unit length. For combined taggers, each
 * tagger whose tags an artist has counts the same, whatever its number of tags. The vector of an artist without tags is
 * empty.
 */
export function tagVectors(profiles: readonly ArtistProfile[]): TagVector[] {
  const { artists, carriers } = tagBackground(profiles);
  return profiles.map(({ tags, taggers }) => {
    const blockOf = namespacesOf(taggers);
    const squares = new Map<string, number>();
    const weights = new Map<string, number>();
    for (const tag of tags) {
      const { name } = tag;
      if (tag.weight <= 0) continue;
      // The number of covers scales all tags alike, and the length is 1.
      const value = relevanceOf(tag, 1, inverseFrequency(artists, carriers.get(name) ?? 0));
      weights.set(name, value);
      squares.set(blockOf(name), (squares.get(blockOf(name)) ?? 0) + value * value);
    }
    for (const [name, value] of weights) {
      weights.set(name, value / Math.sqrt((squares.get(blockOf(name)) ?? 0) * squares.size));
    }
    return weights;
  });
}

/** 0..1 for vectors without negative weights. 0 if one of them is empty. */
export function cosine(a: TagVector, b: TagVector): number {
  const [shorter, longer] = a.size < b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [name, weight] of shorter) sum += weight * (longer.get(name) ?? 0);
  return Math.min(1, sum);
}
