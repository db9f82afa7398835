import { largestOf, compareCodePoints } from '../../util/order.ts';
import type { SpotiTagsError } from '../../errors.ts';
import type { Prediction } from '../../model.ts';

/** A genre and the number that a service gave it. */
export type GivenScore = readonly [genre: string, score: number];

/**
 * What a service said, as a prediction: scores are made to sum to one, and a genre that was left out has none.
 *
 * @param fail - makes the error for scores that are not probabilities.
 */
export function predictionOf(
  given: readonly GivenScore[],
  genres: readonly string[],
  fail: (reason: string) => SpotiTagsError,
): Prediction {
  const scores = new Map<string, number>();
  for (const [genre, score] of given) {
    if (scores.has(genre)) throw fail(`it scores ${JSON.stringify(genre)} twice`);
    if (!(score >= 0 && score < Infinity)) throw fail(`it gives ${JSON.stringify(genre)} the score ${score}`);
    scores.set(genre, score);
  }
  const highest = largestOf(scores.values());
  if (!(highest > 0)) throw fail('no genre has a score above 0');
  // Divided by the highest first: a sum of numbers that are finite need not be.
  const sum = [...scores.values()].reduce((total, score) => total + score / highest, 0);
  const ranked = genres
    .map((genre) => ({ genre, probability: (scores.get(genre) ?? 0) / highest / sum }))
    .sort((a, b) => b.probability - a.probability || compareCodePoints(a.genre, b.genre));
  return { genre: ranked[0]?.genre ?? null, scores: ranked, calibrated: false };
}

/** For a profile that has nothing to judge by, or that the service does not judge. */
export function cannotTell(
  genres: readonly string[],
  reason = 'The profile has nothing to judge by.',
): Prediction {
  const probability = 1 / genres.length;
  return { genre: null, reason, scores: genres.map((genre) => ({ genre, probability })), calibrated: false };
}
