import type { Classifier, Trainer } from '../classifier/classifier.ts';
import type { CallOptions, Example } from '../model.ts';
import { type FoldOptions, assignFolds } from './folds.ts';
import { type Evaluation, type LabeledPrediction, evaluatePredictions } from './metrics.ts';

/** How well a trained classifier does on examples it has not seen. */
export async function evaluate(
  classifier: Classifier,
  examples: readonly Example[],
  options: CallOptions = {},
): Promise<Evaluation> {
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
  const predictions = await classifier.classify(
    examples.map(({ profile }) => profile),
    options.signal && { signal: options.signal },
  );
  return examples.flatMap(({ genre }, at) => {
    const prediction = predictions[at];
    return prediction ? [{ genre, prediction }] : [];
  });
}
