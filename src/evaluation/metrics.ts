import { SpotiTagsError } from '../errors.ts';
import { compareCodePoints } from '../util/order.ts';
import { type LevelOptions, predictionsAtLevel } from './genres-at-level.ts';
import { type LabeledPrediction, inOneSpelling } from './labeled-prediction.ts';
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
   * with all. Of the first 1,000 artists, the mean over five choices of their albums. The first row is the accuracy of a
   * single cover, which is what most of the literature reports. Absent for models that are not in this process, and in
   * evaluations of predictions.
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

/** How often each genre was taken for each other genre. */
export interface Confusion {
  /** In the order of their code points. */
  readonly genres: readonly string[];
  /** `counts[true genre][said genre]`, by index into `genres`. */
  readonly counts: readonly (readonly number[])[];
  /** Artists of each true genre for whom nothing was said. */
  readonly abstained: readonly number[];
}

/** Scores that are in memory at once. */
const mostScores = 1_000_000;
/** Profiles that are in memory at once, if examples are read one by one. */
const mostProfiles = 1000;

/** How many artists are predicted at once. */
export function scoresAtOnce(genres: number): number {
  return Math.max(1, Math.min(mostProfiles, Math.floor(mostScores / genres)));
}

/** Genres of which every pair is counted. Twice as many take four times the memory. */
const mostGenres = 5000;

/**
 * The figures of predictions, such as those of `crossValPredict`; with `{ genreMap, level }`, at a level of a tree. For that, all
 * scores are needed.
 * @throws SpotiTagsError `invalid-input` for no predictions, for more than 5,000 genres, or for a level without a map.
 */
export function evaluatePredictions(
  given: readonly LabeledPrediction[],
  options: LevelOptions = {},
): Evaluation {
  const predictions = predictionsAtLevel(inOneSpelling(given), options);
  if (predictions.length === 0)
    throw new SpotiTagsError(
      'invalid-input',
      'There are no artists to evaluate. Pass one prediction or more.',
    );
  const confusion = confuse(predictions);
  const genres = confusion.genres.map((genre, at) => evaluateGenre(confusion, genre, at));
  const correct = confusion.counts.reduce((sum, row, at) => sum + (row[at] ?? 0), 0);
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
    baseline: baselineOf(predictions),
    genres,
    confusion,
  };
}

/** Always saying the genre that most artists have. */
function baselineOf(predictions: readonly LabeledPrediction[]): Evaluation['baseline'] {
  const artists = new Map<string, number>();
  for (const { genre, genres = [genre] } of predictions) {
    for (const name of new Set(genres)) artists.set(name, (artists.get(name) ?? 0) + 1);
  }
  const [[genre, most] = ['', 0]] = [...artists].sort(
    ([a, ofA], [b, ofB]) => ofB - ofA || compareCodePoints(a, b),
  );
  return { genre, accuracy: most / predictions.length };
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
