import type { SparseRows } from './rows.ts';

/** A linear model: the score of a genre is its bias plus the sum of features times weights. */
export interface LinearFit {
  /** `weights[column * genres + genre]` */
  readonly weights: Float64Array;
  readonly bias: Float64Array;
}

/** The scores of every row, `scores[row * genres + genre]`. */
export function scoreRows(rows: SparseRows, { weights, bias }: LinearFit): Float64Array {
  const genres = bias.length;
  const scores = new Float64Array(rows.length * genres);
  for (let row = 0; row < rows.length; row++) {
    const [start, end] = [rows.starts[row] ?? 0, rows.ends[row] ?? 0];
    for (let genre = 0; genre < genres; genre++) {
      let score = bias[genre] ?? 0;
      for (let entry = start; entry < end; entry++) {
        score += (rows.values[entry] ?? 0) * (weights[(rows.columns[entry] ?? 0) * genres + genre] ?? 0);
      }
      scores[row * genres + genre] = score;
    }
  }
  return scores;
}

/** The sums of each genre's rows, `sums[column * genres + genre]`. */
export function sumByGenre(
  { starts, ends, columns, values, length }: SparseRows,
  labels: Int32Array,
  shape: { readonly genres: number; readonly columns: number },
): Float64Array {
  // Genre by genre first: rows of a genre follow each other, and one genre's sums fit the processor's nearest cache.
  const sums = new Float64Array(shape.columns * shape.genres);
  for (let row = 0; row < length; row++) {
    const offset = (labels[row] ?? 0) * shape.columns;
    const end = ends[row] ?? 0;
    for (let entry = starts[row] ?? 0; entry < end; entry++) {
      const cell = offset + (columns[entry] ?? 0);
      sums[cell] = (sums[cell] ?? 0) + (values[entry] ?? 0);
    }
  }
  const featureMajor = new Float64Array(sums.length);
  for (let column = 0; column < shape.columns; column++) {
    for (let genre = 0; genre < shape.genres; genre++) {
      featureMajor[column * shape.genres + genre] = sums[genre * shape.columns + column] ?? 0;
    }
  }
  return featureMajor;
}
