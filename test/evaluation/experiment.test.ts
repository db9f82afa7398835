import { describe, expect, it } from 'vitest';
import {
  allTags,
  crossValidate,
  distinctTags,
  logisticRegression,
  nearestCentroid,
  runExperiment,
  titleWords,
  topTags,
} from 'spotitags';
import { modelNames, trainerNamed } from '../../src/evaluation/experiment.ts';
import { featureNames, parseFeatures } from '../../src/classifier/features/feature-names.ts';
import { separable } from '../examples.ts';

function rounded(evaluation: unknown): unknown {
  const short = (_: string, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(5)) : value);
  return JSON.parse(JSON.stringify(evaluation, short));
}

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
    // (all + 3 × 2 selections) with and without titles, and titles alone, for two models; equal settings are one row.
    const settings = results.flatMap(({ features, equalFeatures }) => [features, ...equalFeatures]);
    expect(settings).toHaveLength(2 * (2 * 7 + 1));
    expect(new Set(settings).size).toBe(2 * 7 + 1);
    expect(seen).toHaveLength(results.length);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen[0]).toBe(0);
    const accuracies = results.map(({ evaluation }) => evaluation.accuracy);
    expect(accuracies).toEqual([...accuracies].sort((a, b) => b - a));
    expect(settings).toContain('distinct:2,titles');
  });

  it('runs equal settings once if no artist has a title', async () => {
    const untitled = separable(4).map(({ genre, profile }) => ({
      genre,
      profile: { ...profile, albums: profile.albums.map((album) => ({ ...album, title: '' })) },
    }));
    const results = await runExperiment(untitled, { n: [2], folds: 2, models: ['nearest-centroid'] });
    const all = results.find(({ features }) => features === 'tags');
    expect(all?.equalFeatures).toContain('tags,titles');
  });

  it('measures what crossValidate measures, with trainers that train such models', async () => {
    const examples = separable(6);
    const options = { folds: 3, seed: 4 };
    const results = await runExperiment(examples, { n: [2], ...options });
    const found = (settings: string, kind: string) =>
      results.find(
        ({ features, equalFeatures, model }) =>
          model === kind && [features, ...equalFeatures].includes(settings),
      );
    const cells = [
      [found('tags', 'logistic-regression'), logisticRegression({ features: [allTags()] })],
      [found('top:2,titles', 'nearest-centroid'), nearestCentroid({ features: [topTags(2), titleWords()] })],
      [found('distinct:2', 'nearest-centroid'), nearestCentroid({ features: [distinctTags(2)] })],
    ] as const;
    for (const [result, trainer] of cells) {
      const { byCovers, ...whole } = await crossValidate(trainer, examples, options);
      expect(byCovers?.at(-1)?.accuracy).toBe(whole.accuracy);
      // A model is written with six decimals.
      expect(rounded(result?.evaluation)).toEqual(rounded(whole));
    }
    const [[best, trainer]] = cells;
    expect(JSON.stringify(await best?.trainer.train(examples))).toBe(
      JSON.stringify(await trainer.train(examples)),
    );
  });

  it('runs settings once that give the same features in every fold', async () => {
    // Each genre has tags of its own alone, and fewer than 100.
    const results = await runExperiment(separable(6), {
      n: [100, 200],
      models: ['nearest-centroid'],
      folds: 3,
    });
    const all = ['100', '200'].flatMap((n) => [`top:${n}`, `distinct:${n}`, `key:${n}`]);
    expect(results.map(({ features, equalFeatures }) => [features, ...equalFeatures])).toEqual(
      expect.arrayContaining([
        ['tags', ...all],
        ['tags,titles', ...all.map((name) => `${name},titles`)],
        ['titles'],
      ]),
    );
    expect(results).toHaveLength(3);
  });

  it('runs titles of examples without albums, which say nothing', async () => {
    const bare = separable(4).map((one) => ({ ...one, profile: { ...one.profile, albums: [] } }));
    const results = await runExperiment(bare, { n: [1], models: ['nearest-centroid'], folds: 2 });
    const titles = results.find(({ features }) => features === 'titles');
    expect(titles?.evaluation).toMatchObject({ artists: 8, accuracy: 0 });
    expect(titles?.evaluation.logLoss).toBeCloseTo(Math.log(2), 9);
  });

  it('reads examples one by one', async () => {
    async function* oneByOne() {
      yield* separable(4);
      await Promise.resolve();
    }
    const options = { n: [2], models: ['nearest-centroid'], folds: 2 };
    const [streamed, given] = [
      await runExperiment(oneByOne(), options),
      await runExperiment(separable(4), options),
    ];
    expect(streamed.map(({ evaluation }) => evaluation)).toEqual(given.map(({ evaluation }) => evaluation));
  });

  it('ends between two runs if it is aborted', async () => {
    const controller = new AbortController();
    const run = runExperiment(separable(6), {
      signal: controller.signal,
      onProgress: (done) => {
        if (done === 2)
          setTimeout(() => {
            controller.abort(new Error('enough'));
          }, 0);
      },
    });
    await expect(run).rejects.toThrow('enough');
  });

  it('names the models there are, when asked for another', async () => {
    await expect(runExperiment(separable(4), { models: ['oracle'] })).rejects.toThrow(
      /"oracle".*logistic-regression/,
    );
    expect(() => trainerNamed('oracle')).toThrow(modelNames.join(', '));
  });
});

describe('parseFeatures', () => {
  it('reads the names that an experiment prints', () => {
    for (const name of ['tags', 'top:25', 'distinct:10,titles', 'key:50,titles,decades', 'titles']) {
      expect(featureNames(parseFeatures(name))).toBe(name);
    }
    expect(parseFeatures(' top:50 , titles ')).toEqual([topTags(50), titleWords()]);
  });

  it.each(['tag', 'top', 'top:x', 'tags:3', 'titles:2', '', 'top:-1', 'top:1e3'])('refuses %j', (name) => {
    expect(() => parseFeatures(name)).toThrow(/There is no feature .*top:N/);
  });
});
