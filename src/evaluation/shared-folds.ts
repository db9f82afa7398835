import { type Hash, createHash } from 'node:crypto';
import type { Feature } from '../classifier/features/features.ts';
import {
  type PrepareOptions,
  type PreparedSource,
  type ReadExamples,
  chooseFeatures,
  readExamples,
} from '../classifier/features/prepare.ts';
import { type SparseRows, selectRows } from '../classifier/features/rows.ts';
import { rowsOfSource } from '../classifier/features/source-rows.ts';
import type { SourceFit } from '../classifier/fitting/fit-source.ts';
import { type RememberFit, type SourceSet, scoreArtists } from '../classifier/fitting/fit-sources.ts';
import { predict } from '../classifier/models/local-classifier.ts';
import type { Learner } from '../classifier/models/local-trainer.ts';
import type { GenreExample } from '../model.ts';
import { genresOf } from '../tags/genres.ts';
import { type LabeledPrediction, labeled, measured } from './labeled-prediction.ts';
import { scoresAtOnce } from './metrics.ts';

/** A fold as numbers, of some features: models of any kind learn from it and are tested on it. */
interface SharedFold extends SourceSet {
  readonly sources: readonly FoldSource[];
  /** The true genres of the artists that are held out. */
  readonly heldOut: readonly (readonly string[])[];
}

/** One source of the training part. */
interface FoldSource extends PreparedSource {
  /** The artists that are held out, as rows of the source's columns. */
  readonly heldOut: SparseRows;
}

/** All folds of some features. Those that are equal to every model have the same key. */
export interface FeatureFolds {
  readonly folds: readonly SharedFold[];
  readonly key: string;
}

/** The training part of a fold, read once for every choice of tags, and the examples that are held out. */
export interface ReadFold {
  readonly training: ReadExamples;
  readonly held: readonly GenreExample[];
}

/** Everything that depends on labels, such as stop tags, is learned within each fold's training part. */
export async function readFolds(
  examples: readonly GenreExample[],
  foldOf: readonly number[],
  options: PrepareOptions,
): Promise<readonly ReadFold[]> {
  const folds: ReadFold[] = [];
  for (const fold of new Set(foldOf)) {
    const training = await readExamples(
      examples.filter((_, at) => foldOf[at] !== fold),
      options,
    );
    folds.push({ training, held: examples.filter((_, at) => foldOf[at] === fold) });
  }
  return folds;
}

/** `distinctTags` and `keyTags` are chosen within each fold's training part. */
export function chooseInFolds(read: readonly ReadFold[], features: readonly Feature[]): FeatureFolds {
  const hash = createHash('sha256');
  const folds = read.map(({ training, held }): SharedFold => {
    const { genres, labels, several, vocabulary, sources, ...chosen } = chooseFeatures(training, features);
    const rows = chosen.read(held.map(({ profile }) => profile));
    hash.update(JSON.stringify([vocabulary, genres])).update(labels);
    if (several) hash.update(several.artists).update(several.weights);
    return {
      genres,
      labels,
      ...(several && { several }),
      sources: sources.map((source) => {
        const heldOut = rowsOfSource(rows, vocabulary.length, source);
        for (const some of [source.rows, heldOut]) addRows(hash, some);
        return { ...source, heldOut };
      }),
      heldOut: held.map(genresOf),
    };
  });
  return { folds, key: hash.digest('hex') };
}

function addRows(hash: Hash, { starts, ends, columns, values }: SparseRows): void {
  for (const [row, start] of starts.entries()) {
    hash.update(Uint32Array.of((ends[row] ?? 0) - start));
    hash.update(columns.subarray(start, ends[row])).update(values.subarray(start, ends[row]));
  }
}

/** The folds of one or several features together. Their artists have one order, whatever the features. */
export function joinFolds([first, ...others]: readonly [FeatureFolds, ...FeatureFolds[]]): FeatureFolds {
  const all = [first, ...others];
  // Titles that no artist has make no difference.
  const some = all.filter(({ folds }) => folds.some(({ sources }) => sources.length > 0));
  return {
    folds: first.folds.map((fold, at) => ({
      ...fold,
      sources: [fold, ...others.flatMap(({ folds }) => folds[at] ?? [])].flatMap(({ sources }) => sources),
    })),
    key: some.map(({ key }) => key).join(' '),
  };
}

/** Fits each source once: a grid asks for that of titles with every choice of tags. */
export class SourceMemory {
  readonly #fits = new WeakMap<SparseRows, SourceFit>();

  readonly get: RememberFit = ({ rows }, fit) => {
    const known = this.#fits.get(rows) ?? fit();
    this.#fits.set(rows, known);
    return known;
  };
}

/** What a model that learned from the fold's training part says about the artists that are held out. */
export function predictFold(fold: SharedFold, learner: Learner, memory: SourceMemory): LabeledPrediction[] {
  const { genres, sources, heldOut } = fold;
  const fused = learner.fit(fold, memory.get);
  const model = { genres, calibration: fused.calibration, minProbability: learner.minProbability };
  const size = scoresAtOnce(genres.length);
  const all = Uint32Array.from(heldOut.keys());
  const predictions: LabeledPrediction[] = [];
  for (let start = 0; start < all.length; start += size) {
    const places = all.subarray(start, start + size);
    const rowsOf = sources.map((source) => selectRows(source.heldOut, places));
    const { scores, isKnown } = scoreArtists(fused, rowsOf, { count: places.length, genres: genres.length });
    for (const [row, known] of isKnown.entries()) {
      const ofRow = scores.subarray(row * genres.length, (row + 1) * genres.length);
      const prediction = predict(model, ofRow, known);
      predictions.push(measured(labeled(heldOut[start + row] ?? [], prediction)));
    }
  }
  return predictions;
}
