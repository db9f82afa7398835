import type { EstimateOptions, RegressionTrainer, Regressor } from '../classifier/regressor.ts';
import { SpotiTagsError, wholeNumber } from '../errors.ts';
import type { CallOptions, NumberExample } from '../model.ts';
import { artistKey } from '../util/artist-key.ts';
import { type AnyIterable, checkIterable, listOf } from '../util/iterables.ts';
import { checkMembers, checkNames } from '../util/options.ts';
import { compareCodePoints } from '../util/order.ts';
import type { CrossValidateOptions } from './evaluate.ts';
import type { FoldOptions } from './folds.ts';
import { checkAnswers } from './labeled-prediction.ts';
import { seededRandom, shuffle } from '../util/random.ts';
import { type LabeledEstimate, type RegressionEvaluation, evaluateEstimates } from './regression-metrics.ts';

/**
 * How well a trained regressor does on examples that it has not seen. It reads them once, and holds few at a time.
 * @throws SpotiTagsError `invalid-input` for what is not a regressor, such as a classifier.
 */
export async function evaluateRegression(
  regressor: Regressor,
  examples: AnyIterable<NumberExample>,
  options: CallOptions = {},
): Promise<RegressionEvaluation> {
  checkNames(options, ['signal']);
  const estimates: LabeledEstimate[] = [];
  for await (const { artist, target, estimate } of estimateEach(regressor, examples, options))
    estimates.push({ artist, target, estimate });
  return evaluateEstimates(estimates);
}

/**
 * How well a trainer of regressors does: each fold of artists is estimated by a regressor that was trained on the other
 * folds. All albums of an artist are in one fold.
 * @throws SpotiTagsError `invalid-input` for fewer than two artists, and as the trainer does.
 */
export async function crossValidateRegression(
  trainer: RegressionTrainer,
  examples: AnyIterable<NumberExample>,
  options: CrossValidateOptions = {},
): Promise<RegressionEvaluation> {
  checkNames(options, ['folds', 'seed', 'signal', 'onProgress']);
  const estimates: LabeledEstimate[] = [];
  for await (const estimate of estimateFolds(trainer, await listOf(examples, options), options))
    estimates.push(estimate);
  return evaluateEstimates(estimates);
}

/** Fold by fold. */
export async function* estimateFolds(
  trainer: RegressionTrainer,
  examples: readonly NumberExample[],
  { folds: count, seed, signal, evidence, onProgress }: CrossValidateOptions & EstimateOptions,
): AsyncGenerator<LabeledEstimate, void> {
  checkMembers([trainer], 'The trainer must be one of regressors, such as ridgeRegression()', ['train']);
  const folds = dealArtists(examples, {
    ...(count !== undefined && { folds: count }),
    ...(seed !== undefined && { seed }),
  });
  const all = new Set(folds);
  for (const [done, fold] of [...all].entries()) {
    onProgress?.(done, all.size);
    const aborting = signal && { signal };
    const regressor = await trainer.train(
      examples.filter((_, at) => folds[at] !== fold),
      aborting,
    );
    const held = examples.filter((_, at) => folds[at] === fold);
    yield* estimateEach(regressor, held, { ...aborting, ...(evidence !== undefined && { evidence }) });
  }
}

/** Profiles that are in memory at once, if examples are read one by one. */
const mostProfiles = 1000;

/** Estimates examples in their order, a part of them at a time. */
export async function* estimateEach(
  regressor: Regressor,
  examples: AnyIterable<NumberExample>,
  options: EstimateOptions,
): AsyncGenerator<LabeledEstimate, void> {
  checkRegressor(regressor);
  checkIterable(examples);
  let part: NumberExample[] = [];
  for await (const example of examples) {
    part.push(example);
    if (part.length < mostProfiles) continue;
    yield* estimatePart(regressor, part, options);
    part = [];
  }
  yield* estimatePart(regressor, part, options);
}

async function* estimatePart(
  regressor: Regressor,
  part: readonly NumberExample[],
  options: EstimateOptions,
): AsyncGenerator<LabeledEstimate, void> {
  options.signal?.throwIfAborted();
  if (part.length === 0) return;
  const estimates = await regressor.estimate(
    part.map(({ profile }) => profile),
    options,
  );
  checkAnswers('estimate', estimates.length, part.length);
  for (const [at, { target, profile }] of part.entries()) {
    const estimate = estimates[at];
    if (estimate) yield { artist: profile.artist, target, estimate };
  }
}

function checkRegressor(regressor: unknown): void {
  checkMembers(
    [regressor],
    'Numbers are estimated by a regressor, such as loadRegressor(text), and not by a classifier, such as GeminiClassifier, which ' +
      'says genres',
    ['estimate'],
  );
}

/** The fold of each example. The order of the examples does not matter. */
function dealArtists(
  examples: readonly NumberExample[],
  { folds = 5, seed = 1 }: FoldOptions,
): readonly number[] {
  wholeNumber('folds', folds, 2);
  const keys = examples.map(({ profile }) => artistKey(profile.artist));
  const artists = [...new Set(keys)].sort(compareCodePoints);
  if (artists.length < 2) {
    throw new SpotiTagsError(
      'invalid-input',
      `To hold artists out, two or more with a number are needed, and there are ${artists.length}. Add artists.`,
    );
  }
  const dealt = shuffle(artists, seededRandom(seed));
  const foldOf = new Map(dealt.map((key, at) => [key, at % folds]));
  return keys.map((key) => foldOf.get(key) ?? 0);
}
