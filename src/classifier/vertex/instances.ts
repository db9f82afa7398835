import { SpotiTagsError, wholeNumber } from '../../errors.ts';
import type { ArtistProfile } from '../../model.ts';
import { type TagFilter, tagFilter } from '../../tags/filter.ts';
import { countTags } from '../count-tags.ts';
import { type Feature, allTags, checkFeatures, countFeatures } from '../features.ts';

/** How profiles are written for a model of Vertex AI; a model is asked as it was trained. */
export interface InstanceOptions {
  /** What of a profile the model looks at; tags that are chosen by genre are not among it. @default `[allTags()]` */
  readonly features?: readonly Feature[];
  /** Which tags of a cover count. @default `tagFilter()` */
  readonly filter?: TagFilter;
  /** Tags on fewer of an artist's covers do not count. @default 1 */
  readonly minCovers?: number;
}

export type InstanceSettings = Required<InstanceOptions>;

/** The columns of a training set. Instances have the second one alone. */
export const columns = { genre: 'genre', tags: 'tags' } as const;

/** @throws SpotiTagsError `invalid-input` for options that cannot be. */
export function instanceSettings(options: InstanceOptions): InstanceSettings {
  const { features = [allTags()], filter = tagFilter(), minCovers = 1 } = options;
  checkFeatures(features);
  for (const feature of features) {
    if (feature.kind === 'tag' && (feature.take === 'distinct' || feature.take === 'key')) {
      throw new SpotiTagsError(
        'invalid-input',
        'A model of Vertex AI looks at allTags() or topTags(n): it learns by itself which tags set a genre apart.',
      );
    }
  }
  return { features, filter, minCovers: wholeNumber('minCovers', minCovers) };
}

/**
 * What a model reads of a profile: words, as `writeCsv` writes them, each tag as often as covers carry it. Words of
 * titles and decades begin with `title:` and `decade:`. Empty where there is nothing to go by.
 */
export function tagsText(profile: ArtistProfile, { features, filter, minCovers }: InstanceSettings): string {
  const counting = { filter, minCovers };
  const words = features.flatMap((feature) => {
    if (feature.kind !== 'tag') {
      const counts = countFeatures(profile, [feature], counting).flatMap((block) => block.counts);
      return counts.flatMap(({ name, weight }) => repeat(`${feature.kind}:${name}`, weight));
    }
    const tags = countTags(profile, counting);
    const taken = feature.take === 'top' ? tags.slice(0, feature.n) : tags;
    return taken.flatMap(({ name, weight, covers }) => (weight > 0 ? repeat(name, covers) : []));
  });
  return words.join(' ');
}

function repeat(name: string, times: number): string[] {
  return new Array<string>(Math.max(1, times)).fill(encode(name));
}

/** As in a CSV of `writeCsv`: spaces become `_`; a `_` that was there, and `%`, are escaped as in URLs. */
function encode(name: string): string {
  return name.replaceAll('%', '%25').replaceAll('_', '%5F').replace(/\s+/gu, '_');
}
