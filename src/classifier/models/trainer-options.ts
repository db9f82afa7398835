import * as v from 'valibot';
import type { TagFilter } from '../../tags/filter.ts';
import type { GenreMap } from '../../tags/genre-map.ts';
import { flag, isNumber, must, objectOf, oneOf, wholeNumberFrom, zeroToOne } from '../../util/options.ts';
import { featureSchema } from '../features/feature-schema.ts';
import type { Feature } from '../features/features.ts';
import { type TransformOptions, scales } from '../features/transform.ts';

export interface TrainerOptions extends TransformOptions {
  /**
   * What the model looks at in a profile, at most one of each kind. What the profiles do not have is left out.
   * @default `[allTags(), titleWords(), lettering(), embedding(), soundTags()]`; naive Bayes without `embedding()`
   */
  readonly features?: readonly Feature[];
  /** Which tags of a cover count. The model carries it. @default `tagFilter()` */
  readonly filter?: TagFilter;
  /** Tags on fewer of an artist's covers do not count. @default 1 */
  readonly minCovers?: number;
  /** Whether tags that every genre has alike are found in the examples and left out. @default true */
  readonly learnStopTags?: boolean;
  /** The model says `genre: null` if the probability of the likeliest genre is below this. 0..1. @default 0 */
  readonly minProbability?: number;
  /**
   * Its parents become part of the model, so that `classify` can say a genre above those of the examples. It does not rename the
   * examples' genres: `genreMap.apply(examples)` does. @default no parents
   */
  readonly genreMap?: GenreMap;
}

export const finiteAboveZero = must(
  'be a finite number above 0',
  (value): value is number => isNumber(value) && value > 0 && value < Infinity,
);

const areFeatures = v.array(featureSchema);

/** Of all trainers but the nearest centroid, whose rows always have unit length. */
export const lengthOption = { l2: v.exactOptional(flag) };

/** What a model looks at, and how. */
export const featureOptions = {
  scale: v.exactOptional(oneOf(scales)),
  idf: v.exactOptional(flag),
  features: v.exactOptional(
    must('be a list of features, such as [allTags(), titleWords()]', (value): value is readonly Feature[] =>
      v.is(areFeatures, value),
    ),
  ),
  filter: v.exactOptional(objectOf<TagFilter>()),
  minCovers: v.exactOptional(wholeNumberFrom(1)),
};

/** The options of every local trainer, but for {@link lengthOption}. */
export const trainerOptions = {
  ...featureOptions,
  learnStopTags: v.exactOptional(flag),
  minProbability: v.exactOptional(zeroToOne),
  genreMap: v.exactOptional(objectOf<GenreMap>()),
};
