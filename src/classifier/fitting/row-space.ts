import type { LabeledRows } from './samples.ts';
import type { LinearFit } from './scores.ts';

/** Rows in fewer dimensions, and the way back. */
export interface RowSpace {
  readonly data: LabeledRows;
  /** A fit to `data`, as a fit to the rows it was made of. */
  expand(fit: LinearFit): LinearFit;
}

/**
 * Few rows of many columns, in as many dimensions as there are rows. With rows X = L·Q, where L is lower triangular and
 * the rows of Q are orthonormal, weights W = Qᵀ·V have the same scores, X·W = L·V, and the same length: what has the
 * least loss with an L2 penalty is the same, and there is less to search. L is the Cholesky factor of X·Xᵀ.
 *
 * @returns the rows as they are if L has more entries than they have.
 */
export function rowSpace(data: LabeledRows): RowSpace {
  const { rows } = data;
  const size = rows.length;
  const entries = rows.ends.reduce((sum, end, at) => sum + end - (rows.starts[at] ?? 0), 0);
  if ((size * (size + 1)) / 2 > entries) return { data, expand: (fit) => fit };
  const lower = decompose(rowProducts(data), size);
  return {
    data: { ...data, rows: triangularRows(lower, size), columns: size },
    expand: ({ weights, bias }) => ({
      weights: combineRows(data, solveTransposed(lower, size, weights, data.genres)),
      bias,
    }),
  };
}

/** The products of any two rows: `products[a * rows + b]` for b up to a. */
export function rowProducts({ rows, columns }: Pick<LabeledRows, 'rows' | 'columns'>): Float64Array {
  const size = rows.length;
  const found = new Float64Array(size * size);
  const row = new Float64Array(columns);
  for (let a = 0; a < size; a++) {
    const [start, end] = [rows.starts[a] ?? 0, rows.ends[a] ?? 0];
    for (let entry = start; entry < end; entry++) row[rows.columns[entry] ?? 0] = rows.values[entry] ?? 0;
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      const last = rows.ends[b] ?? 0;
      for (let entry = rows.starts[b] ?? 0; entry < last; entry++) {
        sum += (rows.values[entry] ?? 0) * (row[rows.columns[entry] ?? 0] ?? 0);
      }
      found[a * size + b] = sum;
    }
    for (let entry = start; entry < end; entry++) row[rows.columns[entry] ?? 0] = 0;
  }
  return found;
}

/** Shares of a row's squared length that are only rounding: the row is a sum of those before it. */
const leastPivot = 1e-12;

/** Makes products their Cholesky factor, in place. The column of a row that is a sum of others stays 0. */
function decompose(matrix: Float64Array, size: number): Float64Array {
  for (let row = 0; row < size; row++) {
    const square = matrix[row * size + row] ?? 0;
    for (let column = 0; column <= row; column++) {
      let rest = matrix[row * size + column] ?? 0;
      for (let at = 0; at < column; at++) {
        rest -= (matrix[row * size + at] ?? 0) * (matrix[column * size + at] ?? 0);
      }
      if (column === row) matrix[row * size + row] = rest > leastPivot * square ? Math.sqrt(rest) : 0;
      else matrix[row * size + column] = safeRatio(rest, matrix[column * size + column] ?? 0);
    }
  }
  return matrix;
}

function triangularRows(lower: Float64Array, size: number): LabeledRows['rows'] {
  const lengths = Uint32Array.from({ length: size }, (_, row) => row + 1);
  const starts = lengths.map((length) => (length * (length - 1)) / 2);
  const columns = new Uint32Array((size * (size + 1)) / 2);
  const values = new Float64Array(columns.length);
  for (const [row, start] of starts.entries()) {
    for (let column = 0; column <= row; column++) {
      columns[start + column] = column;
      values[start + column] = lower[row * size + column] ?? 0;
    }
  }
  return { length: size, starts, ends: starts.map((start, row) => start + row + 1), columns, values };
}

/** A of Lᵀ·A = V. */
function solveTransposed(lower: Float64Array, size: number, v: Float64Array, genres: number): Float64Array {
  const solved = Float64Array.from(v);
  for (let row = size - 1; row >= 0; row--) {
    for (let genre = 0; genre < genres; genre++) {
      const factor = safeRatio(solved[row * genres + genre] ?? 0, lower[row * size + row] ?? 0);
      solved[row * genres + genre] = factor;
      for (let above = 0; above < row; above++) {
        const at = above * genres + genre;
        solved[at] = (solved[at] ?? 0) - factor * (lower[row * size + above] ?? 0);
      }
    }
  }
  return solved;
}

/** Xᵀ·A */
function combineRows({ rows, genres, columns }: LabeledRows, factors: Float64Array): Float64Array {
  const weights = new Float64Array(columns * genres);
  for (let row = 0; row < rows.length; row++) {
    const end = rows.ends[row] ?? 0;
    for (let entry = rows.starts[row] ?? 0; entry < end; entry++) {
      const value = rows.values[entry] ?? 0;
      const start = (rows.columns[entry] ?? 0) * genres;
      for (let genre = 0; genre < genres; genre++) {
        weights[start + genre] = (weights[start + genre] ?? 0) + value * (factors[row * genres + genre] ?? 0);
      }
    }
  }
  return weights;
}

function safeRatio(value: number, divisor: number): number {
  return divisor === 0 ? 0 : value / divisor;
}
