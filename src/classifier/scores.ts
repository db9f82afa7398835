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
  const sums = new Float64Array(shape.columns * shape.genres);
  for (let row = 0; row < length; row++) {
    const label = labels[row] ?? 0;
    for (let entry = starts[row] ?? 0; entry < (ends[row] ?? 0); entry++) {
      const cell = (columns[entry] ?? 0) * shape.genres + label;
      sums[cell] = (sums[cell] ?? 0) + (values[entry] ?? 0);
    }
  }
  return sums;
}
