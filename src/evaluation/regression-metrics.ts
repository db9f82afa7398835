import { SpotiTagsError } from '../errors.ts';
import type { Estimate } from '../classifier/regressor.ts';
import type { Artist } from '../model.ts';
import { artistKey } from '../util/artist-key.ts';
import { wilson } from './metrics.ts';
import { mean } from './reliability.ts';

/** What was estimated for an example, and the truth. */
export interface LabeledEstimate {
  readonly artist: Artist;
  readonly target: number;
  readonly estimate: Estimate;
}

/** How far off numbers are, in their unit. */
export interface ErrorFigures {
  readonly meanAbsoluteError: number;
  readonly medianAbsoluteError: number;
  readonly rootMeanSquaredError: number;
  /** 1 less the mean squared error as a share of that of always the mean. 1 is perfect; 0 is as good as always the mean. */
  readonly r2: number;
}

/** How good estimates are. Every figure counts examples: artists, or albums. */
export interface RegressionEvaluation extends ErrorFigures {
  readonly artists: number;
  readonly examples: number;
  /**
   * 1 less the mean absolute error as a share of that of always the median. 1 is perfect; 0 is as good as always the
   * median; below 0 is worse. As scikit-learn's `d2_absolute_error_score`.
   */
  readonly d2: number;
  /** The share of the numbers that lie in their intervals. 0..1. Compare it with the `coverage` of the regressor. */
  readonly coverage: number;
  /** Wilson's 95 % interval of the coverage. */
  readonly coverageInterval: readonly [low: number, high: number];
  /** Mean length of the intervals. */
  readonly intervalLength: number;
  /** Always saying the median of these numbers. */
  readonly baseline: ErrorFigures & { readonly value: number };
}

/** @throws SpotiTagsError `invalid-input` for no estimates. */
export function evaluateEstimates(estimates: readonly LabeledEstimate[]): RegressionEvaluation {
  if (estimates.length === 0) {
    throw new SpotiTagsError('invalid-input', 'There is nothing to evaluate. Pass one example or more.');
  }
  const truths = estimates.map(({ target }) => target);
  const value = median(truths);
  const figures = errorsOf(
    truths,
    estimates.map(({ estimate }) => estimate.value),
  );
  const baseline = errorsOf(
    truths,
    truths.map(() => value),
  );
  const inside = estimates.filter(
    ({ target, estimate: { interval } }) => target >= interval[0] && target <= interval[1],
  ).length;
  return {
    artists: new Set(estimates.map(({ artist }) => artistKey(artist))).size,
    examples: estimates.length,
    ...figures,
    d2: gain(figures.meanAbsoluteError, baseline.meanAbsoluteError),
    coverage: inside / estimates.length,
    coverageInterval: wilson(inside, estimates.length),
    intervalLength: mean(estimates.map(({ estimate: { interval } }) => interval[1] - interval[0])),
    baseline: { value, ...baseline },
  };
}

function errorsOf(truths: readonly number[], values: readonly number[]): ErrorFigures {
  const errors = truths.map((truth, at) => Math.abs(truth - (values[at] ?? 0)));
  const center = mean(truths);
  const squared = mean(errors.map((error) => error ** 2));
  return {
    meanAbsoluteError: mean(errors),
    medianAbsoluteError: median(errors),
    rootMeanSquaredError: Math.sqrt(squared),
    r2: gain(squared, mean(truths.map((truth) => (truth - center) ** 2))),
  };
}

/** How much smaller an error is than another one, as a share. 0 if neither is above 0. */
function gain(error: number, reference: number): number {
  if (reference === 0) return error === 0 ? 0 : -Infinity;
  return 1 - error / reference;
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? 0)) / 2;
}
