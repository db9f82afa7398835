import type { SparseRows } from '../features/rows.ts';

/** Rows with a number each. */
export interface NumberRows {
  readonly rows: SparseRows;
  /** Number of columns. */
  readonly columns: number;
  readonly targets: Float64Array;
  /** The number of each row's artist, from 0. Rows of an artist follow each other. */
  readonly artists: Int32Array;
}

export interface LinearNumberFit {
  readonly weights: Float64Array;
  readonly intercept: number;
}

/** A fit, and what it was off by. */
export interface RidgeFit extends LinearNumberFit {
  /** Of each row: the true number less that of a model that was fitted without the row's artist. */
  readonly residuals: Float64Array;
}

/** The mean of each column. */
export function meansOf(rows: SparseRows, columns: number): Float64Array {
  const means = new Float64Array(columns);
  for (let row = 0; row < rows.length; row++) {
    for (let entry = rows.starts[row] ?? 0; entry < (rows.ends[row] ?? 0); entry++) {
      const column = rows.columns[entry] ?? 0;
      means[column] = (means[column] ?? 0) + (rows.values[entry] ?? 0) / rows.length;
    }
  }
  return means;
}

/** A row times weights. */
export function rowTimes(
  { starts, ends, columns, values }: SparseRows,
  row: number,
  weights: Float64Array,
): number {
  let sum = 0;
  const end = ends[row] ?? 0;
  for (let entry = starts[row] ?? 0; entry < end; entry++)
    sum += (values[entry] ?? 0) * (weights[columns[entry] ?? 0] ?? 0);
  return sum;
}
