import { rememberingCounter } from '../classifier/features/count-features.ts';
import type { PrepareOptions } from '../classifier/features/prepare.ts';
import { featureNames } from '../classifier/features/feature-names.ts';
import {
  type Feature,
  allTags,
  distinctTags,
  embedding,
  keyTags,
  lettering,
  titleWords,
  topTags,
} from '../classifier/features/features.ts';
import type { LocalTrainer } from '../classifier/models/local-classifier.ts';
import { type Learner, localTrainer, takesFeatures } from '../classifier/models/local-trainer.ts';
import { modelKinds } from '../classifier/models/model-kinds.ts';
import type { TrainerOptions } from '../classifier/models/trainer-options.ts';
import { SpotiTagsError } from '../errors.ts';
import type { CallOptions, GenreExample } from '../model.ts';
import { tagFilter } from '../tags/filter.ts';
import { type AnyIterable, listOf } from '../util/iterables.ts';
import { checkList, checkNames } from '../util/options.ts';
import { compareCodePoints } from '../util/order.ts';
import { type FoldOptions, assignFolds } from './folds.ts';
import { type Evaluation, evaluatePredictions } from './metrics.ts';
import {
  type FeatureFolds,
  type ReadFold,
  SourceMemory,
  chooseInFolds,
  joinFolds,
  predictFold,
  readFolds,
} from './shared-folds.ts';

/** The names of local models. */
export const modelNames: readonly string[] = modelKinds.map(({ kind }) => kind);

export interface ExperimentOptions extends FoldOptions, CallOptions {
  /** The n of `topTags(n)`, `distinctTags(n)` and `keyTags(n)`. @default [10, 25, 50] */
  readonly n?: readonly number[];
  /** Names of models. @default all of them */
  readonly models?: readonly string[];
  /** Options of every trainer, such as a filter. @default nothing */
  readonly trainerOptions?: Omit<TrainerOptions, 'features'>;
  /** Called before each run of the grid. Settings that are equal to earlier ones are not run, but counted as done. */
  readonly onProgress?: (done: number, all: number) => void;
}

/** One cell of the grid: a model trained on these features, in folds by artist. */
export interface ExperimentResult {
  /** As `train --features` takes them: `tags`, `top:25,titles`, `titles`. */
  readonly features: string;
  /**
   * Other settings of the grid that gave the same features in every fold, so that they were not run again: `distinct:50`,
   * if no genre has more than 25 tags of its own.
   */
  readonly equalFeatures: readonly string[];
  readonly model: string;
  readonly evaluation: Evaluation;
  /** A trainer with these settings: `await result.trainer.train(examples)`. */
  readonly trainer: LocalTrainer;
}

/**
 * The experiment this library grew from, carried further: {all, top-n, distinct-n, key-n tags} with and without words of
 * titles, titles alone, and all tags and titles with lettering and embeddings if the examples have some, by {models}; all in
 * the same folds. Best accuracy first, then least log loss.
 */
export async function runExperiment(
  examples: AnyIterable<GenreExample>,
  options: ExperimentOptions = {},
): Promise<readonly ExperimentResult[]> {
  checkNames(options, ['n', 'models', 'trainerOptions', 'folds', 'seed', 'signal', 'onProgress']);
  const {
    n = [10, 25, 50],
    models = modelNames,
    trainerOptions,
    signal,
    onProgress,
    ...foldOptions
  } = options;
  checkList('n', n);
  checkList('models', models);
  const list = await listOf(examples, options);
  const cells = [...grid(n), ...moreThanTitles(list)];
  const { filter = tagFilter(), minCovers = 1, learnStopTags = true } = trainerOptions ?? {};
  const learners = models.map((model) => ({
    model,
    learnerWith: learnerNamed(model),
    memory: new SourceMemory(),
  }));
  const foldsOf = featureFolds(list, assignFolds(list, foldOptions), {
    // Every profile is counted once.
    count: rememberingCounter({ filter, minCovers }),
    learnStopTags,
    ...(signal && { signal }),
  });
  const equals = new Map<string, string[]>();
  const results: ExperimentResult[] = [];
  for (const [at, features] of cells.entries()) {
    const [first, ...others] = features;
    const parts: [FeatureFolds, ...FeatureFolds[]] = [await foldsOf(first)];
    for (const feature of others) parts.push(await foldsOf(feature));
    const name = featureNames(features);
    const { folds, key } = joinFolds(parts);
    const equal = equals.get(key);
    if (equal) {
      equal.push(name);
      continue;
    }
    const equalFeatures: string[] = [];
    equals.set(key, equalFeatures);
    for (const [run, { model, learnerWith, memory }] of learners.entries()) {
      if (!takesFeatures(model, features)) continue;
      onProgress?.(at * learners.length + run, cells.length * learners.length);
      await aTurn();
      signal?.throwIfAborted();
      const learner = learnerWith({ ...trainerOptions, filter, features });
      const evaluation = evaluatePredictions(folds.flatMap((fold) => predictFold(fold, learner, memory)));
      results.push({ features: name, equalFeatures, model, evaluation, trainer: localTrainer(learner) });
    }
  }
  return results.sort(
    (a, b) =>
      b.evaluation.accuracy - a.evaluation.accuracy ||
      a.evaluation.logLoss - b.evaluation.logLoss ||
      compareCodePoints(a.features + a.model, b.features + b.model),
  );
}

/**
 * The folds of a feature, as long as they are needed: those of titles are part of half of the grid, those of a choice of
 * tags of two cells that follow each other. All choices of tags are made from what was read once, except `topTags`, which
 * reads only the top.
 */
function featureFolds(
  examples: readonly GenreExample[],
  foldOf: readonly number[],
  options: Omit<PrepareOptions, 'features'>,
): (feature: Feature) => Promise<FeatureFolds> {
  const known = new Map<Feature['kind'], { readonly name: string; readonly folds: FeatureFolds }>();
  const whole = new Map<Feature['kind'], readonly ReadFold[]>();
  const read = async (feature: Feature) => {
    const isTop = feature.kind === 'tag' && feature.take === 'top';
    const found = isTop ? undefined : whole.get(feature.kind);
    if (found) return found;
    const folds = await readFolds(examples, foldOf, { ...options, features: [feature] });
    if (!isTop) whole.set(feature.kind, folds);
    return folds;
  };
  return async (feature) => {
    const name = featureNames([feature]);
    const last = known.get(feature.kind);
    if (last?.name === name) return last.folds;
    const folds = chooseInFolds(await read(feature), [feature]);
    known.set(feature.kind, { name, folds });
    return folds;
  };
}

/** Lets timers and signals of the process through between long computations. */
function aTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** @throws SpotiTagsError `invalid-input` for a name that is not in {@link modelNames}; the message lists the names. */
export function trainerNamed(name: string): (options?: TrainerOptions) => LocalTrainer {
  const learnerWith = learnerNamed(name);
  return (options = {}) => localTrainer(learnerWith(options));
}

function learnerNamed(name: string): (options: TrainerOptions) => Learner {
  const kind = modelKinds.find((candidate) => candidate.kind === name);
  if (kind) return kind.learner;
  throw new SpotiTagsError(
    'invalid-input',
    `There is no model ${JSON.stringify(name)}. Choose one of ${modelNames.join(', ')}.`,
  );
}

/** The features of a cell of the grid. */
type Cell = readonly [Feature, ...Feature[]];

/** Tags and titles with what else the examples have: what is written on covers, and embeddings. */
function moreThanTitles(examples: readonly GenreExample[]): Cell[] {
  const has = (part: 'words' | 'embedding') =>
    examples.some(({ profile }) =>
      profile.albums.some(({ cover }) => cover.status === 'tagged' && cover[part] !== undefined),
    );
  const written: Cell = [allTags(), titleWords(), ...(has('words') ? [lettering()] : [])];
  return [
    ...(has('words') ? [written] : []),
    ...(has('embedding') ? [[...written, embedding()] satisfies Cell] : []),
  ];
}

function grid(ns: readonly number[]): Cell[] {
  const tags = [allTags(), ...ns.flatMap((n) => [topTags(n), distinctTags(n), keyTags(n)])];
  return [...tags.flatMap((feature): Cell[] => [[feature], [feature, titleWords()]]), [titleWords()]];
}
