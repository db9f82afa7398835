/**
 * What logistic regression multiplies its rows with: computes the scores of a block of rows, lets `toErrors` make them
 * errors, in place, and adds the errors times the rows to the gradient. Then the next block.
 *
 * Weights are `weights[column * stride + genre]`, and so is the gradient by them. What the arrays have after the last
 * column is not touched.
 */
export type RowProducts = (
  weights: Float64Array,
  biases: Float64Array,
  gradient: Float64Array,
  toErrors: (scores: Float64Array, first: number, end: number) => void,
) => void;

export interface ProductShape {
  readonly columns: number;
  /** The number of genres, padded to a multiple of four. */
  readonly stride: number;
}

/**
 * Rows of a block. Block by block, because weights and gradient take turns in the processor's cache. Row by row they
 * would compete for it.
 */
export const blockRows = 512;
