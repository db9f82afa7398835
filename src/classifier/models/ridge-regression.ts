import { SpotiTagsError } from '../../errors.ts';
import type { CallOptions, NumberExample } from '../../model.ts';
import { type TagFilter, tagFilter } from '../../tags/filter.ts';
import type { AnyIterable } from '../../util/iterables.ts';
import { checkNames } from '../../util/options.ts';
import { blocksOf } from '../features/blocks.ts';
import { featureCounter, kindCounter } from '../features/count-features.ts';
import { type Feature, checkFeatures, choosesTags } from '../features/features.ts';
import { type NumberSet, readNumberSet } from '../features/number-set.ts';
import {
  type TransformOptions,
  fitTransform,
  transformChoices,
  transformRows,
} from '../features/transform.ts';
import { meansOf } from '../fitting/conjugate-ridge.ts';
import { chooseAlpha, fitRidge } from '../fitting/ridge.ts';
import { type LocalRegressionTrainer, coverage, localRegressor } from './local-regressor.ts';
import { defaultFeatures } from './local-trainer.ts';
import type { RegressionModel, UsualNumber } from './regression-model.ts';

export interface RidgeRegressionOptions extends TransformOptions {
  /**
   * What the model looks at in a profile, at most one of each kind. What the profiles do not have is left out. `distinctTags`
   * and `keyTags` are refused, because they choose tags by genre.
   * @default `[allTags(), titleWords(), lettering(), embedding()]`
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

/**
 * Ridge regression: linear least squares with an L2 penalty on the weights, as scikit-learn's `Ridge` has it. Intervals are made
 * of the errors that models made which were fitted without the artist: of each artist, or in five folds if there are more
 * than 1,000 examples.
 */
export function ridgeRegression(options: RidgeRegressionOptions = {}): LocalRegressionTrainer {
  checkNames(options, ['scale', 'idf', 'l2', 'features', 'filter', 'minCovers', 'alpha']);
  const { features = defaultFeatures, filter = tagFilter(), minCovers = 1, alpha } = options;
  checkFeatures(features);
  if (choosesTags(features)) {
    throw new SpotiTagsError(
      'invalid-input',
      'distinctTags and keyTags choose tags by genre, and examples with numbers have no genre. Use allTags() or topTags(n).',
    );
  }
  if (alpha !== undefined && !(alpha > 0 && alpha < Infinity)) {
    throw new SpotiTagsError('invalid-input', `alpha must be a finite number above 0, got ${alpha}.`);
  }
  return {
    async train(examples: AnyIterable<NumberExample>, { signal }: CallOptions = {}) {
      const counting = { features, filter, minCovers };
      const count = featureCounter(features, kindCounter(counting));
      const set = await readNumberSet(examples, count, signal ? { signal } : {});
      checkSet(set);
      return localRegressor({ ...counting, ...fit(set, options) });
    },
  };
}

function fit(
  { origin, vocabulary, rows: raw, targets, artists }: NumberSet,
  { alpha: given, ...options }: RidgeRegressionOptions,
): Omit<RegressionModel, 'features' | 'filter' | 'minCovers'> {
  const { ofColumns, kinds } = blocksOf(vocabulary, origin.taggers);
  const transform = fitTransform(
    raw,
    ofColumns,
    kinds.flatMap((kind) => transformChoices(options, kind, [false]).slice(0, 1)),
  );
  const rows = transformRows(transform, raw);
  const data = { rows, columns: vocabulary.length, targets, artists };
  const alpha = given ?? chooseAlpha(data);
  const { weights, intercept, residuals } = fitRidge(data, alpha);
  if (!Number.isFinite(intercept)) {
    throw new SpotiTagsError(
      'invalid-input',
      `alpha is too small for these examples: got ${alpha}. Raise it.`,
    );
  }
  return {
    origin,
    vocabulary,
    transform,
    // Nine digits are enough, and make a file half as long.
    weights: weights.map(toNineDigits),
    means: meansOf(rows, vocabulary.length).map(toNineDigits),
    intercept,
    alpha,
    radius: toNineDigits(quantile(residuals.map(Math.abs), coverage)),
    usual: usualOf(targets),
    isOfAlbums: (artists.at(-1) ?? 0) + 1 < artists.length,
  };
}

/** With fewer, nine tenths of the left-out artists are all of them, and no interval is wide enough. */
const leastArtists = 9;

function checkSet({ targets, artists }: NumberSet): void {
  const count = (artists.at(-1) ?? -1) + 1;
  if (count < leastArtists) {
    throw new SpotiTagsError(
      'invalid-input',
      `A regressor is trained on ${leastArtists} artists or more with tags or other features, because its intervals are made of ` +
        `the errors on left-out artists. Got ${count}.`,
    );
  }
  const [first] = targets;
  if (targets.every((target) => target === first)) {
    throw new SpotiTagsError(
      'invalid-input',
      `All ${targets.length} targets are ${first}, so there is nothing to learn. Pass numbers that differ.`,
    );
  }
}

function usualOf(targets: Float64Array): UsualNumber {
  const outside = (1 - coverage) / 2;
  // From the other side, so that both ends have as many beyond them.
  const low = -quantile(
    targets.map((target) => -target),
    1 - outside,
  );
  const [center = 0, next = center] = targets.toSorted().subarray((targets.length - 1) >> 1);
  const value = targets.length % 2 === 1 ? center : (center + next) / 2;
  return { value, interval: [low, quantile(targets, 1 - outside)] };
}

/**
 * The smallest value that this share of the values does not exceed, if one more came: the ⌈share · (n + 1)⌉-th, as split
 * conformal prediction takes it. Source: Lei, G'Sell, Rinaldo, Tibshirani & Wasserman, "Distribution-Free Predictive Inference
 * for Regression" (2018).
 */
function quantile(values: Float64Array, share: number): number {
  // Less a rounding error: 0.9 · 10 is not above 9.
  const rank = Math.ceil(share * (values.length + 1) - 1e-9);
  return values.toSorted()[Math.min(rank, values.length) - 1] ?? 0;
}

function toNineDigits(value: number): number {
  return Number(value.toPrecision(9));
}
