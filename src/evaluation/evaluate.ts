import type { Classifier, Trainer } from '../classifier/classifier.ts';
import type { CallOptions, Example, Prediction } from '../model.ts';
import { checkNames } from '../util/options.ts';
import { genreKey } from '../tags/genres.ts';
import { type FoldOptions, assignFolds } from './folds.ts';
import { type Evaluation, type LabeledPrediction, evaluatePredictions } from './metrics.ts';

/** How well a trained classifier does on examples it has not seen. */
export async function evaluate(
  classifier: Classifier,
  examples: readonly Example[],
  options: CallOptions = {},
): Promise<Evaluation> {
  checkNames(options, ['signal']);
  return evaluatePredictions(await predictAll(classifier, examples, options));
}

export interface CrossValidateOptions extends FoldOptions, CallOptions {
  /** Called before each fold. */
  readonly onProgress?: (done: number, all: number) => void;
}

/**
 * How well a trainer does: each fold of artists is predicted by a model trained on the other folds. Everything that is
 * learned from data is learned within each fold's training part.
 */
export async function crossValidate(
  trainer: Trainer,
  examples: readonly Example[],
  options: CrossValidateOptions = {},
): Promise<Evaluation> {
  checkNames(options, ['folds', 'seed', 'signal', 'onProgress']);
  const folds = assignFolds(examples, options);
  const predictions: LabeledPrediction[] = [];
  const all = new Set(folds);
  for (const [done, fold] of [...all].entries()) {
    options.onProgress?.(done, all.size);
    const classifier = await trainer.train(
      examples.filter((_, at) => folds[at] !== fold),
      options,
    );
    const held = examples.filter((_, at) => folds[at] === fold);
    for (const prediction of await predictAll(classifier, held, options)) predictions.push(prediction);
  }
  return evaluatePredictions(predictions);
}

async function predictAll(
  classifier: Classifier,
  examples: readonly Example[],
  options: CallOptions,
): Promise<LabeledPrediction[]> {
  const signal = options.signal && { signal: options.signal };
  const size = Math.max(1, Math.floor(mostScores / classifier.genres.length));
  const labeled: LabeledPrediction[] = [];
  for (let start = 0; start < examples.length; start += size) {
    const part = examples.slice(start, start + size);
    const predictions = await classifier.classify(
      part.map(({ profile }) => profile),
      signal,
    );
    for (const [at, { genre }] of part.entries()) {
      const prediction = predictions[at];
      if (prediction) labeled.push({ genre, prediction: onlyMeasured(genre, prediction) });
    }
  }
  return labeled;
}

/** Scores that are in memory at once. */
const mostScores = 1_000_000;

/** The scores that the metrics look at: of the likeliest genre, and of the true one. */
function onlyMeasured(genre: string, prediction: Prediction): Prediction {
  const key = genreKey(genre);
  const scores = prediction.scores.filter((score, at) => at === 0 || genreKey(score.genre) === key);
  return { ...prediction, scores };
}
