import { SpotiTagsError, wholeNumber } from '../errors.ts';
import type { GenreMap } from '../tags/genre-map.ts';
import type { LabeledPrediction } from './labeled-prediction.ts';

/** At which level of a tree predictions are judged. */
export interface LevelOptions {
  /** The tree. Genres that it does not know are roots. @default none */
  readonly genreMap?: GenreMap;
  /** 1 for roots, 2 for their children, and so on. A genre above it is judged as it is. @default genres as they are */
  readonly level?: number;
}

/**
 * True and predicted genres at a level of the tree: a parent's probability is the sum of its children's.
 * @throws SpotiTagsError `invalid-input` for a level without a map.
 */
export function predictionsAtLevel(
  given: readonly LabeledPrediction[],
  { genreMap, level }: LevelOptions,
): readonly LabeledPrediction[] {
  if (level === undefined) return given;
  wholeNumber('level', level);
  if (!genreMap)
    throw new SpotiTagsError(
      'invalid-input',
      'A level needs a tree: pass genreMap too, such as await readGenreMap(path).',
    );
  const above = (name: string) => genreMap.pathOf(name)[level - 1] ?? genreMap.find(name) ?? name;
  return given.map(({ genre, genres, prediction }) => {
    const sums = new Map<string, number>();
    for (const score of prediction.scores) {
      const name = above(score.genre);
      sums.set(name, (sums.get(name) ?? 0) + score.probability);
    }
    const scores = Array.from(sums, ([name, probability]) => ({ genre: name, probability }));
    scores.sort((a, b) => b.probability - a.probability);
    const said = prediction.genre === null ? null : (scores[0]?.genre ?? null);
    const all = [...new Set((genres ?? [genre]).map(above))];
    const truth = said !== null && all.includes(said) ? said : above(genre);
    return {
      genre: truth,
      ...(all.length > 1 && { genres: all }),
      prediction: { ...prediction, genre: said, scores },
    };
  });
}
