import { readFile } from 'node:fs/promises';
import {
  type ArtistProfile,
  type NumberExample,
  type RegressionTrainer,
  type Regressor,
  crossValidateRegression,
  evaluateRegression,
  nearestCentroid,
  ridgeRegression,
} from 'spotitags';
import { describe, expect, it } from 'vitest';
import { seededRandom, shuffle } from '../../src/util/random.ts';
import { profile, separable } from '../examples.ts';

interface Problem {
  readonly targets: readonly number[];
  readonly leftOut: readonly number[];
  readonly figures: Readonly<Record<string, number>>;
}
const text = await readFile(new URL('../fixtures/sklearn/ridge.json', import.meta.url), 'utf8');
const { problems } = JSON.parse(text) as { problems: Problem[] };

/** Says what it is told of each artist, give or take 1. */
function told(values: ReadonlyMap<string, number>): Regressor {
  return {
    coverage: 0.9,
    estimate: (profiles) =>
      Promise.resolve(
        profiles.map(({ artist }) => {
          const value = values.get(artist.name) ?? NaN;
          return { value, interval: [value - 1, value + 1] as const };
        }),
      ),
  };
}

function numbered(targets: readonly number[]): NumberExample[] {
  return targets.map((target, at) => ({ target, profile: profile(`Artist ${at}`, []) }));
}

describe('evaluateRegression', () => {
  it('has the figures of scikit-learn', async () => {
    for (const { targets, leftOut, figures } of problems) {
      const regressor = told(new Map(leftOut.map((value, at) => [`Artist ${at}`, value])));
      const found = await evaluateRegression(regressor, numbered(targets));
      expect(found.examples).toBe(targets.length);
      for (const [name, value] of Object.entries(figures))
        expect(found[name as 'r2'], name).toBeCloseTo(value, 6);
    }
  });

  it('has the median beside it, and the share of numbers in their intervals', async () => {
    const regressor = told(new Map([1, 2, 3, 9].map((value, at) => [`Artist ${at}`, value])));
    expect(await evaluateRegression(regressor, numbered([1, 2, 4, 5]))).toEqual({
      artists: 4,
      examples: 4,
      meanAbsoluteError: 1.25,
      medianAbsoluteError: 0.5,
      rootMeanSquaredError: Math.sqrt(17 / 4),
      r2: 1 - 17 / 10,
      d2: 1 - 1.25 / 1.5,
      coverage: 0.75,
      coverageInterval: [expect.closeTo(0.3006, 3), expect.closeTo(0.9544, 3)],
      intervalLength: 2,
      baseline: {
        value: 3,
        meanAbsoluteError: 1.5,
        medianAbsoluteError: 1.5,
        rootMeanSquaredError: Math.sqrt(10 / 4),
        r2: 0,
      },
    });
  });

  it('refuses a regressor that does not answer each profile', async () => {
    const regressor = told(new Map([['Artist 0', 1]]));
    const forgetful = {
      ...regressor,
      estimate: async (profiles: readonly ArtistProfile[]) => (await regressor.estimate(profiles)).slice(1),
    };
    await expect(evaluateRegression(forgetful, numbered([1, 2]))).rejects.toThrow(
      'The model gave 1 answer for 2 profiles. `estimate` must give one per profile, in their order.',
    );
  });

  it('refuses no examples, and a classifier', async () => {
    await expect(evaluateRegression(told(new Map()), [])).rejects.toThrow('There is nothing to evaluate.');
    const classifier = await nearestCentroid().train(separable());
    // @ts-expect-error a classifier
    await expect(evaluateRegression(classifier, numbered([1, 2]))).rejects.toThrow(
      /by a regressor, such as loadRegressor\(text\), and not by a classifier, such as GeminiClassifier/u,
    );
  });
});

describe('crossValidateRegression', () => {
  it('estimates each artist by a model that has seen no album of the artist', async () => {
    const albums = Array.from({ length: 40 }, (_, at): NumberExample => {
      const one = profile(`Artist ${Math.floor(at / 4)}`, [{ skull: 0.5 }]);
      return { target: at, profile: one };
    });
    const seen: number[] = [];
    const trainer: RegressionTrainer = {
      async train(examples) {
        const names = new Set<string>();
        for await (const { profile: one } of examples) names.add(one.artist.name);
        return {
          coverage: 0.9,
          estimate(profiles) {
            seen.push(profiles.filter(({ artist }) => names.has(artist.name)).length);
            expect(names.size).toBe(8);
            return Promise.resolve(profiles.map(() => ({ value: 0, interval: [-1, 1] as const })));
          },
        };
      },
    };
    const { artists, examples } = await crossValidateRegression(trainer, albums);
    expect({ artists, examples, seen }).toEqual({ artists: 10, examples: 40, seen: [0, 0, 0, 0, 0] });
  });

  it('finds what follows from the covers, the same in any order, and says how far it is', async () => {
    const random = seededRandom(5);
    const examples = Array.from({ length: 80 }, (_, at): NumberExample => {
      const age = random();
      return { target: 100 * age, profile: profile(`Artist ${at}`, [{ sepia: age, neon: 1 - age }]) };
    });
    const progress: [number, number][] = [];
    const onProgress = (done: number, all: number) => progress.push([done, all]);
    const found = await crossValidateRegression(ridgeRegression(), examples, { folds: 4, onProgress });
    expect(found.d2).toBeGreaterThan(0.5);
    expect(found.baseline.meanAbsoluteError).toBeGreaterThan(2 * found.meanAbsoluteError);
    expect(progress).toEqual([
      [0, 4],
      [1, 4],
      [2, 4],
      [3, 4],
    ]);
    const again = await crossValidateRegression(ridgeRegression(), shuffle(examples, random), { folds: 4 });
    expect(again.coverage).toBe(found.coverage);
    expect(again.meanAbsoluteError).toBeCloseTo(found.meanAbsoluteError, 9);
  });

  it('refuses a single artist', async () => {
    await expect(crossValidateRegression(ridgeRegression(), numbered([1]))).rejects.toThrow(
      /two or more with a number are needed, and there are 1/u,
    );
  });
});
