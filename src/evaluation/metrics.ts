import { SpotiTagsError } from '../errors.ts';
import type { Prediction } from '../model.ts';
import { GenreNames, genreKey } from '../tags/genres.ts';
import { compareCodePoints } from '../util/order.ts';
import {
  type CalibrationFigures,
  type Claim,
  type CoverageEvaluation,
  type ReliabilityBin,
  accuracyByCoverage,
  calibrationFigures,
  mean,
  reliabilityOf,
  sum,
  surestFirst,
} from './reliability.ts';

/** How good predictions are. Every figure counts artists. An abstention (`genre: null`) counts as wrong. */
export interface Evaluation extends CalibrationFigures {
  readonly artists: number;
  /** Share of artists whose genre was said. 0..1 */
  readonly accuracy: number;
  /** Wilson's 95 % interval of the accuracy. */
  readonly accuracyInterval: readonly [low: number, high: number];
  /** Mean of the genres' F1. 0..1 */
  readonly macroF1: number;
  /** Mean of −ln p(true genre), in nats; p is taken to be at least 2⁻⁵². */
  readonly logLoss: number;
  /** The bins of the calibration error, lowest probabilities first. Bins without artists are left out. */
  readonly reliability: readonly ReliabilityBin[];
  /** Accuracy among the surest 25, 50, 75 and 100 % of the artists. */
  readonly byCoverage: readonly CoverageEvaluation[];
  /**
   * The same artists with 1, 3, 5 and 10 of their albums with a tagged cover, and with all albums; an artist who has fewer,
   * with all. The first row is the accuracy of a single cover, which is what most of the literature reports. Absent for
   * models that are not in this process, and in evaluations of predictions.
   */
  readonly byCovers?: readonly CoversEvaluation[];
  /** Always saying the most frequent genre. */
  readonly baseline: { readonly genre: string; readonly accuracy: number };
  readonly genres: readonly GenreEvaluation[];
  readonly confusion: Confusion;
}

/** How good predictions are if artists have few albums. */
export interface CoversEvaluation extends CalibrationFigures {
  readonly covers: 1 | 3 | 5 | 10 | 'all';
  readonly accuracy: number;
}

/** A ratio without a denominator is 0, such as the precision of a genre that was never said. */
export interface GenreEvaluation {
  readonly genre: string;
  readonly artists: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export interface Confusion {
  /** In the order of their code points. */
  readonly genres: readonly string[];
  /** `counts[true genre][said genre]`, by index into `genres`. */
  readonly counts: readonly (readonly number[])[];
  /** Artists of each true genre for whom nothing was said. */
  readonly abstained: readonly number[];
}

/** One artist's true genre, and what was predicted. */
export interface LabeledPrediction {
  /** Of several genres the one that was said, or the likeliest of them: saying one of them is right. */
  readonly genre: string;
  /** All genres of an artist with several. Their log loss is the mean of all. */
  readonly genres?: readonly string[];
  readonly prediction: Prediction;
}

/** Scores that are in memory at once. */
const mostScores = 1_000_000;
/** Profiles that are in memory at once, if examples are read one by one. */
const mostProfiles = 1000;

/** How many artists are predicted at once. */
export function scoresAtOnce(genres: number): number {
  return Math.max(1, Math.min(mostProfiles, Math.floor(mostScores / genres)));
}

/** @param truth - one genre, or several. */
export function labeled(truth: readonly string[], prediction: Prediction): LabeledPrediction {
  const [first = ''] = truth;
  if (truth.length === 1) return { genre: first, prediction };
  const keys = new Map(truth.map((genre) => [genreKey(genre), genre]));
  const ranked = [prediction.genre ?? '', ...prediction.scores.map(({ genre }) => genre)];
  const found = ranked.find((genre) => keys.has(genreKey(genre))) ?? '';
  return { genre: keys.get(genreKey(found)) ?? first, genres: truth, prediction };
}

/** What the metrics look at: the scores of the likeliest genre and of the true ones. */
export function measured({ genre, genres, prediction }: LabeledPrediction): LabeledPrediction {
  const keys = new Set((genres ?? [genre]).map(genreKey));
  const scores = prediction.scores.filter((score, at) => at === 0 || keys.has(genreKey(score.genre)));
  return {
    genre,
    ...(genres && { genres }),
    prediction: { genre: prediction.genre, scores, calibrated: prediction.calibrated },
  };
}

/** Genres of which every pair is counted. Twice as many take four times the memory. */
const mostGenres = 5000;

/** @throws SpotiTagsError `invalid-input` for no predictions, or for more than 5,000 genres. */
export function evaluatePredictions(given: readonly LabeledPrediction[]): Evaluation {
  const predictions = inOneSpelling(given);
  if (predictions.length === 0)
    throw new SpotiTagsError(
      'invalid-input',
      'There are no artists to evaluate. Pass one prediction or more.',
    );
  const confusion = confuse(predictions);
  const genres = confusion.genres.map((genre, at) => evaluateGenre(confusion, genre, at));
  const correct = confusion.counts.reduce((sum, row, at) => sum + (row[at] ?? 0), 0);
  const [mostFrequent] = [...genres].sort(
    (a, b) => b.artists - a.artists || compareCodePoints(a.genre, b.genre),
  );
  const known = genres.filter(({ artists }) => artists > 0);
  const claims = surestFirst(predictions.map(claimOf));
  return {
    artists: predictions.length,
    accuracy: correct / predictions.length,
    accuracyInterval: wilson(correct, predictions.length),
    macroF1: mean(known.map(({ f1 }) => f1)),
    logLoss: mean(predictions.map(surprise)),
    ...calibrationFigures(claims),
    reliability: reliabilityOf(claims),
    byCoverage: accuracyByCoverage(claims),
    baseline: {
      genre: mostFrequent?.genre ?? '',
      accuracy: (mostFrequent?.artists ?? 0) / predictions.length,
    },
    genres,
    confusion,
  };
}

/** Names of one genre, as the model and the examples spell it, in one spelling. */
function inOneSpelling(predictions: readonly LabeledPrediction[]): readonly LabeledPrediction[] {
  const names = new GenreNames();
  for (const { genre, genres = [genre], prediction } of predictions) {
    for (const name of genres) names.add(name);
    for (const score of prediction.scores) names.add(score.genre);
    if (prediction.genre !== null) names.add(prediction.genre);
  }
  if (names.merged().length === 0) return predictions;
  const spell = (name: string) => names.common(genreKey(name));
  return predictions.map(({ genre, genres, prediction }) => ({
    genre: spell(genre),
    ...(genres && { genres: genres.map(spell) }),
    prediction: {
      ...prediction,
      genre: prediction.genre === null ? null : spell(prediction.genre),
      scores: prediction.scores.map((score) => ({ ...score, genre: spell(score.genre) })),
    },
  }));
}

function confuse(predictions: readonly LabeledPrediction[]): Confusion {
  const names = new Set<string>();
  for (const { genre, prediction } of predictions) {
    names.add(genre);
    if (prediction.genre !== null) names.add(prediction.genre);
  }
  if (names.size > mostGenres) {
    throw new SpotiTagsError(
      'invalid-input',
      `At most ${mostGenres} genres can be evaluated, because each is compared with each, and there are ${names.size}.`,
    );
  }
  const genres = [...names].sort(compareCodePoints);
  const at = new Map(genres.map((genre, index) => [genre, index]));
  const counts = genres.map(() => genres.map(() => 0));
  const abstained = genres.map(() => 0);
  for (const { genre, prediction } of predictions) {
    const truth = at.get(genre) ?? 0;
    const row = counts[truth] ?? [];
    if (prediction.genre === null) abstained[truth] = (abstained[truth] ?? 0) + 1;
    else {
      const said = at.get(prediction.genre) ?? 0;
      row[said] = (row[said] ?? 0) + 1;
    }
  }
  return { genres, counts, abstained };
}

function evaluateGenre({ counts, abstained }: Confusion, genre: string, at: number): GenreEvaluation {
  const correct = counts[at]?.[at] ?? 0;
  const artists = sum(counts[at] ?? []) + (abstained[at] ?? 0);
  const said = sum(counts.map((row) => row[at] ?? 0));
  return {
    genre,
    artists,
    precision: ratio(correct, said),
    recall: ratio(correct, artists),
    f1: ratio(2 * correct, said + artists),
  };
}

function surprise({ genre, genres = [genre], prediction }: LabeledPrediction): number {
  const ofGenre = (name: string) => {
    const score = prediction.scores.find((candidate) => candidate.genre === name);
    return -Math.log(Math.max(score?.probability ?? 0, Number.EPSILON));
  };
  return mean(genres.map(ofGenre));
}

/** A prediction without scores claims nothing. */
function claimOf({ genre, prediction }: LabeledPrediction): Claim {
  const [likeliest] = prediction.scores;
  return {
    probability: likeliest?.probability ?? 0,
    isRight: likeliest?.genre === genre,
    isCorrect: prediction.genre === genre,
  };
}

/** Wilson's score interval at 95 %: it stays within 0..1, and is right for few artists too. */
export function wilson(successes: number, n: number): [number, number] {
  const z = 1.959964;
  const p = successes / n;
  const center = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const reach = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return [Math.max(0, center - reach), Math.min(1, center + reach)];
}

const ratio = (part: number, whole: number) => (whole > 0 ? part / whole : 0);
