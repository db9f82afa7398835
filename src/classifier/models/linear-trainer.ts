import { SpotiTagsError } from '../../errors.ts';
import type { CallOptions, Example } from '../../model.ts';
import { type TagFilter, tagFilter } from '../../tags/filter.ts';
import {
  type Calibration,
  type HeldOutScores,
  fitCalibration,
  modestCalibration,
} from '../fitting/calibration.ts';
import { choose } from '../fitting/choose.ts';
import { type LocalTrainer, linearClassifier } from './linear-classifier.ts';
import type { ModelKind } from './model-file.ts';
import {
  type Feature,
  type FeatureKey,
  allTags,
  blocksOf,
  checkFeatures,
  titleWords,
} from '../features/features.ts';
import { type LabeledRows, sharesOf } from '../fitting/samples.ts';
import { type LinearFit, scoreRows } from '../fitting/scores.ts';
import { selectColumns } from '../features/select-tags.ts';
import { learnStopTags } from '../features/stop-tags.ts';
import { keepColumns, readTrainingSet } from '../features/training-set.ts';
import {
  type TransformOptions,
  fitTransform,
  transformChoices,
  transformRows,
} from '../features/transform.ts';

export interface TrainerOptions extends TransformOptions {
  /** What of a profile the model looks at, one of each kind at most. @default `[allTags(), titleWords()]` */
  readonly features?: readonly Feature[];
  /** Which tags of a cover count; the model carries it. @default `tagFilter()` */
  readonly filter?: TagFilter;
  /** Tags on fewer of an artist's covers do not count. @default 1 */
  readonly minCovers?: number;
  /** Whether tags that every genre has alike are found in the examples and left out. @default true */
  readonly learnStopTags?: boolean;
  /** The model says `genre: null` when the likeliest genre's probability is below this. 0..1. @default 0 */
  readonly minProbability?: number;
}

/** A fitted model, with the scores of artists by models that were not fitted to them. */
export type HeldOutFit = LinearFit & { readonly heldOut: HeldOutScores };

/** What tells one local model from another. */
export interface LinearFamily<Setting> {
  readonly kind: ModelKind;
  /** Whether inverse document frequencies are preferred until the data say otherwise. @default true */
  readonly idfFirst?: boolean;
  /** One, or several to choose from; the first is preferred. */
  readonly settings: readonly Setting[];
  /** Held-out scores by which the transform and the setting are chosen. */
  readonly judge: (data: LabeledRows, setting: Setting, chosen: Uint32Array) => HeldOutScores;
  readonly fit: (data: LabeledRows, setting: Setting) => HeldOutFit;
}

/** What all local trainers share: reading, stop tags, transform, calibration, packing. */
export function linearTrainer<Setting>(
  options: TrainerOptions,
  { kind, idfFirst = true, settings, judge, fit }: LinearFamily<Setting>,
): LocalTrainer {
  const { features = [allTags(), titleWords()], filter = tagFilter(), minCovers = 1 } = options;
  const { learnStopTags: learns = true, minProbability = 0 } = options;
  checkFeatures(features);
  if (!(minProbability >= 0 && minProbability <= 1)) {
    throw new SpotiTagsError('invalid-input', `minProbability must lie in 0..1, got ${minProbability}.`);
  }
  return {
    async train(examples: Iterable<Example> | AsyncIterable<Example>, { signal }: CallOptions = {}) {
      const counting = { filter, minCovers };
      const read = await readTrainingSet(examples, features, { ...counting, ...(signal && { signal }) });
      const stopTags = learns ? learnStopTags(read) : [];
      const stopped = new Set<FeatureKey>(stopTags.map((tag) => `tag:${tag}` as const));
      const known = keepColumns(read, (feature) => !stopped.has(feature));
      const { tagger, genres, labels, vocabulary, rows } = keepColumns(known, selectColumns(known, features));

      const raw: LabeledRows = { rows, labels, genres: genres.length, columns: vocabulary.length };
      const blocks = blocksOf(vocabulary, tagger);
      const choice = choose(raw, blocks, transformChoices(options, { idfFirst }), settings, judge);
      const transform = fitTransform(rows, blocks, choice.transform);
      const data = { ...raw, rows: transformRows(transform, rows) };
      const { weights, bias, heldOut } = fit(data, choice.setting);
      return linearClassifier({
        kind,
        tagger,
        features,
        ...counting,
        minProbability,
        stopTags,
        genres,
        vocabulary,
        transform,
        weights,
        bias,
        calibration: calibrate(data, { weights, bias }, heldOut),
      });
    },
  };
}

function calibrate(data: LabeledRows, fit: LinearFit, heldOut: HeldOutScores): Calibration {
  const prior = sharesOf(data);
  if (heldOut.labels.length > 0) return fitCalibration(heldOut, prior).calibration;
  return modestCalibration(scoreRows(data.rows, fit), prior);
}
