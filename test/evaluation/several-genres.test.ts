import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  type LabeledPrediction,
  crossValPredict,
  evaluateGenres,
  evaluatePredictions,
  genreMap,
  nearestCentroid,
} from 'spotitags';
import { separable } from '../examples.ts';

interface Reference {
  readonly parents: Readonly<Record<string, string>>;
  readonly artists: readonly {
    readonly genres: string[];
    readonly scores: Readonly<Record<string, number>>;
  }[];
  readonly figures: readonly {
    readonly level: number | null;
    readonly atK: readonly { k: number; precision: number; recall: number; f1: number }[];
    readonly rankingLoss: number;
    readonly genres: readonly { genre: string; calibrationError: number }[];
  }[];
}
const reference = JSON.parse(
  await readFile(new URL('../fixtures/sklearn/several-genres.json', import.meta.url), 'utf8'),
) as Reference;

const predict = (truth: readonly string[], chances: Readonly<Record<string, number>>): LabeledPrediction => {
  const scores = Object.entries(chances)
    .map(([genre, probability]) => ({ genre, probability }))
    .sort((a, b) => b.probability - a.probability);
  const genre = scores[0]?.genre ?? null;
  const own = scores.find((score) => truth.includes(score.genre))?.genre ?? truth[0] ?? '';
  return { genre: own, genres: truth, prediction: { genre, scores, calibrated: true } };
};
const predictions = reference.artists.map(({ genres, scores }) => predict(genres, scores));
const map = genreMap([
  { name: 'rock' },
  { name: 'metal', parent: 'rock' },
  ...['death metal', 'doom metal', 'punk'].map((name) => ({ name, parent: reference.parents[name] ?? '' })),
]);

describe.each(reference.figures)(
  'figures at level $level are those of scikit-learn',
  ({ level, ...expected }) => {
    const found = evaluateGenres(predictions, level === null ? {} : { genreMap: map, level });

    it('precision, recall and F1 at k', () => {
      for (const [at, figures] of expected.atK.entries()) {
        expect(found.atK[at]?.k).toBe(figures.k);
        for (const name of ['precision', 'recall', 'f1'] as const)
          expect(found.atK[at]?.[name], `${name} at ${figures.k}`).toBeCloseTo(figures[name], 10);
      }
    });

    it('ranking loss', () => {
      expect(found.rankingLoss).toBeCloseTo(expected.rankingLoss, 10);
    });

    it('calibration of each genre', () => {
      expect(found.genres.map(({ genre }) => genre)).toEqual(expected.genres.map(({ genre }) => genre));
      for (const [at, { calibrationError }] of expected.genres.entries())
        expect(found.genres[at]?.calibrationError).toBeCloseTo(calibrationError, 10);
      const sum = expected.genres.reduce((all, { calibrationError }) => all + calibrationError, 0);
      expect(found.calibrationError).toBeCloseTo(sum / expected.genres.length, 10);
      expect(found.genres.reduce((all, { artists }) => all + artists, 0)).toBeCloseTo(
        reference.artists.length,
        9,
      );
    });
  },
);

describe('evaluations at a level of the tree', () => {
  const one = (genre: string, chances: Readonly<Record<string, number>>) => ({
    ...predict([genre], chances),
    genre,
  });
  const said = [
    one('doom metal', { 'doom metal': 0.3, 'death metal': 0.45, punk: 0.25 }),
    one('death metal', { 'doom metal': 0.5, 'death metal': 0.3, punk: 0.2 }),
    one('punk', { 'doom metal': 0.6, 'death metal': 0.1, punk: 0.3 }),
    one('jazz', { 'doom metal': 0.6, 'death metal': 0.1, punk: 0.3 }),
    one('metal', { 'doom metal': 0.6, 'death metal': 0.1, punk: 0.3 }),
  ];

  it('count a parent as its children', () => {
    expect(evaluatePredictions(said).accuracy).toBe(0);
    const atTwo = evaluatePredictions(said, { genreMap: map, level: 2 });
    expect(atTwo.confusion.genres).toEqual(['jazz', 'metal', 'punk']);
    expect(atTwo.accuracy).toBe(0.6);
    expect(evaluatePredictions(said, { genreMap: map, level: 1 }).accuracy).toBe(0.8);
    expect(atTwo.logLoss).toBeCloseTo(
      -(Math.log(0.75) + Math.log(0.8) + Math.log(0.3) + Math.log(Number.EPSILON) + Math.log(0.7)) / 5,
      9,
    );
    expect(() => evaluatePredictions(said, { level: 1 })).toThrow('A level needs a tree');
  });

  it('tell mistakes among siblings from the rest', () => {
    expect(evaluateGenres(said, { genreMap: map }).siblings).toEqual({
      mistakes: 5,
      amongSiblings: 2,
      aboveOrBelow: 1,
      groups: [
        {
          parent: 'metal',
          genres: ['death metal', 'doom metal'],
          counts: [
            [0, 1],
            [1, 0],
          ],
        },
      ],
      others: [
        { genre: 'jazz', said: 'doom metal', artists: 1 },
        { genre: 'punk', said: 'doom metal', artists: 1 },
      ],
    });
    expect(evaluateGenres(said).siblings).toBeUndefined();
  });

  it('take what was predicted in folds', async () => {
    const found = evaluateGenres(await crossValPredict(nearestCentroid(), separable(5)), { k: [1] });
    expect(found).toMatchObject({
      artists: 10,
      atK: [{ k: 1, precision: 1, recall: 1, f1: 1 }],
      rankingLoss: 0,
    });
    expect(() => evaluateGenres([])).toThrow('There are no artists');
    expect(() => evaluateGenres(said, { k: [0] })).toThrow('k must be a whole number');
  });
});
