import { describe, expect, it } from 'vitest';
import { rowSpace } from '../../../src/classifier/fitting/row-space.ts';
import { subset } from '../../../src/classifier/fitting/samples.ts';
import { scoreRows } from '../../../src/classifier/fitting/scores.ts';
import { fitLogistic, fitter } from '../../../src/classifier/models/logistic-regression.ts';
import { dataOf, randomData } from '../rows.ts';

const fitting = { c: 10, tolerance: 1e-9, maxIterations: 5000 };

describe('rowSpace', () => {
  it('gives the fit that the columns themselves give, for any c', () => {
    const data = randomData({ artists: 30, genres: 3, columns: 200, seed: 4 });
    expect(rowSpace(data).data.columns).toBe(30);
    const fit = fitter(data);
    for (const c of [1, 10]) {
      const direct = fitLogistic(data, { ...fitting, c }).fit;
      const found = fit({ ...fitting, c });
      for (const [at, weight] of direct.weights.entries()) expect(found.weights[at]).toBeCloseTo(weight, 6);
      for (const [at, bias] of direct.bias.entries()) expect(found.bias[at]).toBeCloseTo(bias, 6);
    }
  });

  it('knows rows that are alike, empty, or the sum of others', () => {
    const matrix = [
      [1, 0, 2, 0, 1, 0, 1, 1],
      [1, 0, 2, 0, 1, 0, 1, 1],
      [0, 0, 0, 0, 0, 0, 0, 0],
      [0, 3, 0, 1, 0, 2, 0, 1],
      [1, 3, 2, 1, 1, 2, 1, 2],
    ];
    const data = dataOf(matrix, [0, 0, 0, 1, 1]);
    expect(rowSpace(data).data.columns).toBe(5);
    const direct = scoreRows(data.rows, fitLogistic(data, fitting).fit);
    const found = scoreRows(data.rows, fitter(data)(fitting));
    for (const [at, score] of direct.entries()) expect(found[at]).toBeCloseTo(score, 6);
  });

  it('leaves many rows as they are, and chosen rows of many are few', () => {
    const data = randomData({ artists: 300, genres: 2, columns: 40, seed: 4 });
    expect(rowSpace(data).data).toBe(data);
    expect(rowSpace(subset(data, Uint32Array.of(0, 1, 298, 299))).data.columns).toBe(4);
  });
});
