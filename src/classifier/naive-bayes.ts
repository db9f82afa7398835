import { SpotiTagsError } from '../errors.ts';
import type { HeldOutScores } from './calibration.ts';
import { type LinearFit, type TrainerOptions, linearTrainer } from './linear-trainer.ts';
import type { EmbeddedTrainer } from './linear-classifier.ts';
import type { SparseRows } from './rows.ts';

export interface NaiveBayesOptions extends TrainerOptions {
  /** Additive smoothing: what is added to the sum of every tag. Above 0. @default 1 */
  readonly alpha?: number;
}

/**
 * Complement naive Bayes: a genre is likely where the tags are unlike those of all *other* genres, which stays
 * even-handed when genres have few or many artists.
 *
 * Weight of tag t for genre c: −ln((α + N_¬c,t) / (α·n + N_¬c)), where N_¬c,t sums the features of all artists outside
 * of c. Source: Rennie, Shih, Teevan & Karger, "Tackling the Poor Assumptions of Naive Bayes Text Classifiers" (2003),
 * whose transform (log1p, idf, unit length) is the default here too. With one genre only, its own sums are used.
 */
export function naiveBayes(options: NaiveBayesOptions = {}): EmbeddedTrainer {
  const { alpha = 1 } = options;
  if (!(alpha > 0 && alpha < Infinity)) {
    throw new SpotiTagsError('invalid-input', `alpha must be a finite number above 0, got ${alpha}.`);
  }
  return linearTrainer('complement-naive-bayes', options, (features, labels, shape) => {
    const sums = sumByGenre(features, labels, shape);
    return {
      ...complementWeights(sums, alpha, shape),
      heldOut: leaveOneOut(features, labels, sums, alpha, shape),
    };
  });
}

interface Shape {
  readonly genres: number;
  readonly columns: number;
}

/** Sums of the features of each genre, feature-major: `tags[column * genres + genre]`. */
interface Sums {
  readonly tags: Float64Array;
  readonly genres: Float64Array;
  readonly tagTotals: Float64Array;
  readonly total: number;
}

function sumByGenre(features: SparseRows, labels: Int32Array, { genres, columns }: Shape): Sums {
  const tags = new Float64Array(columns * genres);
  const byGenre = new Float64Array(genres);
  const tagTotals = new Float64Array(columns);
  let total = 0;
  for (const [at, label] of labels.entries()) {
    const row = features.row(at);
    for (const [entry, column] of row.columns.entries()) {
      const value = row.values[entry] ?? 0;
      tags[column * genres + label] = (tags[column * genres + label] ?? 0) + value;
      byGenre[label] = (byGenre[label] ?? 0) + value;
      tagTotals[column] = (tagTotals[column] ?? 0) + value;
      total += value;
    }
  }
  return { tags, genres: byGenre, tagTotals, total };
}

function complementWeights(sums: Sums, alpha: number, { genres, columns }: Shape): LinearFit {
  const weights = new Float64Array(columns * genres);
  const rest = (whole: number, part: number) => (genres === 1 ? part : whole - part);
  for (let genre = 0; genre < genres; genre++) {
    const denominator = Math.log(alpha * columns + rest(sums.total, sums.genres[genre] ?? 0));
    for (let column = 0; column < columns; column++) {
      const at = column * genres + genre;
      const elsewhere = Math.max(0, rest(sums.tagTotals[column] ?? 0, sums.tags[at] ?? 0));
      weights[at] = denominator - Math.log(alpha + elsewhere);
    }
  }
  return { weights, bias: new Float64Array(genres) };
}

/**
 * The scores that each artist would get from a model trained without them. Exact and cheap: the artist is part of the
 * complement of every genre but their own, so that their features are taken off those sums.
 */
function leaveOneOut(
  features: SparseRows,
  labels: Int32Array,
  sums: Sums,
  alpha: number,
  { genres, columns }: Shape,
): HeldOutScores {
  const scores = new Float64Array(labels.length * genres);
  for (const [at, label] of labels.entries()) {
    const row = features.row(at);
    const rowSum = row.values.reduce((sum, value) => sum + value, 0);
    for (let genre = 0; genre < genres; genre++) {
      const isOwn = genre === label;
      const total = sums.total - (sums.genres[genre] ?? 0) - (isOwn ? 0 : rowSum);
      const denominator = Math.log(alpha * columns + Math.max(0, total));
      let score = 0;
      for (const [entry, column] of row.columns.entries()) {
        const value = row.values[entry] ?? 0;
        const sum = (sums.tagTotals[column] ?? 0) - (sums.tags[column * genres + genre] ?? 0);
        score += value * (denominator - Math.log(alpha + Math.max(0, isOwn ? sum : sum - value)));
      }
      scores[at * genres + genre] = score;
    }
  }
  return { scores, labels };
}
