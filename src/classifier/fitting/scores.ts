import type { SparseRows } from '../features/rows.ts';
import type { LabeledRows } from './samples.ts';

/** A linear model: the score of a genre is its bias plus the sum of features times weights. */
export interface LinearFit {
  /** `weights[column * genres + genre]` */
  readonly weights: Float64Array;
  readonly bias: Float64Array;
}

/**
 * Writes the scores of one row's entries to `scores`, from `offset` on. Four genres at a time, as sums in local variables
 * are several times as fast as sums in an array; those left over by themselves, since a single read past the end of an
 * array makes the engine compile all reads here for the worst.
 */
export function scoreEntries(
  { weights, bias }: LinearFit,
  columns: Uint32Array,
  values: Float64Array,
  start: number,
  end: number,
  scores: Float64Array,
  offset: number,
): void {
  const genres = bias.length;
  const inFours = genres - (genres % 4);
  for (let genre = 0; genre < inFours; genre += 4) {
    let a = bias[genre] ?? 0;
    let b = bias[genre + 1] ?? 0;
    let c = bias[genre + 2] ?? 0;
    let d = bias[genre + 3] ?? 0;
    for (let entry = start; entry < end; entry++) {
      const value = values[entry] ?? 0;
      const at = (columns[entry] ?? 0) * genres + genre;
      a += value * (weights[at] ?? 0);
      b += value * (weights[at + 1] ?? 0);
      c += value * (weights[at + 2] ?? 0);
      d += value * (weights[at + 3] ?? 0);
    }
    const at = offset + genre;
    scores[at] = a;
    scores[at + 1] = b;
    scores[at + 2] = c;
    scores[at + 3] = d;
  }
  for (let genre = inFours; genre < genres; genre++) {
    let sum = bias[genre] ?? 0;
    for (let entry = start; entry < end; entry++) {
      sum += (values[entry] ?? 0) * (weights[(columns[entry] ?? 0) * genres + genre] ?? 0);
    }
    scores[offset + genre] = sum;
  }
}

/** The scores of every row, `scores[row * genres + genre]`. */
export function scoreRows(rows: SparseRows, fit: LinearFit): Float64Array {
  const genres = fit.bias.length;
  const scores = new Float64Array(rows.length * genres);
  for (let row = 0; row < rows.length; row++) {
    const [start, end] = [rows.starts[row] ?? 0, rows.ends[row] ?? 0];
    scoreEntries(fit, rows.columns, rows.values, start, end, scores, row * genres);
  }
  return scores;
}

/** Copies the scores of rows to their places among others. */
export function placeScores(from: Float64Array, to: Float64Array, places: Uint32Array): void {
  const genres = from.length / places.length;
  for (const [row, place] of places.entries()) {
    to.set(from.subarray(row * genres, (row + 1) * genres), place * genres);
  }
}

/** The sums of each genre's rows times their weights, `sums[column * genres + genre]`. */
export function sumByGenre({ rows, labels, several, ...shape }: LabeledRows): Float64Array {
  // Genre by genre, as rows of a genre follow each other: one genre's sums fit the processor's nearest cache.
  const sums = new Float64Array(shape.columns * shape.genres);
  const ofGenre = new Float64Array(shape.columns);
  let end = 0;
  for (let start = 0; start < rows.length; start = end) {
    const genre = labels[start] ?? 0;
    while (end < rows.length && labels[end] === genre) end += 1;
    ofGenre.fill(0);
    addRows(rows, start, end, ofGenre, several?.weights);
    for (let column = 0; column < shape.columns; column++) {
      const cell = column * shape.genres + genre;
      sums[cell] = (sums[cell] ?? 0) + (ofGenre[column] ?? 0);
    }
  }
  return sums;
}

function addRows(
  { starts, ends, columns, values }: SparseRows,
  start: number,
  end: number,
  sums: Float64Array,
  weights: Float64Array | undefined,
): void {
  for (let row = start; row < end; row++) {
    const last = ends[row] ?? 0;
    const weight = weights?.[row] ?? 1;
    for (let entry = starts[row] ?? 0; entry < last; entry++) {
      const column = columns[entry] ?? 0;
      sums[column] = (sums[column] ?? 0) + weight * (values[entry] ?? 0);
    }
  }
}
