import { type Hash, createHash } from 'node:crypto';
import type { KindCounter } from '../classifier/features/count-features.ts';
import { type PreparedSet, type PrepareOptions, prepareExamples } from '../classifier/features/prepare.ts';
import { type SparseRows, selectRows } from '../classifier/features/rows.ts';
import type { SourceData, SourceFit } from '../classifier/fitting/fit-source.ts';
import { predictRows } from '../classifier/models/local-classifier.ts';
import type { Learner } from '../classifier/models/local-trainer.ts';
import type { Example } from '../model.ts';
import { type LabeledPrediction, measured, scoresAtOnce } from './metrics.ts';

/** A fold as numbers, of some features: models of any kind learn from it and are tested on it. */
export interface SharedFold {
  readonly training: PreparedSet;
  /** The artists that are held out, as rows of the training set's columns. */
  readonly heldOut: SparseRows;
  /** Their true genres. */
  readonly genres: readonly string[];
}

/** Everything that depends on labels, such as `keyTags`, is chosen within each fold's training part. */
export async function prepareFolds(
  examples: readonly Example[],
  folds: readonly number[],
  options: PrepareOptions & { readonly count: KindCounter },
): Promise<SharedFold[]> {
  const prepared: SharedFold[] = [];
  for (const fold of new Set(folds)) {
    const training = await prepareExamples(
      examples.filter((_, at) => folds[at] !== fold),
      options,
    );
    const held = examples.filter((_, at) => folds[at] === fold);
    const heldOut = training.read(held.map(({ profile }) => profile));
    prepared.push({ training, heldOut, genres: held.map(({ genre }) => genre) });
  }
  return prepared;
}

/** Equal for folds that are equal to every model: the same columns, rows and labels. */
export function fingerprint(folds: readonly SharedFold[]): string {
  const hash = createHash('sha256');
  for (const { training, heldOut } of folds) {
    hash.update(JSON.stringify([training.vocabulary, training.genres])).update(training.labels);
    for (const rows of [training.rows, heldOut]) hashRows(hash, rows);
  }
  return hash.digest('hex');
}

function hashRows(hash: Hash, { starts, ends, columns, values }: SparseRows): void {
  for (const [row, start] of starts.entries()) {
    hash.update(Uint32Array.of((ends[row] ?? 0) - start));
    hash.update(columns.subarray(start, ends[row])).update(values.subarray(start, ends[row]));
  }
}

/** The models of the two sources that were asked for last. A grid asks for those of titles with every choice of tags. */
export class RecentSources {
  readonly #fits = new Map<string, SourceFit>();

  readonly get = (source: SourceData, fit: () => SourceFit): SourceFit => {
    const hash = createHash('sha256').update(source.labels).update(source.parts.artists);
    hash.update(Uint32Array.of(source.columns));
    for (const rows of [source.rows, source.parts.rows]) hashRows(hash, rows);
    const key = hash.digest('hex');
    const known = this.#fits.get(key) ?? fit();
    this.#fits.delete(key);
    this.#fits.set(key, known);
    for (const oldest of this.#fits.keys()) if (this.#fits.size > 2) this.#fits.delete(oldest);
    return known;
  };
}

/** What a model that learned from the fold's training part says about the artists that are held out. */
export function predictFold(
  { training, heldOut, genres }: SharedFold,
  learner: Learner,
  recent: RecentSources,
): LabeledPrediction[] {
  const model = learner.learn(training, recent.get);
  const size = scoresAtOnce(model.genres.length);
  const all = Uint32Array.from(genres.keys());
  const predictions: LabeledPrediction[] = [];
  for (let start = 0; start < all.length; start += size) {
    const part = predictRows(model, selectRows(heldOut, all.subarray(start, start + size)));
    for (const [at, prediction] of part.entries()) {
      predictions.push(measured({ genre: genres[start + at] ?? '', prediction }));
    }
  }
  return predictions;
}
