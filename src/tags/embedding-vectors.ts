import type { ArtistProfile } from '../model.ts';
import { atUnitLength, unpackEmbedding } from './embedding.ts';

/** The mean of all artists counts as if so many others had zeros: among few artists, it says little. */
const zeros = 10;

/**
 * A vector of each profile: the mean of its covers' embeddings at unit length, without what all profiles have in common, at unit
 * length. Zeros for an artist of whom nothing was tagged.
 * @returns undefined if another profile has no embeddings, or if they have several lengths. Then tags say what is alike.
 */
export function embeddingVectors(profiles: readonly ArtistProfile[]): readonly Float64Array[] | undefined {
  const means = profiles.map(meanEmbedding);
  const width = means.find((mean) => mean !== undefined && mean.length > 0)?.length;
  if (width === undefined || means.some((mean) => mean?.length !== width && mean?.length !== 0))
    return undefined;
  const common = new Float64Array(width);
  for (const mean of means) if (mean) addTo(common, mean, 1 / (profiles.length + zeros));
  return means.map((mean) => {
    if (!mean || mean.length === 0) return new Float64Array(width);
    return atUnitLength(mean.map((value, at) => value - (common[at] ?? 0)));
  });
}

/** Empty for a profile without tags. Undefined if it has a cover without embedding, or of another length. */
function meanEmbedding({ albums, tags }: ArtistProfile): Float64Array | undefined {
  const covers = albums.flatMap(({ cover }) => (cover.status === 'tagged' ? [cover] : []));
  if (covers.length === 0) return tags.length === 0 ? new Float64Array() : undefined;
  let sum: Float64Array | undefined;
  for (const { embedding } of covers) {
    const vector = embedding && unpackEmbedding(embedding);
    sum ??= vector && new Float64Array(vector.length);
    if (!vector || sum?.length !== vector.length) return undefined;
    addTo(sum, vector, 1);
  }
  return sum && atUnitLength(sum);
}

function addTo(sum: Float64Array, vector: Float64Array, factor: number): void {
  for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] ?? 0) + factor * (vector[at] ?? 0);
}

/** The cosine of two vectors of unit length, -1..1. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return Math.max(-1, Math.min(1, sum));
}
