import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type GenreExample,
  aggregateGenres,
  assignFolds,
  crossValPredict,
  crossValidate,
  evaluatePredictions,
  nearestCentroid,
  readCsv,
  readGenreDataset,
  splitExamples,
  writeCsv,
  writeDataset,
} from 'spotitags';
import { labeled } from '../../src/evaluation/labeled-prediction.ts';
import { example, profile, separable } from '../examples.ts';
import { folderOf } from '../files.ts';

const both = (name: string): GenreExample => ({
  genres: ['doom metal', 'k-pop'],
  profile: profile(name, [
    { skull: 0.9, smile: 0.9, dark: 0.7 },
    { skull: 0.8, smile: 0.8 },
  ]),
});
const examples: GenreExample[] = [...separable(6), ...['A', 'B', 'C', 'D'].map(both)];

describe('artists with several genres', () => {
  it('count in each genre, in sums and in keyness', () => {
    const tags = aggregateGenres(examples);
    expect(tags.top('doom metal', 1)[0]).toMatchObject({ name: 'skull', artists: 10 });
    expect(tags.top('k-pop', 9).find(({ name }) => name === 'skull')).toMatchObject({ artists: 4 });
    expect(tags.keyness('k-pop', 9).find(({ name }) => name === 'skull')?.logOdds).toBeLessThan(0);
    const repeated = examples.flatMap((one) =>
      (one.genres ?? [one.genre]).map((genre): GenreExample => ({ genre, profile: one.profile })),
    );
    expect(tags.keyness('doom metal', 9)).toEqual(aggregateGenres(repeated).keyness('doom metal', 9));
  });

  it('are a row of CSV with a cell of genres, and come back', async () => {
    const path = join(await folderOf({}), 'examples.csv');
    await writeCsv(path, examples);
    expect(await readFile(path, 'utf8')).toContain('"doom metal; k-pop","');
    const read: GenreExample[] = [];
    for await (const one of readCsv(path, { tagger: 'fake@1' })) read.push(one);
    expect(read.map(({ genre, genres }) => genres ?? genre)).toEqual(
      examples.map(({ genre, genres }) => genres ?? genre),
    );
    await expect(writeCsv(path, [example('a;b', 'A')])).rejects.toThrow('";" separates genres there');
  });

  it('are read from a dataset', async () => {
    const path = join(await folderOf({}), 'dataset.jsonl');
    await writeDataset(path, 'fake@1', examples);
    const read: GenreExample[] = [];
    for await (const one of readGenreDataset(path)) read.push(one);
    expect(read).toEqual(examples);
    await writeDataset(path, 'fake@1', [{ target: 1970, profile: profile('A', []) }]);
    await expect(readGenreDataset(path).next()).rejects.toThrow('this one has a number');
  });

  it('are on one side of folds and splits, and rare genres are in different folds', () => {
    const rare = ['R', 'S'].map((name): GenreExample => ({
      genres: ['drone', 'k-pop'],
      profile: profile(name, []),
    }));
    const folds = assignFolds([...examples, ...rare], { folds: 2 });
    expect(new Set(folds.slice(-2)).size).toBe(2);
    const { training, test } = splitExamples(examples);
    expect(training.length + test.length).toBe(examples.length);
    const names = new Set(training.map(({ profile: { artist } }) => artist.name));
    expect(test.some(({ profile: { artist } }) => names.has(artist.name))).toBe(false);
  });

  it('are predicted right if one of their genres is said, and lose by all of them', async () => {
    const prediction = {
      genre: 'b',
      calibrated: true,
      scores: [
        { genre: 'b', probability: 0.5 },
        { genre: 'a', probability: 0.3 },
        { genre: 'c', probability: 0.2 },
      ],
    };
    const evaluation = evaluatePredictions([labeled(['a', 'B'], prediction), labeled(['c'], prediction)]);
    expect(evaluation.accuracy).toBe(0.5);
    expect(evaluation.logLoss).toBeCloseTo(-((Math.log(0.5) + Math.log(0.3)) / 2 + Math.log(0.2)) / 2, 12);

    const predictions = await crossValPredict(nearestCentroid(), examples);
    expect(predictions).toHaveLength(examples.length);
    expect(predictions.filter(({ genres }) => genres)).toHaveLength(4);
    expect((await crossValidate(nearestCentroid(), examples)).accuracy).toBe(1);
  });
});
