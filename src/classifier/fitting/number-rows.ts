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
