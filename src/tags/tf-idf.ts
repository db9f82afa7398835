import type { ArtistProfile } from '../model.ts';

/** Tag weights of unit length: what an artist's covers look like, apart from how many there are. */
export type TagVector = ReadonlyMap<string, number>;

/**
 * A vector of each profile: tag weight × (ln((1 + n) / (1 + artists)) + 1), at unit length, so that tags which few of
 * the n artists carry count for more. An artist without tags has an empty one.
 */
export function tagVectors(profiles: readonly ArtistProfile[]): TagVector[] {
  const artists = new Map<string, number>();
  for (const { tags } of profiles) {
    for (const { name } of tags) artists.set(name, (artists.get(name) ?? 0) + 1);
  }
  return profiles.map(({ tags }) => {
    const weights = tags.map(({ name, weight }): [string, number] => {
      const rarity = Math.log((1 + profiles.length) / (1 + (artists.get(name) ?? 0))) + 1;
      return [name, weight * rarity];
    });
    const length = Math.sqrt(weights.reduce((sum, [, weight]) => sum + weight * weight, 0));
    return new Map(length > 0 ? weights.map(([name, weight]) => [name, weight / length]) : []);
  });
}

/** 0..1 for vectors of weights that are not negative; 0 where one is empty. */
export function cosine(a: TagVector, b: TagVector): number {
  const [shorter, longer] = a.size < b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [name, weight] of shorter) sum += weight * (longer.get(name) ?? 0);
  return Math.min(1, sum);
}
