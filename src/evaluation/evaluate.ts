import type { Classifier, ClassifyOptions, Trainer } from '../classifier/classifier.ts';
import type { Artist, CallOptions, GenreExample, Prediction } from '../model.ts';
import { genresOf } from '../tags/genres.ts';
import { type AnyIterable, checkIterable, listOf } from '../util/iterables.ts';
import { checkNames } from '../util/options.ts';
import { ByCovers } from './by-covers.ts';
import { type FoldOptions, assignFolds } from './folds.ts';
import { type LabeledPrediction, checkAnswers, labeled, measured } from './labeled-prediction.ts';
import { type Evaluation, evaluatePredictions, scoresAtOnce } from './metrics.ts';

/** How well a trained classifier does on examples it has not seen. It reads them once, and holds few at a time. */
export async function evaluate(
  classifier: Classifier,
  examples: AnyIterable<GenreExample>,
  options: CallOptions = {},
): Promise<Evaluation> {
  checkNames(options, ['signal']);
  const predictions: LabeledPrediction[] = [];
  const byCovers = new ByCovers();
  for await (const prediction of predictEach(classifier, examples, { ...options, byCovers }))
    predictions.push(measured(prediction));
  return byCovers.addTo(evaluatePredictions(predictions));
}

export interface CrossValidateOptions extends FoldOptions, CallOptions {
  /** Called before each fold. */
  readonly onProgress?: (done: number, all: number) => void;
}

export interface CrossValPredictOptions extends CrossValidateOptions {
  /** How many pieces of evidence a prediction has at most. If absent, predictions have no `evidence`. */
  readonly evidence?: number;
}

/** What was predicted for an artist by a model that was not trained on this artist. */
export interface ArtistPrediction extends LabeledPrediction {
  readonly artist: Artist;
}

/** An {@link ArtistPrediction} in folds. */
export interface HeldOutPrediction extends ArtistPrediction {
  /** The fold in which the artist was held out, from 0. */
  readonly fold: number;
}

const foldOptionNames = ['folds', 'seed', 'signal', 'onProgress'];

/**
 * How well a trainer does: each fold of artists is predicted by a model trained on the other folds. Everything that is
 * learned from data is learned within each fold's training part.
 */
export async function crossValidate(
  trainer: Trainer,
  examples: AnyIterable<GenreExample>,
  options: CrossValidateOptions = {},
): Promise<Evaluation> {
  checkNames(options, foldOptionNames);
  const predictions: LabeledPrediction[] = [];
  const byCovers = new ByCovers();
  const list = await listOf(examples, options);
  for await (const { prediction } of predictFolds(trainer, list, { ...options, byCovers })) {
    predictions.push(measured(prediction));
  }
  return byCovers.addTo(evaluatePredictions(predictions));
}

/**
 * What {@link crossValidate} measures, artist by artist: one prediction for each example, in the order of the examples.
 * `evaluatePredictions` makes the figures of them. Holds the scores of all genres for all artists.
 */
export async function crossValPredict(
  trainer: Trainer,
  examples: AnyIterable<GenreExample>,
  options: CrossValPredictOptions = {},
): Promise<readonly HeldOutPrediction[]> {
  checkNames(options, [...foldOptionNames, 'evidence']);
  const list = await listOf(examples, options);
  const predictions: HeldOutPrediction[] = [];
  for await (const { at, prediction } of predictFolds(trainer, list, options)) predictions[at] = prediction;
  return predictions;
}

/** What also wants to know how the model does with few covers. */
interface Judging {
  readonly byCovers?: ByCovers;
}

/** Fold by fold. `at` is the place of the example. */
export async function* predictFolds(
  trainer: Trainer,
  examples: readonly GenreExample[],
  { folds: count, seed, signal, evidence, byCovers, onProgress }: CrossValPredictOptions & Judging,
): AsyncGenerator<{ readonly at: number; readonly prediction: HeldOutPrediction }, void> {
  const folds = assignFolds(examples, {
    ...(count !== undefined && { folds: count }),
    ...(seed !== undefined && { seed }),
  });
  const all = new Set(folds);
  for (const [done, fold] of [...all].entries()) {
    onProgress?.(done, all.size);
    const classifier = await trainer.train(
      examples.filter((_, at) => folds[at] !== fold),
      signal && { signal },
    );
    const places = Array.from(examples.keys()).filter((at) => folds[at] === fold);
    const held = places.flatMap((at) => examples[at] ?? []);
    const next = places.values();
    for await (const prediction of predictEach(classifier, held, {
      ...(signal && { signal }),
      ...(evidence !== undefined && { evidence }),
      ...(byCovers && { byCovers }),
    })) {
      yield { at: next.next().value ?? 0, prediction: { ...prediction, fold } };
    }
  }
}

/** Predicts artists in the order of the examples, a part of them at a time. */
export async function* predictEach(
  classifier: Classifier,
  examples: AnyIterable<GenreExample>,
  options: ClassifyOptions & Judging,
): AsyncGenerator<ArtistPrediction, void> {
  checkIterable(examples);
  const size = scoresAtOnce(classifier.genres.length);
  let part: GenreExample[] = [];
  for await (const example of examples) {
    part.push(example);
    if (part.length < size) continue;
    yield* predictPart(classifier, part, options);
    part = [];
  }
  yield* predictPart(classifier, part, options);
}

async function* predictPart(
  classifier: Classifier,
  part: readonly GenreExample[],
  { byCovers, ...options }: ClassifyOptions & Judging,
): AsyncGenerator<ArtistPrediction, void> {
  options.signal?.throwIfAborted();
  if (part.length === 0) return;
  const predictions: readonly Prediction[] = await classifier.classify(
    part.map(({ profile }) => profile),
    options,
  );
  checkAnswers('classify', predictions.length, part.length);
  await byCovers?.add(classifier, part, options.signal ? { signal: options.signal } : {});
  for (const [at, example] of part.entries()) {
    const prediction = predictions[at];
    if (prediction) yield { artist: example.profile.artist, ...labeled(genresOf(example), prediction) };
  }
}
