import type { ArtistProfile, CallOptions, GenreExample } from '../../model.ts';
import type { GenreTags } from '../../tags/aggregate.ts';
import type { AnyIterable } from '../../util/iterables.ts';
import { type Blocks, blocksOf } from './blocks.ts';
import { type FeatureCounter, type KindCounter, featureCounter } from './count-features.ts';
import type { Feature, FeatureKey } from './features.ts';
import { profileReader } from './read-profiles.ts';
import type { SparseRows } from './rows.ts';
import { chooseTags, rankTags } from './select-tags.ts';
import { type SourceColumns, rowsOfSource, sourcesOf } from './source-rows.ts';
import { learnStopTags } from './stop-tags.ts';
import { type TrainingSet, keepColumns, readTrainingSet } from './training-set.ts';

/** Examples as numbers, of the chosen features alone: any number of models can be fitted to it. */
export interface PreparedSet extends Omit<TrainingSet, 'parts'> {
  /** Tags that were left out, because every genre has them alike. */
  readonly stopTags: readonly string[];
  /** Artists with few of their albums, as prediction would see them. */
  readonly parts: PartRows;
  readonly blocks: Blocks;
  readonly sources: readonly PreparedSource[];
  /** Reads other profiles into rows of the same columns: see `profileReader`. */
  readonly read: (profiles: readonly ArtistProfile[]) => SparseRows;
}

/** One source alone. */
export interface PreparedSource extends SourceColumns {
  readonly rows: SparseRows;
  readonly parts: PartRows;
}

/** Rows of parts of artists. */
export interface PartRows {
  readonly rows: SparseRows;
  /** The row of the whole artist, for each part. */
  readonly artists: Uint32Array;
}

export interface PrepareOptions extends CallOptions {
  readonly features: readonly Feature[];
  readonly count: KindCounter;
  readonly learnStopTags: boolean;
}

/** All that examples have of some kinds of features, but for stop tags. Any choice of tags can be made from it. */
export interface ReadExamples {
  readonly set: TrainingSet;
  readonly stopTags: readonly string[];
  readonly counter: FeatureCounter;
  /** The tags of each genre: they are ranked when they are first asked for. */
  readonly genreTags: () => GenreTags;
}

/** @throws SpotiTagsError `invalid-input` for no examples, or for several taggers. */
export async function prepareExamples(
  examples: AnyIterable<GenreExample>,
  options: PrepareOptions,
): Promise<PreparedSet> {
  return chooseFeatures(await readExamples(examples, options), options.features);
}

/** @throws SpotiTagsError `invalid-input` for no examples, or for several taggers. */
export async function readExamples(
  examples: AnyIterable<GenreExample>,
  { features, count, learnStopTags: learns, ...options }: PrepareOptions,
): Promise<ReadExamples> {
  const counter = featureCounter(features, count);
  const read = await readTrainingSet(examples, counter, options);
  const stopTags = learns ? learnStopTags(read) : [];
  const stopped = new Set<FeatureKey>(stopTags.map((tag) => `tag:${tag}` as const));
  const set = keepColumns(read, (feature) => !stopped.has(feature));
  let ranked: GenreTags | undefined;
  return { set, stopTags, counter, genreTags: () => (ranked ??= rankTags(set)) };
}

/** @param features - those that were read, or with another choice of the same tags. */
export function chooseFeatures(
  { set, stopTags, counter, genreTags }: ReadExamples,
  features: readonly Feature[],
): PreparedSet {
  const kept = { ...chooseTags(set, features, genreTags), stopTags };
  const { vocabulary, rows, origin } = kept;
  const readProfiles = profileReader({ ...kept, features }, counter);
  const parts: PartRows = {
    rows: readProfiles(kept.parts.map(({ profile }) => profile)),
    artists: Uint32Array.from(kept.parts, ({ row }) => row),
  };
  const blocks = blocksOf(vocabulary, origin.taggers);
  const sources = sourcesOf(blocks).map((source) => ({
    ...source,
    rows: rowsOfSource(rows, vocabulary.length, source),
    parts: { ...parts, rows: rowsOfSource(parts.rows, vocabulary.length, source) },
  }));
  return { ...kept, parts, blocks, sources, read: readProfiles };
}
