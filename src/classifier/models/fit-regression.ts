import { SpotiTagsError } from '../../errors.ts';
import type { CallOptions, NumberExample } from '../../model.ts';
import type { TagFilter } from '../../tags/filter.ts';
import type { AnyIterable } from '../../util/iterables.ts';
import { blocksOf } from '../features/blocks.ts';
import { featureCounter, kindCounter } from '../features/count-features.ts';
import type { Feature } from '../features/features.ts';
import { type NumberSet, readNumberSet } from '../features/number-set.ts';
import {
  type TransformOptions,
  fitTransform,
  transformChoices,
  transformRows,
} from '../features/transform.ts';
import { meansOf } from '../fitting/number-rows.ts';
import type * as ridge from '../fitting/ridge.ts';
import { coverage } from './local-regressor.ts';
import type { RegressionModel, UsualNumber } from './regression-model.ts';

interface FitOptions extends TransformOptions {
  readonly features: readonly Feature[];
  readonly filter: TagFilter;
  readonly minCovers: number;
  /** Chosen if it is absent. */
  readonly alpha?: number;
}

/** Fits a model to examples. */
export async function fitRegression(
  examples: AnyIterable<NumberExample>,
  { features, filter, minCovers, ...options }: FitOptions,
  calling: CallOptions,
): Promise<RegressionModel> {
  const counting = { features, filter, minCovers };
  const set = await readNumberSet(examples, featureCounter(features, kindCounter(counting)), calling);
  checkSet(set);
  // Loaded when it is used: most programs train classifiers, or estimate with a model that they load.
  const solver = await import('../fitting/ridge.ts');
  return { ...counting, ...fit(set, options, solver) };
}

function fit(
  { origin, vocabulary, rows: raw, targets, artists }: NumberSet,
  { alpha: given, ...options }: Omit<FitOptions, 'features' | 'filter' | 'minCovers'>,
  { chooseAlpha, fitRidge }: typeof ridge,
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
      given === undefined
        ? 'The weights of the tags are too large to fit a model to. Leave out l2: false, or take the scale log1p.'
        : `alpha is too small for these examples: got ${given}. Raise it.`,
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
export const leastArtists = 9;

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
