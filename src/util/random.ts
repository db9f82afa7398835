import { SpotiTagsError } from '../errors.ts';

/**
 * Numbers in 0..1 that depend only on the seed (mulberry32 by Tommy Ettinger, public domain): the same seed gives the
 * same split on every machine.
 *
 * @throws SpotiTagsError `invalid-input` for a seed that is not a whole number: 0.5 and 0.7 would be the same seed.
 */
export function seededRandom(seed: number): () => number {
  if (!Number.isSafeInteger(seed))
    throw new SpotiTagsError('invalid-input', `seed must be a whole number, got ${seed}.`);
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A shuffled copy. */
export function shuffle<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
