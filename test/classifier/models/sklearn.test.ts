import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { softmax } from '../../../src/classifier/fitting/calibration.ts';
import { fitLogistic } from '../../../src/classifier/models/logistic-regression.ts';
import { fitComplement, fitMultinomial } from '../../../src/classifier/models/naive-bayes.ts';
import type { LabeledRows } from '../../../src/classifier/fitting/samples.ts';
import { type LinearFit, scoreRows } from '../../../src/classifier/fitting/scores.ts';
import { fitTransform, transformRows } from '../../../src/classifier/features/transform.ts';
import { dataOf } from '../rows.ts';

const matrix = v.array(v.array(v.number()));
const fixture = v.object({
  problems: v.array(
    v.object({
      name: v.string(),
      l2: v.boolean(),
      raw: matrix,
      labels: v.array(v.number()),
      asked: v.number(),
      models: v.array(
        v.object({
          kind: v.picklist(['complement', 'multinomial', 'logistic']),
          options: v.object({ alpha: v.optional(v.number()), c: v.optional(v.number()) }),
          weights: matrix,
          bias: v.array(v.number()),
          probabilities: matrix,
        }),
      ),
    }),
  ),
});
type Problem = v.InferOutput<typeof fixture>['problems'][number];
type Model = Problem['models'][number];

const text = await readFile(new URL('../../fixtures/sklearn/reference.json', import.meta.url), 'utf8');
const { problems } = v.parse(fixture, JSON.parse(text));

function matrixOf({ raw, labels, l2 }: Problem): LabeledRows {
  const data = dataOf(raw, labels);
  const transform = fitTransform(data.rows, new Uint8Array(data.columns), [{ scale: 'log1p', idf: l2, l2 }]);
  return { ...data, rows: transformRows(transform, data.rows) };
}

function fit(data: LabeledRows, { kind, options: { alpha = 1, c = 1 } }: Model): LinearFit {
  if (kind === 'complement') return fitComplement(data, { alpha });
  if (kind === 'multinomial') return fitMultinomial(data, { alpha });
  return fitLogistic(data, { c, tolerance: 1e-10, maxIterations: 10_000 }).fit;
}

/** Weights as rows of genres, as scikit-learn has them: for two genres its logistic regression keeps one difference. */
function asSklearn({ weights, bias }: LinearFit, { kind }: Model, columns: number) {
  const genres = bias.length;
  const rows = Array.from(bias, (_, genre) =>
    Array.from({ length: columns }, (__, column) => weights[column * genres + genre] ?? 0),
  );
  const [first, second] = rows;
  if (kind !== 'logistic' || genres !== 2 || !first || !second) return { weights: rows, bias: [...bias] };
  return {
    weights: [second.map((weight, column) => weight - (first[column] ?? 0))],
    bias: [(bias[1] ?? 0) - (bias[0] ?? 0)],
  };
}

function largestDifference(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number {
  expect(a.map((row) => row.length)).toEqual(b.map((row) => row.length));
  return Math.max(
    ...a.flatMap((row, at) => row.map((value, column) => Math.abs(value - (b[at]?.[column] ?? NaN)))),
  );
}

describe.each(problems)('as scikit-learn on $name', (problem) => {
  const data = matrixOf(problem);
  it.each(problem.models)('$kind $options', (model) => {
    const fitted = fit(data, model);
    const ours = asSklearn(fitted, model, data.columns);
    expect(largestDifference(ours.weights, model.weights)).toBeLessThan(1e-3);
    expect(largestDifference([ours.bias], [model.bias])).toBeLessThan(1e-3);

    const scores = scoreRows(data.rows, fitted);
    const chances = Array.from({ length: problem.asked }, (_, row) => [
      ...softmax(scores.subarray(row * data.genres, (row + 1) * data.genres), 1),
    ]);
    expect(largestDifference(chances, model.probabilities)).toBeLessThan(1e-4);
  });
});
