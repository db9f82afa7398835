import { wholeNumber } from '../errors.ts';
import type { ArtistProfile, ProfileAlbum, TagWeight } from '../model.ts';
import { correctedTags } from './corrections.ts';
import type { TagFilter } from './filter.ts';
import { byWeight } from '../util/order.ts';

/** How {@link sumTags} filters the tags that it sums. */
export interface SumOptions {
  readonly filter: TagFilter;
  /** Tags on fewer covers do not count. @default 1 */
  readonly minCovers?: number;
}

/** An artist's tags: filtered cover by cover, then summed. A repeated cover counts once. */
export function sumTags(albums: readonly ProfileAlbum[], { filter, minCovers = 1 }: SumOptions): TagWeight[] {
  wholeNumber('minCovers', minCovers);
  const sums = new Map<string, { weight: number; covers: number }>();
  for (const { cover } of albums) {
    if (cover.status !== 'tagged') continue;
    for (const { name, confidence } of filter.apply(correctedTags(cover))) {
      const sum = sums.get(name);
      if (sum) {
        sum.weight += confidence;
        sum.covers += 1;
      } else {
        sums.set(name, { weight: confidence, covers: 1 });
      }
    }
  }
  return Array.from(sums, ([name, { weight, covers }]) => ({ name, weight: rounded(weight), covers }))
    .filter(({ covers }) => covers >= minCovers)
    .sort(byWeight);
}

/** Without the noise of sums in binary: 2.4, not 2.4000000000000004. */
function rounded(weight: number): number {
  return Math.round(weight * 1e9) / 1e9;
}

/**
 * The profile with the tags that another filter counts. A profile without tagged covers has only its sum, which stays.
 * @param filter - undefined for the sum as it is.
 */
export function refilter(profile: ArtistProfile, filter: TagFilter | undefined): ArtistProfile {
  if (!filter || profile.albums.every(({ cover }) => cover.status !== 'tagged')) return profile;
  return { ...profile, tags: sumTags(profile.albums, { filter }) };
}
