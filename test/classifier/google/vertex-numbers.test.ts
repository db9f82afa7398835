import type { NumberExample } from 'spotitags';
import { evaluateRegression } from 'spotitags';
import { GeminiClassifier, VertexClassifier, VertexRegressor } from 'spotitags/google';
import { describe, expect, it } from 'vitest';
import { readEstimate } from '../../../src/classifier/google/vertex/answers.ts';
import { place } from '../../../src/testing/msw/vertex.ts';
import { regressorChecks } from '../../../src/testing/regressor.ts';
import { runChecks } from '../../checks.ts';
import { profile } from '../../examples.ts';
import { enough, useFakeVertex } from '../../vertex/use-fake-vertex.ts';

const { start } = useFakeVertex();

/** As many artists as AutoML wants; those with skulls are of 1975, and those with smiles of 2005. */
const numbers: NumberExample[] = enough.map(({ genre, profile: one }) => ({
  target: genre === 'doom metal' ? 1975 : 2005,
  profile: one,
}));
const old = profile('Sleep', [{ skull: 0.9 }]);
const young = profile('Twice', [{ smile: 0.9 }]);
const blank = profile('Blank', []);

describe('VertexTrainer, given numbers', () => {
  runChecks(
    regressorChecks({
      create: async () => (await start()).trainer(),
      examples: numbers,
      unseen: { low: old, high: young },
      supports: { evidence: { no: 'An endpoint gives none.' } },
    }),
  );

  it('has AutoML train a regression, and asks it', async () => {
    const { vertex, storage, trainer } = await start();
    const regressor = await trainer().train(numbers);
    expect(regressor).toBeInstanceOf(VertexRegressor);
    const [csv = ''] = storage.objects.values();
    expect(csv.split('\n').slice(0, 2)).toEqual(['"number","tags"', '"1975","skull skull fog_0"']);
    const [pipeline] = vertex.pipelines.values();
    expect(pipeline?.trainingTaskInputs?.structValue?.fields).toMatchObject({
      targetColumn: { stringValue: 'number' },
      predictionType: { stringValue: 'regression' },
      optimizationObjective: { stringValue: 'minimize-rmse' },
    });

    const estimates = await regressor.estimate([old, blank, young], { evidence: 3 });
    expect(estimates).toEqual([
      { value: 1975, interval: [1965, 1985], evidence: [] },
      {
        value: 1990,
        interval: [1980, 2000],
        reason: 'The profile has no tags that count, so the model was asked without any.',
        evidence: [],
      },
      { value: 2005, interval: [1995, 2015], evidence: [] },
    ]);
    expect(await regressor.estimate([])).toEqual([]);
    const evaluation = await evaluateRegression(regressor, numbers.slice(0, 50));
    expect(evaluation).toMatchObject({ meanAbsoluteError: 0, coverage: 1, d2: 1 });
    await expect(regressor.estimate([{ ...old, tagger: 'b@1' }])).rejects.toThrow(
      /knows the tags of fake@1/u,
    );
    await regressor.close();
  });

  it('keeps genres apart: the same artists with genres are another run, and a classifier', async () => {
    const { vertex, trainer } = await start();
    await (await trainer().train(numbers)).close();
    const classifier = await trainer().train(enough);
    expect(classifier).toBeInstanceOf(VertexClassifier);
    expect(vertex.pipelines.size).toBe(2);
    const plan = await trainer().plan(numbers);
    expect(plan.genres).toEqual([]);
    expect(plan.steps.every(({ done }) => done)).toBe(true);
    await classifier.close();
  });

  it('refuses numbers among genres, equal numbers, and too few, before anything is made', async () => {
    const { vertex, trainer } = await start();
    const mixed = [...enough.slice(0, 2), ...numbers.slice(0, 2)];
    // @ts-expect-error examples of two kinds
    await expect(trainer().train(mixed)).rejects.toThrow(
      'The first example has a genre, and that of Doom 0 has a number. Pass examples of one kind.',
    );
    await expect(trainer().train(numbers.map((one) => ({ ...one, target: 3 })))).rejects.toThrow(
      /must differ/u,
    );
    await expect(trainer().train(numbers.map((one) => ({ ...one, target: NaN })))).rejects.toThrow(
      'The number of Doom 0 must be finite, got NaN.',
    );
    await expect(trainer().train(numbers.slice(0, 20))).rejects.toThrow(
      /at least 1000 artists with tags, got 20\. For fewer, use ridgeRegression\(\)/u,
    );
    expect(vertex.calls).toEqual([]);
  });
});

describe('an answer of a regressor', () => {
  it('is read in both spellings of the service, with an interval that contains the value', () => {
    expect(readEstimate({ value: 3, lowerBound: 1, upperBound: 2 }, 'endpoint')).toEqual({
      value: 3,
      interval: [1, 3],
    });
  });

  it.each([[{ classes: ['a'], scores: [1] }], [{ value: 3 }], [undefined]])(
    'is refused if it is %j',
    (answer) => {
      expect(() => readEstimate(answer, 'endpoint 7')).toThrow(
        /^endpoint 7 answered .* as of an AutoML regressor, got .* ask it with VertexClassifier\.$/u,
      );
    },
  );
});

it('GeminiClassifier is not a regressor, which evaluateRegression says', async () => {
  const gemini = new GeminiClassifier({ ...place, genres: ['a', 'b'] });
  // @ts-expect-error a classifier
  await expect(evaluateRegression(gemini, numbers)).rejects.toThrow(
    'not by a classifier, such as GeminiClassifier, which says genres',
  );
  await gemini.close();
});
