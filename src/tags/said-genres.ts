import { SpotiTagsError, checkLength, wholeNumber } from '../errors.ts';
import type { Prediction } from '../model.ts';
import { compareCodePoints } from '../util/order.ts';
import { GenreTree } from './genre-tree.ts';

/** Which genres a prediction says. */
export interface SayOptions {
  /** The largest number of `genres`. @default all of them */
  readonly maxGenres?: number;
  /** The least probability of a genre that is said. 0..1. @default that of the model, and 0 for `genres` */
  readonly minProbability?: number;
  /**
   * The level of the tree that is said: 1 for roots, 2 for their children, and so on; a genre that stands above it is said as it
   * is. `'best'`: as exact as it pays. If "doom metal" and "death metal" cannot be told apart, that is "metal".
   * @default genres as the model learned them
   */
  readonly level?: number | 'best';
}

/** A genre, or a genre above those that the model learned. */
interface Said {
  readonly genre: string;
  readonly probability: number;
}

/** @throws SpotiTagsError `invalid-input` for a number that is out of range. */
export function checkSayOptions({ maxGenres, minProbability, level }: SayOptions): void {
  if (maxGenres !== undefined) checkLength('maxGenres', maxGenres);
  if (minProbability !== undefined && !(minProbability >= 0 && minProbability <= 1)) {
    throw new SpotiTagsError('invalid-input', `minProbability must lie in 0..1, got ${minProbability}.`);
  }
  if (level !== undefined && level !== 'best') wholeNumber('level', level);
}

const noTree = new GenreTree(new Map());

/**
 * The prediction with `genres`, and the first of them as its genre. As it is if no option is given. A genre's probability is
 * the sum of those of the genres below it, and its own.
 */
export function sayGenres(prediction: Prediction, options: SayOptions, tree: GenreTree = noTree): Prediction {
  const { maxGenres = Infinity, minProbability, level } = options;
  if (maxGenres === Infinity && minProbability === undefined && level === undefined) return prediction;
  const all = level === 'best' ? bestFirst(prediction.scores, tree) : atLevel(prediction.scores, tree, level);
  const genres = all.filter(({ probability }) => probability >= (minProbability ?? 0)).slice(0, maxGenres);
  // Only if the probability was too low: a profile with nothing to judge by stays one.
  const wasLow = prediction.genre === null && minProbability !== undefined && prediction.calibrated;
  const canTell = prediction.genre !== null || wasLow;
  const isAsked = minProbability !== undefined || level !== undefined;
  const genre = !isAsked ? prediction.genre : canTell ? (genres[0]?.genre ?? null) : null;
  return { ...prediction, genre, genres: canTell ? genres : [] };
}

/** The probabilities at a level of the tree, likeliest first. */
function atLevel(scores: Prediction['scores'], tree: GenreTree, level: number | undefined): readonly Said[] {
  if (level === undefined) return scores;
  const sums = new Map<string, number>();
  for (const { genre, probability } of scores) {
    const above = tree.atLevel(genre, level);
    sums.set(above, (sums.get(above) ?? 0) + probability);
  }
  return Array.from(sums, ([genre, probability]) => ({ genre, probability })).sort(
    (a, b) => b.probability - a.probability || compareCodePoints(a.genre, b.genre),
  );
}

/**
 * Genres at any level, none of which is part of another, by their expected score. Saying a genre with n of the model's N genres
 * in it scores 1 − ln n / ln N if it is right, and 0 if not: what it tells, compared with the exact genre (Deng, Krause,
 * Berg & Fei-Fei, "Hedging Your Bets: Optimizing Accuracy-Specificity Trade-offs in Large Scale Visual Recognition" (2012)).
 */
function bestFirst(scores: Prediction['scores'], tree: GenreTree): readonly Said[] {
  const nodes = new Map<string, { probability: number; size: number; depth: number }>();
  for (const { genre, probability } of scores) {
    for (const [depth, name] of tree.pathOf(genre).entries()) {
      const node = nodes.get(name) ?? { probability: 0, size: 0, depth };
      nodes.set(name, { probability: node.probability + probability, size: node.size + 1, depth });
    }
  }
  const exact = Math.log(Math.max(2, scores.length));
  const ranked = Array.from(nodes, ([genre, { probability, size, depth }]) => {
    return { genre, probability, depth, expected: probability * (1 - Math.log(size) / exact) };
  }).sort(
    (a, b) =>
      b.expected - a.expected ||
      b.probability - a.probability ||
      b.depth - a.depth ||
      compareCodePoints(a.genre, b.genre),
  );
  const said: Said[] = [];
  const isApart = (a: string, b: string) => !tree.pathOf(a).includes(b) && !tree.pathOf(b).includes(a);
  for (const { genre, probability, expected } of ranked) {
    if (said.length > 0 && expected <= 0) break;
    if (said.every((one) => isApart(one.genre, genre))) said.push({ genre, probability });
  }
  return said;
}
