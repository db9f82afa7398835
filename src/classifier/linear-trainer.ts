import type { CallOptions, Example } from '../model.ts';
import { type TagFilter, tagFilter } from '../tags/filter.ts';
import { type HeldOutScores, fitCalibration } from './calibration.ts';
import { type EmbeddedTrainer, linearClassifier } from './linear-classifier.ts';
import type { ModelKind } from './model-file.ts';
import { SparseRows } from './rows.ts';
import { learnStopTags } from './stop-tags.ts';
import { type TrainingSet, readTrainingSet } from './training-set.ts';
import { type TransformOptions, applyTransform, fitTransform } from './transform.ts';

export interface TrainerOptions extends TransformOptions {
  /** Which tags of a cover count; the model carries it. @default `tagFilter()` */
  readonly filter?: TagFilter;
  /** Tags on fewer of an artist's covers do not count. @default 1 */
  readonly minCovers?: number;
  /** Whether tags that every genre has alike are found in the examples and left out. @default true */
  readonly learnStopTags?: boolean;
}

/** A linear model: the score of a genre is its bias plus the sum of features times weights. */
export interface LinearFit {
  /** `weights[column * genres + genre]` */
  readonly weights: Float64Array;
  readonly bias: Float64Array;
}

type Fit = (
  features: SparseRows,
  labels: Int32Array,
  shape: { readonly genres: number; readonly columns: number },
) => LinearFit & { readonly heldOut: HeldOutScores };

/** What all embedded trainers share: reading, stop tags, transform, calibration, packing. */
export function linearTrainer(kind: ModelKind, options: TrainerOptions, fit: Fit): EmbeddedTrainer {
  const { filter = tagFilter(), minCovers = 1, learnStopTags: learns = true } = options;
  return {
    async train(examples: Iterable<Example> | AsyncIterable<Example>, { signal }: CallOptions = {}) {
      const counting = { filter, minCovers };
      const read = await readTrainingSet(examples, { ...counting, ...(signal && { signal }) });
      const stopTags = learns ? learnStopTags(read) : [];
      const set = withoutTags(read, new Set(stopTags));

      const { genres, labels, vocabulary } = set;
      const transform = fitTransform(set.rows, vocabulary.length, options);
      const features = new SparseRows();
      for (let at = 0; at < set.rows.length; at++) {
        const { columns, values } = set.rows.row(at);
        features.push(zip(columns, applyTransform(transform, columns, values)));
      }
      const shape = { genres: genres.length, columns: vocabulary.length };
      const { weights, bias, heldOut } = fit(features, labels, shape);

      const prior = new Array<number>(genres.length).fill(0);
      for (const label of labels) prior[label] = (prior[label] ?? 0) + 1 / labels.length;
      return linearClassifier({
        kind,
        tagger: set.tagger,
        ...counting,
        stopTags,
        genres,
        vocabulary,
        transform,
        weights,
        bias,
        calibration: fitCalibration(heldOut, prior),
      });
    },
  };
}

/** The set without the columns of the given tags. */
function withoutTags(set: TrainingSet, dropped: ReadonlySet<string>): TrainingSet {
  const vocabulary = set.vocabulary.filter((tag) => !dropped.has(tag));
  const columnOf = new Map(vocabulary.map((tag, column) => [tag, column]));
  const renumbered = set.vocabulary.map((tag) => columnOf.get(tag));
  const rows = new SparseRows();
  for (let at = 0; at < set.rows.length; at++) {
    const row = set.rows.row(at);
    rows.push(
      zip(row.columns, row.values).flatMap(([column, value]) => {
        const kept = renumbered[column];
        return kept === undefined ? [] : [[kept, value] as const];
      }),
    );
  }
  return { ...set, vocabulary, rows };
}

function zip(columns: Int32Array, values: Float64Array): (readonly [number, number])[] {
  return Array.from(columns, (column, at) => [column, values[at] ?? 0] as const);
}
