import * as v from 'valibot';
import { SpotiTagsError } from '../../errors.ts';
import type { CallOptions, NumberExample } from '../../model.ts';
import { type TagFilter, tagFilter } from '../../tags/filter.ts';
import type { AnyIterable } from '../../util/iterables.ts';
import { checkOptions, optionsSchema } from '../../util/options.ts';
import { type Feature, checkFeatures, choosesTags } from '../features/features.ts';
import type { TransformOptions } from '../features/transform.ts';
import { fitRegression } from './fit-regression.ts';
import { type LocalRegressionTrainer, localRegressor } from './local-regressor.ts';
import { defaultFeatures } from './local-trainer.ts';
import { featureOptions, finiteAboveZero, lengthOption } from './trainer-options.ts';

export interface RidgeRegressionOptions extends TransformOptions {
  /**
   * What the model looks at in a profile, at most one of each kind. What the profiles do not have is left out. `distinctTags`
   * and `keyTags` are refused, because they choose tags by genre.
   * @default `[allTags(), titleWords(), lettering(), embedding(), soundTags()]`
   */
  readonly features?: readonly Feature[];
  /** Which tags of a cover count. The model carries it. @default `tagFilter()` */
  readonly filter?: TagFilter;
  /** Tags on fewer of an artist's covers do not count. @default 1 */
  readonly minCovers?: number;
  /**
   * Strength of the penalty, as in scikit-learn: the larger, the nearer are estimates to the mean. Above 0.
   * @default chosen of eleven from 0.01 to 1000: the least squared error of left-out artists
   */
  readonly alpha?: number;
}

const schema = optionsSchema({ ...featureOptions, ...lengthOption, alpha: v.exactOptional(finiteAboveZero) });

/**
 * Ridge regression: linear least squares with an L2 penalty on the weights, as scikit-learn's `Ridge` has it. Intervals are made
 * of the errors that models made which were fitted without the artist: of each artist, or in five folds if there are more
 * than 1,000 examples.
 */
export function ridgeRegression(options: RidgeRegressionOptions = {}): LocalRegressionTrainer {
  const given = checkOptions(schema, options);
  const { features = defaultFeatures, filter = tagFilter(), minCovers = 1 } = given;
  checkFeatures(features);
  if (choosesTags(features)) {
    throw new SpotiTagsError(
      'invalid-input',
      'distinctTags and keyTags choose tags by genre, and examples with numbers have no genre. Use allTags() or topTags(n).',
    );
  }
  return {
    async train(examples: AnyIterable<NumberExample>, { signal }: CallOptions = {}) {
      signal?.throwIfAborted();
      const checked = { ...given, features, filter, minCovers };
      return localRegressor(await fitRegression(examples, checked, signal ? { signal } : {}));
    },
  };
}
