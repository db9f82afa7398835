import {
  type Feature,
  allTags,
  distinctTags,
  keyTags,
  titleWords,
  topTags,
} from '../classifier/features/features.ts';
import type { LocalTrainer } from '../classifier/models/local-classifier.ts';
import type { TrainerOptions } from '../classifier/models/local-trainer.ts';
import { modelKinds } from '../classifier/models/model-kinds.ts';
import { SpotiTagsError } from '../errors.ts';
import type { CallOptions, Example } from '../model.ts';
import { checkNames } from '../util/options.ts';
import { compareCodePoints } from '../util/order.ts';
import { crossValidate } from './evaluate.ts';
import type { FoldOptions } from './folds.ts';
import type { Evaluation } from './metrics.ts';

/** The trainers of local models, by the model's kind. */
export const trainers: ReadonlyMap<string, (options?: TrainerOptions) => LocalTrainer> = new Map(
  modelKinds.map(({ kind, trainer }) => [kind, trainer]),
);

export interface ExperimentOptions extends FoldOptions, CallOptions {
  /** The n of `topTags(n)`, `distinctTags(n)` and `keyTags(n)`. @default [10, 25, 50] */
  readonly n?: readonly number[];
  /** Names of models. @default all of them */
  readonly models?: readonly string[];
  /** Options of every trainer, such as a filter. @default nothing */
  readonly trainerOptions?: Omit<TrainerOptions, 'features'>;
  /** Called before each run of the grid. */
  readonly onProgress?: (done: number, all: number) => void;
}

/** One cell of the grid: a model trained on these features, in folds by artist. */
export interface ExperimentResult {
  /** Such as `all tags`, `top 25 tags + titles`, `titles`. */
  readonly features: string;
  readonly model: string;
  readonly evaluation: Evaluation;
}

/**
 * The experiment this library grew from, carried further: {all, top-n, distinct-n, key-n tags} with and without words of
 * titles, and titles alone, by {models}; all in the same folds. Best accuracy first, then least log loss.
 */
export async function runExperiment(
  examples: readonly Example[],
  options: ExperimentOptions = {},
): Promise<readonly ExperimentResult[]> {
  checkNames(options, ['n', 'models', 'trainerOptions', 'folds', 'seed', 'signal', 'onProgress']);
  const { n = [10, 25, 50], models = [...trainers.keys()], trainerOptions, onProgress, ...folds } = options;
  const cells = models.flatMap((model) => grid(n).map((cell) => ({ model, ...cell })));
  const results: ExperimentResult[] = [];
  for (const { model, name, features } of cells) {
    onProgress?.(results.length, cells.length);
    const trainer = trainerNamed(model)({ ...trainerOptions, features });
    results.push({ features: name, model, evaluation: await crossValidate(trainer, examples, folds) });
  }
  return results.sort(
    (a, b) =>
      b.evaluation.accuracy - a.evaluation.accuracy ||
      a.evaluation.logLoss - b.evaluation.logLoss ||
      compareCodePoints(a.features + a.model, b.features + b.model),
  );
}

/** @throws SpotiTagsError `invalid-input` for a name that is not in {@link trainers}; the message lists the names. */
export function trainerNamed(name: string): (options?: TrainerOptions) => LocalTrainer {
  const make = trainers.get(name);
  if (make) return make;
  throw new SpotiTagsError(
    'invalid-input',
    `There is no model ${JSON.stringify(name)}. Choose one of ${[...trainers.keys()].join(', ')}.`,
  );
}

function grid(ns: readonly number[]): { readonly name: string; readonly features: readonly Feature[] }[] {
  const tags = [
    { name: 'all tags', feature: allTags() },
    ...ns.flatMap((n) => [
      { name: `top ${n} tags`, feature: topTags(n) },
      { name: `distinct ${n} tags`, feature: distinctTags(n) },
      { name: `key ${n} tags`, feature: keyTags(n) },
    ]),
  ];
  return [
    ...tags.flatMap(({ name, feature }) => [
      { name, features: [feature] },
      { name: `${name} + titles`, features: [feature, titleWords()] },
    ]),
    { name: 'titles', features: [titleWords()] },
  ];
}
