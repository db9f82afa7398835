import { describe, expect, it } from 'vitest';
import { type GenreExample, logisticRegression, naiveBayes, nearestCentroid } from 'spotitags';
import { fitCalibration, lossesOf } from '../../../src/classifier/fitting/calibration.ts';
import {
  type LabeledRows,
  dealFolds,
  foldsOf,
  heldOutRows,
  holdable,
  sharedColumns,
  sharesOf,
  subset,
} from '../../../src/classifier/fitting/samples.ts';
import { scoreRows } from '../../../src/classifier/fitting/scores.ts';
import { fitLogistic } from '../../../src/classifier/models/logistic-regression.ts';
import {
  complementLeaveOneOut,
  fitComplement,
  fitMultinomial,
  multinomialLeaveOneOut,
} from '../../../src/classifier/models/naive-bayes.ts';
import { centroidLeaveOneOut, fitCentroids } from '../../../src/classifier/models/nearest-centroid.ts';
import { seededRandom } from '../../../src/util/random.ts';
import { profile } from '../../examples.ts';
import { dataOf } from '../rows.ts';

/** 24 artists at unit length; every third one has two genres. */
function severalData(): LabeledRows {
  const random = seededRandom(3);
  const artists = Array.from({ length: 24 }, (_, artist) => {
    const genres = artist % 3 === 0 ? [0, 1 + ((artist / 3) % 2)] : [artist % 3];
    const row = Array.from({ length: 6 }, (__, column) => random() * (genres.includes(column % 3) ? 3 : 1));
    const length = Math.hypot(...row);
    return { artist, genres, row: row.map((value) => value / length) };
  });
  const rows = artists
    .flatMap(({ artist, genres, row }) =>
      genres.map((label) => ({ artist, label, row, weight: 1 / genres.length })),
    )
    .sort((a, b) => a.label - b.label);
  return {
    ...dataOf(
      rows.map(({ row }) => row),
      rows.map(({ label }) => label),
    ),
    several: {
      artists: Int32Array.from(rows, ({ artist }) => artist),
      weights: Float64Array.from(rows, ({ weight }) => weight),
    },
  };
}

const data = severalData();
const all = Uint32Array.from(data.labels.keys());
const artistOf = (at: number) => data.several?.artists[at];
const alpha = 0.3;

describe.each([
  [
    'complement naive Bayes',
    (chosen: Uint32Array) => complementLeaveOneOut(data, { alpha }, chosen),
    (part: LabeledRows) => fitComplement(part, { alpha }),
  ],
  [
    'multinomial naive Bayes',
    (chosen: Uint32Array) => multinomialLeaveOneOut(data, { alpha }, chosen),
    (part: LabeledRows) => fitMultinomial(part, { alpha }),
  ],
  ['nearest centroid', (chosen: Uint32Array) => centroidLeaveOneOut(data, chosen), fitCentroids],
] as const)('leave-one-out of %s', (_, leaveOneOut, fit) => {
  it('leaves out all rows of an artist with several genres', () => {
    const chosen = all.filter((at) => at % 5 === 0);
    const { scores, weights } = leaveOneOut(chosen);
    for (const [row, at] of chosen.entries()) {
      const others = all.filter((other) => artistOf(other) !== artistOf(at));
      const expected = scoreRows(subset(data, Uint32Array.of(at)).rows, fit(subset(data, others)));
      expect(weights?.[row]).toBe(data.several?.weights[at]);
      for (const [genre, score] of expected.entries())
        expect(scores[row * data.genres + genre]).toBeCloseTo(score, 9);
    }
  });
});

it('logistic regression counts a row of weight ½ twice as one of weight 1', () => {
  const fitting = { c: 3, tolerance: 1e-7, maxIterations: 500 };
  const twice = (at: number) => (data.several?.weights[at] === 1 ? [at, at] : [at]);
  const repeated = Uint32Array.from(Array.from(all).flatMap(twice));
  const { rows, labels, genres, columns } = subset(data, repeated);
  const expected = fitLogistic({ rows, labels, genres, columns }, { ...fitting, c: 1.5 }).fit;
  const { fit } = fitLogistic(data, fitting);
  for (const [at, weight] of expected.weights.entries()) expect(fit.weights[at]).toBeCloseTo(weight, 4);
});

it('calibration, shares and losses count rows by their weights', () => {
  expect(sharesOf(data).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  const weights = Float64Array.of(0.5, 0.5, 1);
  const prior = [0.5, 0.5];
  const held = { scores: Float64Array.of(0, 1, 0, 1, 0, 1), labels: Int32Array.of(0, 1, 1), weights };
  const repeated = { scores: Float64Array.of(0, 1, 0, 1, 0, 1, 0, 1), labels: Int32Array.of(0, 1, 1, 1) };
  expect(fitCalibration(held, prior).logLoss).toBeCloseTo(fitCalibration(repeated, prior).logLoss, 9);
  const { calibration } = fitCalibration(repeated, prior);
  const sum = (losses: Float64Array) => losses.reduce((a, b) => a + b, 0);
  expect(sum(lossesOf(held, calibration))).toBeCloseTo(sum(lossesOf(repeated, calibration)) / 2, 12);
});

it('an artist with several genres is in one fold', () => {
  for (const folds of [dealFolds(all, data, 5), foldsOf(data, heldOutRows(data), 5)]) {
    const foldOf = new Map<number | undefined, number | undefined>();
    for (const at of all) {
      const artist = artistOf(at);
      if (foldOf.has(artist)) expect(folds[at]).toBe(foldOf.get(artist));
      foldOf.set(artist, folds[at]);
    }
  }
});

it('an artist is held out with all genres or not at all, and shares no tag with itself', () => {
  const rows = dataOf(
    [
      [1, 0],
      [1, 0],
      [1, 1],
      [1, 1],
    ],
    [0, 0, 0, 1],
  );
  const one = { artists: Int32Array.of(0, 1, 2, 2), weights: Float64Array.of(1, 1, 0.5, 0.5) };
  expect([...holdable({ ...rows, several: one })]).toEqual([0, 1]);
  expect([...sharedColumns({ ...rows, several: one })]).toEqual([1, 0]);
  expect([...sharedColumns(rows)]).toEqual([1, 1]);
});

/** Artists of two genres that tags tell apart, and artists of both. */
function mixed(): GenreExample[] {
  const tags = { doom: { skull: 0.9, fog: 0.6 }, pop: { smile: 0.9, pastel: 0.7 } };
  const cover = (at: number, ...names: ('doom' | 'pop')[]) =>
    Object.assign({ dark: 0.5 + at / 100 }, ...names.map((name) => tags[name])) as Record<string, number>;
  return Array.from({ length: 10 }, (_, at): GenreExample[] => [
    { genre: 'doom', profile: profile(`Doom ${at}`, [cover(at, 'doom')]) },
    { genre: 'pop', profile: profile(`Pop ${at}`, [cover(at, 'pop')]) },
    { genres: ['doom', 'pop'], profile: profile(`Both ${at}`, [cover(at, 'doom', 'pop')]) },
  ]).flat();
}

describe.each([
  ['logistic regression', logisticRegression()],
  ['naive Bayes', naiveBayes()],
  ['nearest centroid', nearestCentroid()],
])('%s', (_, trainer) => {
  it('learns from artists with several genres, in any order of examples and genres', async () => {
    const model = await trainer.train(mixed());
    const reversed = mixed()
      .reverse()
      .map((example): GenreExample => (example.genres ? { ...example, genres: ['pop', 'doom'] } : example));
    expect(JSON.stringify(await trainer.train(reversed))).toBe(JSON.stringify(model));
    const cover = { skull: 0.9, fog: 0.6, smile: 0.9, pastel: 0.7, dark: 0.55 };
    const [both, doom] = await model.classify([
      profile('X', [cover]),
      profile('Y', [{ skull: 0.9, fog: 0.6, dark: 0.55 }]),
    ]);
    expect(doom?.genre).toBe('doom');
    expect(Math.abs((both?.scores[0]?.probability ?? 0) - 0.5)).toBeLessThan(0.25);
    expect(doom?.scores[0]?.probability).toBeGreaterThan(both?.scores[0]?.probability ?? 1);
  });

  it('makes the same model of one genre in a list', async () => {
    const one = mixed().filter(({ genre }) => genre !== undefined);
    const listed = one.map(({ genre = '', profile: ofArtist }): GenreExample => ({
      genres: [genre],
      profile: ofArtist,
    }));
    expect(JSON.stringify(await trainer.train(listed))).toBe(JSON.stringify(await trainer.train(one)));
  });
});
