/**
 * The inverse of a symmetric matrix with eigenvalues above 0, by its Cholesky factor. Of the given matrix, entries
 * `[row * size + column]` for columns up to the row are read, and overwritten. All entries of the inverse are set.
 */
export function invertSymmetric(matrix: Float64Array, size: number): Float64Array {
  factorize(matrix, size);
  return squareTransposed(invertLower(matrix, size), size);
}

/** L of A = L·Lᵀ, in place. */
function factorize(matrix: Float64Array, size: number): void {
  for (let row = 0; row < size; row++) {
    const start = row * size;
    for (let column = 0; column <= row; column++) {
      const other = column * size;
      let rest = matrix[start + column] ?? 0;
      for (let at = 0; at < column; at++) rest -= (matrix[start + at] ?? 0) * (matrix[other + at] ?? 0);
      matrix[start + column] = column === row ? Math.sqrt(rest) : rest / (matrix[other + column] ?? 1);
    }
  }
}

/** The inverse of L. It is built row by row of its transpose, so that inner loops run along rows. */
function invertLower(lower: Float64Array, size: number): Float64Array {
  // transposed[column * size + row]
  const transposed = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    const start = column * size;
    transposed[start + column] = 1 / (lower[start + column] ?? 1);
    for (let row = column + 1; row < size; row++) {
      let sum = 0;
      for (let at = column; at < row; at++)
        sum += (lower[row * size + at] ?? 0) * (transposed[start + at] ?? 0);
      transposed[start + row] = -sum / (lower[row * size + row] ?? 1);
    }
  }
  return transposed;
}

/** T·Tᵀ of an upper triangle T. */
function squareTransposed(upper: Float64Array, size: number): Float64Array {
  const square = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = 0;
      for (let at = row; at < size; at++)
        sum += (upper[row * size + at] ?? 0) * (upper[column * size + at] ?? 0);
      square[row * size + column] = sum;
      square[column * size + row] = sum;
    }
  }
  return square;
}
