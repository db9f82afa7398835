import { SpotiTagsError } from '../../errors.ts';
import type { ArtistProfile, TagWeight } from '../../model.ts';
import type { TagFilter } from '../../tags/filter.ts';
import { sumTags } from '../../tags/sum.ts';

/** How a model counts the tags of a profile. */
export interface CountOptions {
  readonly filter: TagFilter;
  readonly minCovers: number;
}

/** A weight is a sum of confidences. A larger one is a mistake, and sums of squares could overflow. */
const heaviest = 1e9;

/**
 * The tags of a profile that count for a model: the raw tags through the model's own filter, not through the filter that
 * the profile was summed with. A profile without tagged covers has only its sum, which is then taken as it is.
 */
export function countTags(profile: ArtistProfile, options: CountOptions): readonly TagWeight[] {
  const hasCovers = profile.albums.some(({ cover }) => cover.status === 'tagged');
  const tags = hasCovers ? sumTags(profile.albums, options) : profile.tags;
  for (const { name, weight } of tags) {
    if (!(weight >= 0 && weight <= heaviest)) {
      throw new SpotiTagsError(
        'invalid-input',
        `The tag ${JSON.stringify(name)} of ${profile.artist.name} has the weight ${weight}; weights are finite, ` +
          `not negative, and at most ${heaviest}.`,
      );
    }
  }
  return tags;
}
