import type { ArtistProfile } from '../model.ts';
import { compareCodePoints } from '../util/order.ts';
import { dot, embeddingVectors } from './embedding-vectors.ts';
import type { TagFilter } from './filter.ts';
import { refilter } from './sum.ts';
import { cosine, type TagVector, tagVectors } from './tf-idf.ts';

/** How the covers of several artists look. Artists are numbers, in the order of the profiles. */
export interface Looks {
  /** What the tags say, with which readers are told what is alike. */
  readonly tags: readonly TagVector[];
  /** The cosine of two artists, -1..1. */
  similarity(one: number, other: number): number;
  /** A vector of each artist. */
  points(): number[][];
}

/** By the artists' embeddings if all of them have some, otherwise by their tags. */
export function looksOf(profiles: readonly ArtistProfile[], filter: TagFilter | undefined): Looks {
  const tags = tagVectors(profiles.map((profile) => refilter(profile, filter)));
  const embeddings = embeddingVectors(profiles);
  if (embeddings) {
    const of = (artist: number) => embeddings[artist] ?? new Float64Array();
    return {
      tags,
      similarity: (one, other) => dot(of(one), of(other)),
      points: () => embeddings.map((vector) => [...vector]),
    };
  }
  const of = (artist: number) => tags[artist] ?? new Map<string, number>();
  return { tags, similarity: (one, other) => cosine(of(one), of(other)), points: () => toDense(tags) };
}

function toDense(vectors: readonly TagVector[]): number[][] {
  const names = [...new Set(vectors.flatMap((vector) => [...vector.keys()]))].sort(compareCodePoints);
  return vectors.map((vector) => names.map((name) => vector.get(name) ?? 0));
}
