import { SpotiTagsError } from '../errors.ts';
import type { Prediction } from '../model.ts';
import { GenreNames, genreKey } from '../tags/genres.ts';
import { counted } from '../util/plural.ts';

/** One artist's true genre, and what was predicted. */
export interface LabeledPrediction {
  /** Of several genres the one that was said, or the likeliest of them: saying one of them is right. */
  readonly genre: string;
  /** All genres of an artist with several. Their log loss is the mean of all. */
  readonly genres?: readonly string[];
  readonly prediction: Prediction;
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

/**
 * @param method - of the model.
 * @throws SpotiTagsError `service` if a model did not answer each profile: the rest would count for the wrong artists.
 */
export function checkAnswers(method: 'classify' | 'estimate', answers: number, profiles: number): void {
  if (answers === profiles) return;
  throw new SpotiTagsError(
    'service',
    `The model gave ${counted(answers, 'answer')} for ${counted(profiles, 'profile')}. \`${method}\` must give one per profile, in ` +
      'their order.',
  );
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

/** Names of one genre, as the model and the examples spell it, in one spelling. */
export function inOneSpelling(predictions: readonly LabeledPrediction[]): readonly LabeledPrediction[] {
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
