import * as v from 'valibot';
import type { HeldOutScores } from '../fitting/calibration.ts';
import { type Estimator, fitWithFolds } from '../fitting/estimator.ts';
import { type LabeledRows, artistsOf, sharedColumns, truthOf } from '../fitting/samples.ts';
import { sharesInGenres, totalWeight } from '../fitting/several-genres.ts';
import { type LinearFit, sumByGenre } from '../fitting/scores.ts';
import { checkOptions, oneOf, optionsSchema } from '../../util/options.ts';
import type { LocalTrainer } from './local-classifier.ts';
import { type Learner, learner, localTrainer } from './local-trainer.ts';
import type { ModelKind } from './model-kind.ts';
import { type TrainerOptions, finiteAboveZero, lengthOption, trainerOptions } from './trainer-options.ts';

export interface NaiveBayesOptions extends TrainerOptions {
  /**
   * `complement` describes a genre by the artists outside of it, which does not favor genres with many artists;
   * `multinomial` is the textbook's: by the artists of the genre and its share. @default 'complement'
   */
  readonly variant?: 'complement' | 'multinomial';
  /** Additive smoothing: this is added to the sum of every tag. Above 0. @default chosen of 0.01, 0.1 and 1 */
  readonly alpha?: number;
}

/**
 * Naive Bayes, complement or multinomial.
 *
 * Complement: the weight of tag t for genre c is −ln((α + N_¬c,t) / (α·n + N_¬c)), where N_¬c,t sums the features of
 * all artists outside of c. Source: Rennie, Shih, Teevan & Karger, "Tackling the Poor Assumptions of Naive Bayes Text
 * Classifiers" (2003). With one genre only, its own sums are used. Multinomial: ln((α + N_c,t) / (α·n + N_c)), and the
 * bias is the logarithm of the genre's share. Both as in scikit-learn, where α is the same option.
 */
export function naiveBayes(options: NaiveBayesOptions = {}): LocalTrainer {
  return localTrainer(bayesLearner(options));
}

const schema = optionsSchema({
  ...trainerOptions,
  ...lengthOption,
  variant: v.exactOptional(oneOf(['complement', 'multinomial'])),
  alpha: v.exactOptional(finiteAboveZero),
});

function bayesLearner(given: NaiveBayesOptions): Learner {
  const options = checkOptions(schema, given);
  const { alpha, variant = 'complement' } = options;
  const estimator = variant === 'complement' ? complement : multinomial;
  const settings = (alpha === undefined ? [0.1, 0.01, 1] : [alpha]).map((chosen) => ({ alpha: chosen }));
  return learner(options, { ...estimator, settings });
}

interface Smoothing {
  readonly alpha: number;
}

const complement = estimatorOf('complement-naive-bayes', fitComplement, complementLeaveOneOut);
const multinomial = estimatorOf('multinomial-naive-bayes', fitMultinomial, multinomialLeaveOneOut);

function estimatorOf(
  kind: string,
  fit: (data: LabeledRows, setting: Smoothing) => LinearFit,
  leaveOneOut: (data: LabeledRows, setting: Smoothing, chosen: Uint32Array) => HeldOutScores,
): Omit<Estimator<Smoothing>, 'settings'> {
  return {
    kind,
    idfs: [true, false],
    judge: leaveOneOut,
    fit: (data, setting, foldOf) => fitWithFolds(data, foldOf, (some) => fit(some, setting)),
  };
}

export const complementNaiveBayesKind: ModelKind = {
  kind: complement.kind,
  learner: (options) => bayesLearner({ ...options, variant: 'complement' }),
};

export const multinomialNaiveBayesKind: ModelKind = {
  kind: multinomial.kind,
  learner: (options) => bayesLearner({ ...options, variant: 'multinomial' }),
};

export function fitComplement(data: LabeledRows, setting: Smoothing): LinearFit {
  return complementWeights(sumsOf(data), setting, data);
}

export function fitMultinomial(data: LabeledRows, setting: Smoothing): LinearFit {
  return multinomialWeights(sumsOf(data), setting, data);
}

/** Sums of the features: `tags[column * genres + genre]`, and of those by genre, by tag and altogether. */
interface Sums {
  readonly tags: Float64Array;
  readonly genres: Float64Array;
  readonly tagTotals: Float64Array;
  readonly total: number;
  /** Number of artists of each genre. */
  readonly artists: Float64Array;
}

function sumsOf(data: LabeledRows): Sums {
  const { genres, columns } = data;
  const tags = sumByGenre(data);
  const artists = artistsOf(data);
  const byGenre = new Float64Array(genres);
  const tagTotals = new Float64Array(columns);
  let total = 0;
  for (let column = 0; column < columns; column++) {
    let sum = 0;
    for (let genre = 0; genre < genres; genre++) {
      const value = tags[column * genres + genre] ?? 0;
      byGenre[genre] = (byGenre[genre] ?? 0) + value;
      sum += value;
    }
    tagTotals[column] = sum;
    total += sum;
  }
  return { tags, genres: byGenre, tagTotals, total, artists };
}

function complementWeights(sums: Sums, { alpha }: Smoothing, { genres, columns }: LabeledRows): LinearFit {
  const weights = new Float64Array(columns * genres);
  const rest = (whole: number, part: number) => (genres === 1 ? part : Math.max(0, whole - part));
  const denominators = sums.genres.map((sum) => Math.log(alpha * columns + rest(sums.total, sum)));
  for (let column = 0; column < columns; column++) {
    const total = sums.tagTotals[column] ?? 0;
    const whole = Math.log(alpha + total);
    for (let genre = 0; genre < genres; genre++) {
      const at = column * genres + genre;
      const inGenre = sums.tags[at] ?? 0;
      // A logarithm costs more than all the rest, and most genres do not have most columns.
      const log = inGenre === 0 && genres > 1 ? whole : Math.log(alpha + rest(total, inGenre));
      weights[at] = (denominators[genre] ?? 0) - log;
    }
  }
  return { weights, bias: new Float64Array(genres) };
}

function multinomialWeights(sums: Sums, { alpha }: Smoothing, data: LabeledRows): LinearFit {
  const { genres, columns } = data;
  const all = totalWeight(data);
  const weights = new Float64Array(columns * genres);
  const denominators = sums.genres.map((sum) => Math.log(alpha * columns + sum));
  const absent = Math.log(alpha);
  for (let start = 0; start < weights.length; start += genres) {
    for (let genre = 0; genre < genres; genre++) {
      const sum = sums.tags[start + genre] ?? 0;
      weights[start + genre] = (sum === 0 ? absent : Math.log(alpha + sum)) - (denominators[genre] ?? 0);
    }
  }
  return { weights, bias: sums.artists.map((artists) => Math.log(artists / all)) };
}

/**
 * The scores that artists would get from a model trained without them. Exact and cheap: the artist is part of the
 * complement of every genre but their own, so that their features are taken off those sums. What no other artist has is
 * left out, as what training has not seen is left out of a prediction.
 */
export function complementLeaveOneOut(
  data: LabeledRows,
  { alpha }: Smoothing,
  chosen: Uint32Array,
): HeldOutScores {
  const { rows, genres, columns } = data;
  const sums = sumsOf(data);
  const isShared = sharedColumns(data);
  const shareIn = sharesInGenres(data);
  const scores = new Float64Array(chosen.length * genres);
  /** The part of an artist outside of each genre, and the sums of the logarithms. */
  const elsewhere = new Float64Array(genres);
  const logs = new Float64Array(genres);
  for (let row = 0; row < chosen.length; row++) {
    const at = chosen[row] ?? 0;
    const own = sumOfRow(rows, at);
    const known = sumOfRow(rows, at, isShared);
    for (let genre = 0; genre < genres; genre++) elsewhere[genre] = 1 - shareIn(at, genre);
    logs.fill(0);
    for (let entry = rows.starts[at] ?? 0; entry < (rows.ends[at] ?? 0); entry++) {
      const column = rows.columns[entry] ?? 0;
      if (isShared[column] !== 1) continue;
      const value = rows.values[entry] ?? 0;
      const sum = sums.tagTotals[column] ?? 0;
      // Of a genre that the artist is not in, and that does not have the column.
      const whole = Math.log(alpha + Math.max(0, sum - value));
      for (let genre = 0; genre < genres; genre++) {
        const inGenre = sums.tags[column * genres + genre] ?? 0;
        const share = elsewhere[genre] ?? 0;
        const log =
          inGenre === 0 && share === 1 ? whole : Math.log(alpha + Math.max(0, sum - inGenre - share * value));
        logs[genre] = (logs[genre] ?? 0) + value * log;
      }
    }
    for (let genre = 0; genre < genres; genre++) {
      const total = sums.total - (sums.genres[genre] ?? 0) - (elsewhere[genre] ?? 0) * own;
      scores[row * genres + genre] =
        known * Math.log(alpha * columns + Math.max(0, total)) - (logs[genre] ?? 0);
    }
  }
  return { scores, ...truthOf(data, chosen) };
}

/** As {@link complementLeaveOneOut}: here the artist is part of their own genre's sums and share alone. */
export function multinomialLeaveOneOut(
  data: LabeledRows,
  setting: Smoothing,
  chosen: Uint32Array,
): HeldOutScores {
  const { rows, genres, columns } = data;
  const { alpha } = setting;
  const sums = sumsOf(data);
  const isShared = sharedColumns(data);
  const { weights } = multinomialWeights(sums, setting, data);
  const shareIn = sharesInGenres(data);
  const all = totalWeight(data);
  const scores = new Float64Array(chosen.length * genres);
  for (let row = 0; row < chosen.length; row++) {
    const at = chosen[row] ?? 0;
    for (let genre = 0; genre < genres; genre++) {
      const share = shareIn(at, genre);
      let score = Math.log(((sums.artists[genre] ?? 0) - share) / (all - 1));
      for (let entry = rows.starts[at] ?? 0; entry < (rows.ends[at] ?? 0); entry++) {
        const column = rows.columns[entry] ?? 0;
        if (isShared[column] !== 1) continue;
        const value = rows.values[entry] ?? 0;
        const cell = column * genres + genre;
        if (share === 0) score += value * (weights[cell] ?? 0);
        else score += value * Math.log(alpha + Math.max(0, (sums.tags[cell] ?? 0) - share * value));
      }
      if (share > 0) {
        const own = sumOfRow(rows, at);
        score -=
          sumOfRow(rows, at, isShared) *
          Math.log(alpha * columns + Math.max(0, (sums.genres[genre] ?? 0) - share * own));
      }
      scores[row * genres + genre] = score;
    }
  }
  return { scores, ...truthOf(data, chosen) };
}

/** The sum of all values of a row, or of those in some columns. */
function sumOfRow(
  { starts, ends, columns, values }: LabeledRows['rows'],
  at: number,
  isIn?: Uint8Array,
): number {
  let sum = 0;
  for (let entry = starts[at] ?? 0; entry < (ends[at] ?? 0); entry++) {
    if (isIn === undefined || isIn[columns[entry] ?? 0] === 1) sum += values[entry] ?? 0;
  }
  return sum;
}
