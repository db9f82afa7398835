import type { ArtistProfile } from '../model.ts';
import { dot, embeddingVectors } from '../tags/embedding-vectors.ts';
import { type TagVector, tagVectors } from '../tags/tf-idf.ts';

/** An artist whose covers look alike. */
export interface Neighbor {
  /** The place of its profile. */
  readonly at: number;
  /** 0..1, as `similarArtists` measures it. */
  readonly similarity: number;
}

/**
 * The artists whose covers look most like those of each artist, as `similarArtists` finds them, for all artists at once. By
 * their embeddings if all have some, otherwise by their tags.
 */
export function nearestArtists(
  profiles: readonly ArtistProfile[],
  n: number,
): (artist: number) => readonly Neighbor[] {
  const embeddings = embeddingVectors(profiles);
  const similarities = embeddings
    ? (artist: number) => {
        const own = embeddings[artist] ?? new Float64Array();
        return Float64Array.from(embeddings, (other) => dot(own, other));
      }
    : byTags(tagVectors(profiles));
  return (artist) => {
    const found = similarities(artist);
    found[artist] = 0;
    const order = Array.from(found.keys()).filter((at) => (found[at] ?? 0) > 0);
    order.sort((a, b) => (found[b] ?? 0) - (found[a] ?? 0) || a - b);
    return order.slice(0, n).map((at) => ({ at, similarity: Math.min(1, found[at] ?? 0) }));
  };
}

/** Looks only at artists that share a tag: for each tag, a list of those that have it. */
function byTags(vectors: readonly TagVector[]): (artist: number) => Float64Array {
  const carriers = new Map<string, { readonly artists: number[]; readonly weights: number[] }>();
  for (const [at, vector] of vectors.entries()) {
    for (const [name, weight] of vector) {
      const list = carriers.get(name) ?? { artists: [], weights: [] };
      list.artists.push(at);
      list.weights.push(weight);
      carriers.set(name, list);
    }
  }
  return (artist) => {
    const sums = new Float64Array(vectors.length);
    for (const [name, weight] of vectors[artist] ?? []) {
      const { artists = [], weights = [] } = carriers.get(name) ?? {};
      for (let place = 0; place < artists.length; place++) {
        const other = artists[place] ?? 0;
        sums[other] = (sums[other] ?? 0) + weight * (weights[place] ?? 0);
      }
    }
    return sums;
  };
}
