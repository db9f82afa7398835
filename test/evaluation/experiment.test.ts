import { describe, expect, it } from 'vitest';
import { crossValidate, logisticRegression, allTags, runExperiment } from 'spotitags';
import { separable } from '../examples.ts';

describe('runExperiment', () => {
  it('runs the grid of features and models in the same folds, best first', async () => {
    const examples = separable(6);
    const seen: number[] = [];
    const results = await runExperiment(examples, {
      n: [1, 2],
      models: ['nearest-centroid', 'logistic-regression'],
      folds: 3,
      onProgress: (done, all) => seen.push(done / all),
    });
    // (all + 3 × 2 selections) with and without titles, and titles alone, for two models.
    expect(results).toHaveLength(2 * (2 * 7 + 1));
    expect(seen).toEqual(Array.from({ length: 30 }, (_, at) => at / 30));
    const accuracies = results.map(({ evaluation }) => evaluation.accuracy);
    expect(accuracies).toEqual([...accuracies].sort((a, b) => b - a));
    expect(new Set(results.map(({ features }) => features))).toContain('distinct 2 tags + titles');
    const all = results.find(
      ({ features, model }) => features === 'all tags' && model === 'logistic-regression',
    );
    expect(all?.evaluation).toEqual(
      await crossValidate(logisticRegression({ features: [allTags()] }), examples, { folds: 3 }),
    );
  });

  it('names the models there are, when asked for another', async () => {
    await expect(runExperiment(separable(4), { models: ['oracle'] })).rejects.toThrow(
      /"oracle".*logistic-regression/,
    );
  });
});
