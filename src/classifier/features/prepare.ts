import type { CallOptions, Example } from '../../model.ts';
import type { AnyIterable } from '../../util/iterables.ts';
import { type KindCounter, featureCounter } from './count-features.ts';
import type { Feature, FeatureKey } from './features.ts';
import { selectColumns } from './select-tags.ts';
import { learnStopTags } from './stop-tags.ts';
import { type TrainingSet, keepColumns, readTrainingSet } from './training-set.ts';

/** Examples as numbers, of the chosen features alone: any number of models can be fitted to it. */
export interface PreparedSet extends TrainingSet {
  /** Tags that were left out, because every genre has them alike. */
  readonly stopTags: readonly string[];
}

export interface PrepareOptions extends CallOptions {
  readonly features: readonly Feature[];
  readonly count: KindCounter;
  readonly learnStopTags: boolean;
}

/** @throws SpotiTagsError `invalid-input` for no examples, or for several taggers. */
export async function prepareExamples(
  examples: AnyIterable<Example>,
  { features, count, learnStopTags: learns, ...options }: PrepareOptions,
): Promise<PreparedSet> {
  const read = await readTrainingSet(examples, featureCounter(features, count), options);
  const stopTags = learns ? learnStopTags(read) : [];
  const stopped = new Set<FeatureKey>(stopTags.map((tag) => `tag:${tag}` as const));
  const known = keepColumns(read, (feature) => !stopped.has(feature));
  return { ...keepColumns(known, selectColumns(known, features)), stopTags };
}
