import { afterEach, describe, expect, it, vi } from 'vitest';
import { plainProducts } from '../../../src/classifier/fitting/plain-products.ts';
import type { RowProducts } from '../../../src/classifier/fitting/row-products.ts';
import { type LabeledRows, subset } from '../../../src/classifier/fitting/samples.ts';
import { wasmProducts } from '../../../src/classifier/fitting/wasm-products.ts';
import { fitLogistic } from '../../../src/classifier/models/logistic-regression.ts';
import { seededRandom } from '../../../src/util/random.ts';
import { randomData } from '../rows.ts';

/** The scores of all rows, and the gradient if scores are the errors. */
function multiplied(products: RowProducts | undefined, { rows, columns }: LabeledRows, stride: number) {
  if (!products) throw new Error('WebAssembly is missing.');
  const random = seededRandom(2);
  const weights = new Float64Array((columns + 1) * stride).map(() => random() - 0.5);
  const biases = new Float64Array(stride).map(() => random() - 0.5);
  const gradient = new Float64Array(weights.length).fill(0.25);
  const scores = new Float64Array(rows.length * stride);
  products(weights, biases, gradient, (block, first, end) => {
    scores.set(block.subarray(0, (end - first) * stride), first * stride);
  });
  return { scores, gradient };
}

const without = ({ rows, ...data }: LabeledRows, emptied: number): LabeledRows => {
  const ends = rows.ends.map((end, row) => (row === emptied ? (rows.starts[row] ?? 0) : end));
  return { ...data, rows: { ...rows, ends } };
};

const full = randomData({ artists: 1300, genres: 3, columns: 7, seed: 4 });
const backwards = subset(full, Uint32Array.from(full.labels.keys()).reverse());
const cases: [name: string, data: LabeledRows, stride: number][] = [
  ['several blocks', full, 4],
  ['rows in another order', backwards, 8],
  ['fewer rows than a block', randomData({ artists: 9, genres: 3, columns: 70, seed: 5 }), 20],
  ['a row without entries', without(full, 700), 4],
];

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe('products of rows', () => {
  it.each(cases)('have the same bits in WebAssembly as in JavaScript: %s', (_, data, stride) => {
    const shape = { columns: data.columns, stride };
    const expected = multiplied(plainProducts(data.rows, shape), data, stride);
    expect(multiplied(wasmProducts(data.rows, shape), data, stride)).toEqual(expected);
    expect(expected.gradient.at(-1)).toBe(0.25);
  });

  it('are right after another fit has made the memory grow', () => {
    const small = randomData({ artists: 9, genres: 3, columns: 7, seed: 5 });
    const early = wasmProducts(small.rows, { columns: 7, stride: 4 });
    wasmProducts(small.rows, { columns: 100_000, stride: 4 });
    const expected = multiplied(plainProducts(small.rows, { columns: 7, stride: 4 }), small, 4);
    expect(multiplied(early, small, 4)).toEqual(expected);
  });

  it('leave it to JavaScript if they need more memory than WebAssembly has', () => {
    expect(wasmProducts(full.rows, { columns: 2 ** 24, stride: 32 })).toBeUndefined();
  });

  it('make the same model in an engine without WebAssembly', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    vi.resetModules();
    const fresh = {
      ...(await import('../../../src/classifier/fitting/wasm-products.ts')),
      ...(await import('../../../src/classifier/models/logistic-regression.ts')),
    };
    expect(fresh.wasmProducts(full.rows, { columns: 7, stride: 4 })).toBeUndefined();
    const fitting = { c: 1, tolerance: 1e-6, maxIterations: 1000 };
    expect(fresh.fitLogistic(full, fitting)).toEqual(fitLogistic(full, fitting));
  });
});
