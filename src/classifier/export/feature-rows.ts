import type { ArtistProfile } from '../../model.ts';
import type { TagFilter } from '../../tags/filter.ts';
import { featureCounter, kindCounter } from '../features/count-features.ts';
import { type LocalClassifier, checkTagger } from '../models/local-classifier.ts';
import { chooseFilter } from '../models/model-file.ts';

/** How much an artist has of a feature. */
export interface FeatureRow {
  /** The id of the artist in the catalog. */
  readonly artist: string;
  /** As in the vocabulary of a model, such as `tag:skull` or `title:doom`. */
  readonly feature: string;
  readonly weight: number;
}

export interface FeatureRowsOptions {
  /** Needed if the model was trained with a filter of your own, as in `loadClassifier`. */
  readonly filter?: TagFilter;
}

/**
 * What profiles have of the features of a model, for the table or the tensors of `exportModel`. A profile that has
 * nothing gets one row with an empty name, so that its artist is in the table.
 * @throws SpotiTagsError `invalid-input` for a profile of another tagger than the model's.
 */
export function featureRows(
  classifier: LocalClassifier,
  profiles: readonly ArtistProfile[],
  options: FeatureRowsOptions = {},
): FeatureRow[] {
  const { model } = classifier.toJSON();
  checkTagger(model.tagger, profiles);
  const { features, minCovers } = model;
  const filter = chooseFilter(model.filter, options.filter);
  const count = featureCounter(features, kindCounter({ filter, minCovers }));
  return profiles.flatMap((profile) => {
    const artist = profile.artist.id;
    const rows = count(profile).flatMap(({ kind, counts }) =>
      counts.map(({ name, weight }) => ({ artist, feature: `${kind}:${name}`, weight })),
    );
    return rows.length > 0 ? rows : [{ artist, feature: '', weight: 0 }];
  });
}
