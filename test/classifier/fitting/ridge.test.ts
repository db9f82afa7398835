import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { RowsBuilder } from '../../../src/classifier/features/rows.ts';
import { conjugateRidge } from '../../../src/classifier/fitting/conjugate-ridge.ts';
import { type NumberRows, rowTimes } from '../../../src/classifier/fitting/number-rows.ts';
import { chooseAlpha, fitRidge } from '../../../src/classifier/fitting/ridge.ts';
import { seededRandom } from '../../../src/util/random.ts';

const list = v.array(v.number());
const fixture = v.object({
  problems: v.array(
    v.object({
      name: v.string(),
      alpha: v.number(),
      rows: v.array(list),
      targets: list,
      artists: list,
      weights: list,
      intercept: v.number(),
      leftOut: list,
    }),
  ),
});
const text = await readFile(new URL('../../fixtures/sklearn/ridge.json', import.meta.url), 'utf8');
const { problems } = v.parse(fixture, JSON.parse(text));

function dataOf(
  matrix: readonly (readonly number[])[],
  targets: readonly number[],
  artists: readonly number[] = [...targets.keys()],
): NumberRows {
  const builder = new RowsBuilder();
  for (const row of matrix) {
    for (const [column, value] of row.entries()) if (value !== 0) builder.push(column, value);
    builder.endRow();
  }
  return {
    rows: builder.rows(),
    columns: matrix[0]?.length ?? 0,
    targets: Float64Array.from(targets),
    artists: Int32Array.from(artists),
  };
}

function linearData(rows: number, noise: number, seed: number): NumberRows {
  const random = seededRandom(seed);
  const normal = () => Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, -6);
  const weights = Array.from({ length: 8 }, normal);
  const matrix = Array.from({ length: rows }, () => weights.map(() => random() / 2));
  const targets = matrix.map(
    (row) => 100 + row.reduce((sum, one, at) => sum + one * (weights[at] ?? 0), noise * normal()),
  );
  return dataOf(matrix, targets);
}

function expectClose(found: Iterable<number>, expected: readonly number[], tolerance = 1e-6): void {
  const values = [...found];
  expect(values).toHaveLength(expected.length);
  for (const [at, value] of values.entries())
    expect(Math.abs(value - (expected[at] ?? NaN))).toBeLessThan(tolerance);
}

describe.each(problems)('ridge regression of $name', (problem) => {
  const { alpha, rows, targets, artists, weights, intercept, leftOut } = problem;
  const data = dataOf(rows, targets, artists);

  it('has the weights of scikit-learn', () => {
    const fit = fitRidge(data, alpha);
    expectClose(fit.weights, weights);
    expect(fit.intercept).toBeCloseTo(intercept, 6);
  });

  it('has the residuals of models that were fitted without the artist', () => {
    const { residuals } = fitRidge(data, alpha);
    expectClose(
      residuals,
      targets.map((target, at) => target - (leftOut[at] ?? 0)),
    );
  });

  it('has the same weights by conjugate gradients, and residuals of folds of artists', () => {
    const fit = conjugateRidge(data, alpha);
    expectClose(fit.weights, weights);
    expect(fit.intercept).toBeCloseTo(intercept, 6);
    const held = artists.flatMap((artist, at) => (artist % 5 === 2 ? [at] : []));
    const rest = artists.flatMap((artist, at) => (artist % 5 === 2 ? [] : [at]));
    const pick = <T>(all: readonly T[], at: readonly number[]) => at.flatMap((one) => all[one] ?? []);
    const others = dataOf(
      rest.map((at) => rows[at] ?? []),
      pick(targets, rest),
      pick(artists, rest),
    );
    const one = fitRidge(others, alpha);
    expectClose(
      held.map((at) => fit.residuals[at] ?? NaN),
      held.map((at) => (targets[at] ?? 0) - one.intercept - rowTimes(data.rows, at, one.weights)),
    );
  });
});

describe('the penalty', () => {
  it('is small if the numbers follow from the rows, and large if they do not', () => {
    expect(chooseAlpha(linearData(60, 0.001, 1))).toBe(0.01);
    expect(chooseAlpha(linearData(60, 30, 2))).toBeGreaterThanOrEqual(10);
  });

  it('is chosen on the first whole artists, if there are many rows', () => {
    const data = linearData(600, 3, 3);
    const ofTen = { ...data, artists: data.artists.map((at) => Math.floor(at / 60)) };
    const { starts, ends } = ofTen.rows;
    const ofEight = {
      ...ofTen,
      rows: { ...ofTen.rows, length: 480, starts: starts.subarray(0, 480), ends: ends.subarray(0, 480) },
      targets: ofTen.targets.subarray(0, 480),
      artists: ofTen.artists.subarray(0, 480),
    };
    expect(chooseAlpha(ofTen)).toBe(chooseAlpha(ofEight));
  });
});

it('fits thousands of rows as exactly as few', () => {
  const data = linearData(3000, 0.5, 4);
  const { weights, intercept } = fitRidge(data, 1);
  // The gradient is 0 at the minimum.
  const residuals = data.targets.map((target, row) => target - intercept - rowTimes(data.rows, row, weights));
  expect(residuals.reduce((sum, one) => sum + one, 0)).toBeCloseTo(0, 5);
  const gradient = weights.map((weight) => -weight);
  for (const [row, residual] of residuals.entries()) {
    for (let at = data.rows.starts[row] ?? 0; at < (data.rows.ends[row] ?? 0); at++) {
      const column = data.rows.columns[at] ?? 0;
      gradient[column] = (gradient[column] ?? 0) + (data.rows.values[at] ?? 0) * residual;
    }
  }
  expectClose(
    gradient,
    Array.from(gradient, () => 0),
    1e-5,
  );
});
