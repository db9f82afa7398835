import type { Artist } from '../../model.ts';
import { nameKey } from '../../tags/relevance.ts';

/** Enough to notice that one artist of twenty is known. */
const mostHashes = 256;

/**
 * Which artists a model has seen, in a few bytes: the smallest of their hashes. An artist with a hash that is not larger
 * than these was seen if and only if the hash is among them (a bottom-k sketch: Cohen & Kaplan 2007).
 */
export class ArtistSketch {
  #hashes = new Set<number>();

  add(artist: Artist): void {
    this.#hashes.add(hashOf(artist));
    // Now and then, so that it stays small without a sort for each artist.
    if (this.#hashes.size > 20 * mostHashes) this.#hashes = new Set(this.#smallest());
  }

  toJSON(): number[] {
    return this.#smallest();
  }

  #smallest(): number[] {
    return [...this.#hashes].sort((a, b) => a - b).slice(0, mostHashes);
  }
}

/** About which share of the artists is in the sketch. 0..1 */
export function shareSeen(sketch: readonly number[], artists: readonly Artist[]): number {
  const hashes = new Set(sketch);
  const reach = sketch.length < mostHashes ? Infinity : (sketch.at(-1) ?? 0);
  const comparable = artists.map(hashOf).filter((hash) => hash <= reach);
  return comparable.filter((hash) => hashes.has(hash)).length / Math.max(1, comparable.length);
}

/** By name, because another catalog has another id for the same artist. FNV-1a, 32 bits. */
export function hashOf({ name }: Artist): number {
  let hash = 0x811c9dc5;
  for (const char of nameKey(name)) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}
