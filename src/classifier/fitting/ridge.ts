import { selectRows } from '../features/rows.ts';
import { conjugateRidge } from './conjugate-ridge.ts';
import type { NumberRows, RidgeFit } from './number-rows.ts';
import { rowProducts } from './row-space.ts';
import { invertSymmetric } from './symmetric.ts';

/**
 * How large the penalty may be: from nearly none to nearly always the mean, for rows of about unit length. Half powers
 * of ten, because the error changes slowly with it.
 */
const alphas = Array.from({ length: 11 }, (_, at) => 10 ** ((at - 4) / 2));
/** To choose the penalty, a matrix of as many rows is inverted for each candidate: 0.1 s for this many. */
const enoughToChoose = 500;
/** Up to here, residuals are exact. Above, an inverse of all rows would take seconds and much memory. */
const mostExact = 1000;

/** The penalty of {@link alphas} with which left-out artists have the least mean squared error. */
export function chooseAlpha(all: NumberRows): number {
  const data = firstArtists(all, enoughToChoose);
  const products = rowProducts(data);
  let best = alphas[0] ?? 1;
  let least = Infinity;
  for (const alpha of alphas) {
    const error = solveExactly(data, products, alpha).residuals.reduce((sum, one) => sum + one * one, 0);
    // Of equal penalties, the largest. A sum that is not a number is of weights that are too large.
    if (!(error <= least)) continue;
    [least, best] = [error, alpha];
  }
  return best;
}

/**
 * Ridge regression: the least Σ (y − x·w − b)² + alpha · |w|², where the intercept b is not penalized, as in scikit-learn's
 * `Ridge`. Source: Hoerl & Kennard, "Ridge Regression: Biased Estimation for Nonorthogonal Problems" (1970).
 */
export function fitRidge(data: NumberRows, alpha: number): RidgeFit {
  if (data.rows.length > mostExact) return conjugateRidge(data, alpha);
  const { factors, intercept, residuals } = solveExactly(data, rowProducts(data), alpha);
  return { weights: combineRows(data, factors), intercept, residuals };
}

interface DualFit {
  /** The weights are the sum of the rows, each times its factor. */
  readonly factors: Float64Array;
  readonly intercept: number;
  readonly residuals: Float64Array;
}

/**
 * In as many dimensions as there are rows, with the products K of the rows: (K + alpha·I)·c + b·1 = y and 1ᵀ·c = 0. With
 * G = (K + alpha·I)⁻¹ and P = G − G·1·1ᵀ·G / 1ᵀ·G·1, that is c = P·y. The residuals of the rows A of an artist, by a model
 * without these rows, are P[A, A]⁻¹·c[A]: exact leave-one-out, without another fit. Source: Cawley & Talbot, "Fast Exact
 * Leave-One-Out Cross-Validation of Sparse Least-Squares Support Vector Machines" (2004), for one row at a time.
 */
function solveExactly(
  { rows, targets, artists }: NumberRows,
  products: Float64Array,
  alpha: number,
): DualFit {
  const size = rows.length;
  const shifted = Float64Array.from(products);
  for (let at = 0; at < size; at++) shifted[at * size + at] = (shifted[at * size + at] ?? 0) + alpha;
  const inverse = invertSymmetric(shifted, size);
  const ones = Float64Array.from({ length: size }, (_, row) => {
    let sum = 0;
    for (let at = 0; at < size; at++) sum += inverse[row * size + at] ?? 0;
    return sum;
  });
  const total = ones.reduce((sum, one) => sum + one, 0);
  const projected = (row: number, column: number) =>
    (inverse[row * size + column] ?? 0) - ((ones[row] ?? 0) * (ones[column] ?? 0)) / total;
  const factors = Float64Array.from({ length: size }, (_, row) => {
    let sum = 0;
    for (let at = 0; at < size; at++) sum += projected(row, at) * (targets[at] ?? 0);
    return sum;
  });
  const residuals = new Float64Array(size);
  for (let start = 0; start < size;) {
    let end = start + 1;
    while (end < size && artists[end] === artists[start]) end += 1;
    leaveOut(start, end);
    start = end;
  }
  function leaveOut(start: number, end: number): void {
    const count = end - start;
    const block = Float64Array.from({ length: count * count }, (_, at) =>
      projected(start + Math.floor(at / count), start + (at % count)),
    );
    const inverted = invertSymmetric(block, count);
    for (let row = 0; row < count; row++) {
      let sum = 0;
      for (let at = 0; at < count; at++)
        sum += (inverted[row * count + at] ?? 0) * (factors[start + at] ?? 0);
      residuals[start + row] = sum;
    }
  }
  const intercept = ones.reduce((sum, one, at) => sum + one * (targets[at] ?? 0), 0) / total;
  return { factors, intercept, residuals };
}

/** The sum of the rows, each times its factor. */
function combineRows({ rows, columns }: NumberRows, factors: Float64Array): Float64Array {
  const weights = new Float64Array(columns);
  for (let row = 0; row < rows.length; row++) {
    for (let entry = rows.starts[row] ?? 0; entry < (rows.ends[row] ?? 0); entry++) {
      const column = rows.columns[entry] ?? 0;
      weights[column] = (weights[column] ?? 0) + (rows.values[entry] ?? 0) * (factors[row] ?? 0);
    }
  }
  return weights;
}

/** Whole artists, up to that many rows, but never fewer than two artists. */
function firstArtists(data: NumberRows, most: number): NumberRows {
  const { rows, targets, artists } = data;
  let end = 0;
  for (let start = 0; start < rows.length;) {
    let next = start + 1;
    while (next < rows.length && artists[next] === artists[start]) next += 1;
    if (next > most && (artists[start] ?? 0) >= 2) break;
    end = start = next;
  }
  if (end === rows.length) return data;
  return {
    ...data,
    rows: selectRows(
      rows,
      Uint32Array.from({ length: end }, (_, at) => at),
    ),
    targets: targets.subarray(0, end),
    artists: artists.subarray(0, end),
  };
}
