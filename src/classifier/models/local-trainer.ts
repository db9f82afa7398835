import { SpotiTagsError } from '../../errors.ts';
import type { CallOptions, Example } from '../../model.ts';
import { type TagFilter, tagFilter } from '../../tags/filter.ts';
import type { AnyIterable } from '../../util/iterables.ts';
import { blocksOf } from '../features/blocks.ts';
import { kindCounter } from '../features/count-features.ts';
import { type Feature, allTags, checkFeatures, titleWords } from '../features/features.ts';
import { type PreparedSet, prepareExamples } from '../features/prepare.ts';
import {
  type TransformOptions,
  fitTransform,
  transformChoices,
  transformRows,
} from '../features/transform.ts';
import {
  type Calibration,
  type HeldOutScores,
  fitCalibration,
  modestCalibration,
} from '../fitting/calibration.ts';
import { choose } from '../fitting/choose.ts';
import type { FoldFits } from '../fitting/fold-fits.ts';
import { fitDamping } from '../fitting/fit-damping.ts';
import { type LabeledRows, sharesOf } from '../fitting/samples.ts';
import { type LocalTrainer, localClassifier } from './local-classifier.ts';
import type { FittedModel, LocalModel } from './local-model.ts';

/** The names of the options of every local trainer. */
export const trainerOptionNames = [
  'scale',
  'idf',
  'l2',
  'features',
  'filter',
  'minCovers',
  'learnStopTags',
  'minProbability',
] as const satisfies readonly (keyof TrainerOptions)[];

export interface TrainerOptions extends TransformOptions {
  /** What the model looks at in a profile, at most one of each kind. @default `[allTags(), titleWords()]` */
  readonly features?: readonly Feature[];
  /** Which tags of a cover count. The model carries it. @default `tagFilter()` */
  readonly filter?: TagFilter;
  /** Tags on fewer of an artist's covers do not count. @default 1 */
  readonly minCovers?: number;
  /** Whether tags that every genre has alike are found in the examples and left out. @default true */
  readonly learnStopTags?: boolean;
  /** The model says `genre: null` if the probability of the likeliest genre is below this. 0..1. @default 0 */
  readonly minProbability?: number;
}

/** A fitted model, with the scores of artists by models that were not fitted to them. */
export interface HeldOutFit {
  readonly model: FittedModel;
  readonly heldOut: HeldOutScores;
  readonly folds: FoldFits;
}

/** How a kind of model is fitted. */
export interface Estimator<Setting> {
  readonly kind: string;
  /** Whether inverse document frequencies are preferred until the data say otherwise. @default true */
  readonly idfFirst?: boolean;
  /** One, or several to choose from; the first is preferred. */
  readonly settings: readonly Setting[];
  /** The scores of the chosen rows by models that were fitted without them: they choose the transform and the setting. */
  readonly judge: (data: LabeledRows, setting: Setting, chosen: Uint32Array) => HeldOutScores;
  readonly fit: (data: LabeledRows, setting: Setting) => HeldOutFit;
}

/** Fits one kind of model, with its options. */
export interface Learner {
  readonly features: readonly Feature[];
  readonly filter: TagFilter;
  readonly minCovers: number;
  readonly learnStopTags: boolean;
  /** @param prepared - examples of these features, through this filter. */
  learn(prepared: PreparedSet): LocalModel;
}

/** What all local models share: transform, choice of settings, calibration. */
export function learner<Setting>(
  options: TrainerOptions,
  { kind, idfFirst = true, settings, judge, fit }: Estimator<Setting>,
): Learner {
  const { features = [allTags(), titleWords()], filter = tagFilter(), minCovers = 1 } = options;
  const { learnStopTags = true, minProbability = 0 } = options;
  checkFeatures(features);
  if (!(minProbability >= 0 && minProbability <= 1)) {
    throw new SpotiTagsError('invalid-input', `minProbability must lie in 0..1, got ${minProbability}.`);
  }
  return {
    features,
    filter,
    minCovers,
    learnStopTags,
    learn({ origin, genres, labels, vocabulary, rows, stopTags, parts }) {
      checkSize(genres.length, vocabulary.length);
      const raw: LabeledRows = { rows, labels, genres: genres.length, columns: vocabulary.length };
      const blocks = blocksOf(vocabulary, origin.taggers);
      const choice = choose(raw, blocks, transformChoices(options, { idfFirst }), settings, judge);
      const transform = fitTransform(rows, blocks, choice.transform);
      const data = { ...raw, rows: transformRows(transform, rows) };
      const { model, heldOut, folds } = fit(data, choice.setting);
      const calibration = calibrate(data, model, heldOut);
      const damping = fitDamping({
        raw,
        data,
        parts,
        transform,
        calibration,
        score: (some) => model.score(some),
        folds,
      });
      return {
        kind,
        origin,
        features,
        filter,
        minCovers,
        minProbability,
        stopTags,
        genres,
        vocabulary,
        transform,
        fitted: model,
        calibration,
        damping,
      };
    },
  };
}

export function localTrainer(fitting: Learner): LocalTrainer {
  return {
    async train(examples: AnyIterable<Example>, { signal }: CallOptions = {}) {
      const count = kindCounter(fitting);
      const prepared = await prepareExamples(examples, { ...fitting, count, ...(signal && { signal }) });
      return localClassifier(fitting.learn(prepared));
    },
  };
}

/** A model of more weights could not be written as JSON, and takes gigabytes to fit. */
const mostWeights = 20_000_000;

function checkSize(genres: number, columns: number): void {
  if (genres * columns <= mostWeights) return;
  throw new SpotiTagsError(
    'invalid-input',
    `A model of ${genres} genres and ${columns} tags and words would have ${genres * columns} weights. The limit is ` +
      `${mostWeights}. Train with fewer genres, or with fewer features, such as keyTags(10) or tags alone.`,
  );
}

function calibrate(data: LabeledRows, model: FittedModel, heldOut: HeldOutScores): Calibration {
  const prior = sharesOf(data);
  if (heldOut.labels.length > 0) return fitCalibration(heldOut, prior).calibration;
  return modestCalibration(model.score(data.rows), prior);
}
