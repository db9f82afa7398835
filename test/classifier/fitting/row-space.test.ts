import { describe, expect, it } from 'vitest';
import { rowSpace } from '../../../src/classifier/fitting/row-space.ts';
import { subset } from '../../../src/classifier/fitting/samples.ts';
import { scoreRows } from '../../../src/classifier/fitting/scores.ts';
import { fitLogistic } from '../../../src/classifier/models/logistic-regression.ts';
import { dataOf, randomData } from '../rows.ts';

const fitting = { c: 10, tolerance: 1e-9, maxIterations: 5000 };

describe('rowSpace', () => {
  it('gives the fit that the columns themselves give, to all rows and to some', () => {
    const data = randomData({ artists: 30, genres: 3, columns: 200, seed: 4 });
    const space = rowSpace(data);
    expect(space.data.columns).toBe(30);
    const some = Uint32Array.from(data.labels.keys()).filter((at) => at % 4 > 0);
    for (const rows of [Uint32Array.from(data.labels.keys()), some]) {
      const direct = fitLogistic(subset(data, rows), fitting).fit;
      const found = space.expand(fitLogistic(subset(space.data, rows), fitting).fit);
      for (const [at, weight] of direct.weights.entries()) expect(found.weights[at]).toBeCloseTo(weight, 5);
      for (const [at, bias] of direct.bias.entries()) expect(found.bias[at]).toBeCloseTo(bias, 5);
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
    const space = rowSpace(data);
    expect(space.data.columns).toBe(5);
    const direct = scoreRows(data.rows, fitLogistic(data, fitting).fit);
    const found = scoreRows(data.rows, space.expand(fitLogistic(space.data, fitting).fit));
    for (const [at, score] of direct.entries()) expect(found[at]).toBeCloseTo(score, 6);
  });

  it('leaves rows as they are if they are many, for their number of columns', () => {
    const data = randomData({ artists: 300, genres: 2, columns: 40, seed: 4 });
    expect(rowSpace(data).data).toBe(data);
  });
});
