import { createHash } from 'node:crypto';
import type { KindCounter } from '../classifier/features/count-features.ts';
import { joinPrepared, joinRows } from '../classifier/features/join-prepared.ts';
import { type PreparedSet, type PrepareOptions, prepareExamples } from '../classifier/features/prepare.ts';
import { type SparseRows, selectRows } from '../classifier/features/rows.ts';
import type { SourceData, SourceFit } from '../classifier/fitting/fit-source.ts';
import { predictRows } from '../classifier/models/local-classifier.ts';
import type { Learner } from '../classifier/models/local-trainer.ts';
import type { GenreExample } from '../model.ts';
import { genresOf } from '../tags/genres.ts';
import { type LabeledPrediction, labeled, measured } from './labeled-prediction.ts';
import { scoresAtOnce } from './metrics.ts';

/** A fold as numbers, of some features: models of any kind learn from it and are tested on it. */
export interface SharedFold {
  readonly training: Omit<PreparedSet, 'read'>;
  /** The artists that are held out, as rows of the training set's columns. */
  readonly heldOut: SparseRows;
  /** Their true genres. */
  readonly genres: readonly (readonly string[])[];
}

/** A fold as numbers, of one feature. */
interface FeatureFold extends SharedFold {
  readonly training: PreparedSet;
}

/** All folds of one feature. Those that are equal to every model have the same key. */
export interface FeatureFolds {
  readonly folds: readonly FeatureFold[];
  readonly key: string;
}

/** Everything that depends on labels, such as `keyTags`, is chosen within each fold's training part. */
export async function prepareFolds(
  examples: readonly GenreExample[],
  foldOf: readonly number[],
  options: PrepareOptions & { readonly count: KindCounter },
): Promise<FeatureFolds> {
  const folds: FeatureFold[] = [];
  for (const fold of new Set(foldOf)) {
    const training = await prepareExamples(
      examples.filter((_, at) => foldOf[at] !== fold),
      options,
    );
    const held = examples.filter((_, at) => foldOf[at] === fold);
    const heldOut = training.read(held.map(({ profile }) => profile));
    folds.push({ training, heldOut, genres: held.map(genresOf) });
  }
  return { folds, key: fingerprint(folds) };
}

/** Equal for folds that are equal to every model: the same columns, rows and labels. */
function fingerprint(folds: readonly SharedFold[]): string {
  const hash = createHash('sha256');
  for (const { training, heldOut } of folds) {
    hash.update(JSON.stringify([training.vocabulary, training.genres])).update(training.labels);
    if (training.several) hash.update(training.several.artists).update(training.several.weights);
    for (const { starts, ends, columns, values } of [training.rows, heldOut]) {
      for (const [row, start] of starts.entries()) {
        hash.update(Uint32Array.of((ends[row] ?? 0) - start));
        hash.update(columns.subarray(start, ends[row])).update(values.subarray(start, ends[row]));
      }
    }
  }
  return hash.digest('hex');
}

/** The folds of one or several features together. */
export function joinFolds([first, ...others]: readonly [FeatureFolds, ...FeatureFolds[]]): SharedFold[] {
  return first.folds.map((fold, at): SharedFold => {
    const more = others.flatMap(({ folds }) => folds[at] ?? []);
    const heldOut = [fold, ...more].map(({ heldOut: rows, training: { vocabulary, blocks } }) => ({
      rows,
      columns: vocabulary.length,
      blocks: blocks.kinds.length,
    }));
    return {
      ...fold,
      training: joinPrepared([fold.training, ...more.map(({ training }) => training)]),
      heldOut: joinRows(heldOut),
    };
  });
}

/** Fits each source once: a grid asks for that of titles with every choice of tags. */
export class SourceMemory {
  readonly #fits = new WeakMap<SparseRows, SourceFit>();

  readonly get = ({ rows }: SourceData, fit: () => SourceFit): SourceFit => {
    const known = this.#fits.get(rows) ?? fit();
    this.#fits.set(rows, known);
    return known;
  };
}

/** What a model that learned from the fold's training part says about the artists that are held out. */
export function predictFold(
  { training, heldOut, genres }: SharedFold,
  learner: Learner,
  memory: SourceMemory,
): LabeledPrediction[] {
  const model = learner.learn(training, memory.get);
  const size = scoresAtOnce(model.genres.length);
  const all = Uint32Array.from(genres.keys());
  const predictions: LabeledPrediction[] = [];
  for (let start = 0; start < all.length; start += size) {
    const part = predictRows(model, selectRows(heldOut, all.subarray(start, start + size)));
    for (const [at, prediction] of part.entries()) {
      predictions.push(measured(labeled(genres[start + at] ?? [], prediction)));
    }
  }
  return predictions;
}
