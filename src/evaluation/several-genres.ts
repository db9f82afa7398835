import { SpotiTagsError, wholeNumber } from '../errors.ts';
import { genreKey } from '../tags/genres.ts';
import { checkList, checkNames } from '../util/options.ts';
import { compareCodePoints } from '../util/order.ts';
import { type LevelOptions, predictionsAtLevel } from './genres-at-level.ts';
import { type LabeledPrediction, inOneSpelling } from './labeled-prediction.ts';
import { mean, sum } from './reliability.ts';
import { type SiblingConfusion, confuseSiblings } from './siblings.ts';

export interface GenresEvaluationOptions extends LevelOptions {
  /** How many of the likeliest genres are looked at. @default [1, 2, 3] */
  readonly k?: readonly number[];
}

/** How good ranked genres are, for artists with several genres or one. Every figure is a mean over artists. */
export interface GenresEvaluation {
  readonly artists: number;
  /** The k likeliest genres compared with the true ones, as scikit-learn's `precision_score(…, average='samples')`. */
  readonly atK: readonly GenresAtK[];
  /**
   * Share of the pairs of a true and a wrong genre that are in the wrong order; equal probabilities are wrong. 0..1, as
   * `label_ranking_loss` of scikit-learn (Tsoumakas, Katakis & Vlahavas 2010).
   */
  readonly rankingLoss: number;
  /** Mean of the genres' `calibrationError`, weighted alike (Kull and others 2019). */
  readonly calibrationError: number;
  /** In the order of their code points. */
  readonly genres: readonly GenreCalibration[];
  /** Which mistakes are among siblings. Present with `genreMap`. */
  readonly siblings?: SiblingConfusion;
}

/** Of the k likeliest genres. */
export interface GenresAtK {
  readonly k: number;
  /** Share of them that is true. */
  readonly precision: number;
  /** Share of the true genres that is among them. */
  readonly recall: number;
  /** 2 · (true ones among them) / (k + number of true ones). */
  readonly f1: number;
}

/** Whether the probabilities of one genre are as high as they should be. */
export interface GenreCalibration {
  readonly genre: string;
  /** The sum of the artists' shares: an artist with two genres is half an artist of each. */
  readonly artists: number;
  readonly meanProbability: number;
  /** How far probabilities are from shares, in ten bins of equal width, weighted by their artists. 0..1 */
  readonly calibrationError: number;
}

/**
 * Judges rankings of genres, such as those of `crossValPredict`: all scores are needed.
 *
 * ```ts
 * evaluateGenres(await crossValPredict(trainer, examples), { genreMap, level: 1 }).atK;
 * ```
 *
 * @throws SpotiTagsError `invalid-input` for no predictions, or a level without a map.
 */
export function evaluateGenres(
  given: readonly LabeledPrediction[],
  options: GenresEvaluationOptions = {},
): GenresEvaluation {
  checkNames(options, ['k', 'genreMap', 'level']);
  const { k: ks = [1, 2, 3], genreMap } = options;
  checkList('k', ks);
  for (const k of ks) wholeNumber('k', k);
  if (given.length === 0)
    throw new SpotiTagsError(
      'invalid-input',
      'There are no artists to evaluate. Pass one prediction or more.',
    );
  const predictions = predictionsAtLevel(inOneSpelling(given), options);
  const genres = [
    ...new Set(
      predictions.flatMap((one) => [...truthOf(one), ...one.prediction.scores.map(({ genre }) => genre)]),
    ),
  ].sort(compareCodePoints);
  const chances = predictions.map(chancesOf);
  const calibrations = genres.map((genre) => calibrationOf(genre, predictions, chances));
  return {
    artists: predictions.length,
    atK: ks.map((k) => atK(k, predictions)),
    rankingLoss: mean(predictions.map((one) => rankingLoss(one, genres.length))),
    calibrationError: mean(calibrations.map(({ calibrationError }) => calibrationError)),
    genres: calibrations,
    ...(genreMap && { siblings: confuseSiblings(predictions, genreMap) }),
  };
}

function truthOf({ genre, genres = [genre] }: LabeledPrediction): readonly string[] {
  return genres;
}

function atK(k: number, predictions: readonly LabeledPrediction[]): GenresAtK {
  const counts = predictions.map((one) => {
    const truth = truthOf(one);
    const said = one.prediction.scores.slice(0, k);
    return {
      said: said.length,
      truth: truth.length,
      right: said.filter(({ genre }) => truth.includes(genre)).length,
    };
  });
  return {
    k,
    precision: mean(counts.map(({ right, said }) => (said > 0 ? right / said : 0))),
    recall: mean(counts.map(({ right, truth }) => right / truth)),
    f1: mean(counts.map(({ right, said, truth }) => (2 * right) / (said + truth))),
  };
}

/** @param genres - number of all genres. One that the model does not know has a probability of 0. */
function rankingLoss(one: LabeledPrediction, genres: number): number {
  const truth = new Set(truthOf(one));
  const wrong = genres - truth.size;
  if (wrong === 0) return 0;
  const { scores } = one.prediction;
  const chances = chancesOf(one);
  const others = scores.filter(({ genre }) => !truth.has(genre)).map(({ probability }) => probability);
  // Wrong genres without a score.
  const zeros = wrong - others.length;
  const pairs = Array.from(truth, (genre) => {
    const own = chances.get(genre) ?? 0;
    return others.filter((other) => other >= own).length + (own <= 0 ? zeros : 0);
  });
  return sum(pairs) / (truth.size * wrong);
}

/** Of two scores that have one genre, by different spellings, the first is the higher one. */
function chancesOf({ prediction }: LabeledPrediction): ReadonlyMap<string, number> {
  return new Map(prediction.scores.toReversed().map(({ genre, probability }) => [genre, probability]));
}

const bins = 10;

/** @param chances - the probability of each genre, for each prediction. */
function calibrationOf(
  genre: string,
  predictions: readonly LabeledPrediction[],
  chances: readonly ReadonlyMap<string, number>[],
): GenreCalibration {
  const gaps = new Float64Array(bins);
  let [artists, claimed] = [0, 0];
  for (const [at, one] of predictions.entries()) {
    const truth = truthOf(one);
    const share = truth.includes(genre) ? 1 / truth.length : 0;
    const chance = chances[at]?.get(genre) ?? 0;
    const bin = Math.min(bins - 1, Math.floor(chance * bins));
    gaps[bin] = (gaps[bin] ?? 0) + chance - share;
    artists += share;
    claimed += chance;
  }
  return {
    genre,
    artists,
    meanProbability: claimed / predictions.length,
    calibrationError: gaps.reduce((all, gap) => all + Math.abs(gap), 0) / predictions.length,
  };
}

/** Whether artists have several genres. */
export function haveSeveral(predictions: readonly LabeledPrediction[]): boolean {
  return predictions.some(({ genres }) => genres !== undefined && new Set(genres.map(genreKey)).size > 1);
}
