import { RowsBuilder, type SparseRows } from '../features/rows.ts';

/**
 * How a model is less sure of an artist of whom it has little. What a block says is drawn towards what it says of the mean
 * artist: score = bias + Σ f·s + (1 − f)·m, with f = (1 + share) / (1 + share · usual / amount), at most 1. The amount is the sum
 * of the block's weights before their transform, known to the model or not. It is counted by block, so that one word of a
 * title does not outweigh the tags of many covers.
 */
export interface Damping {
  /** 0 or more. 0 damps nothing. */
  readonly share: number;
  /** The amount of each block that three quarters of the artists in training have. */
  readonly usual: readonly number[];
  /**
   * m, `means[block][genre]`: what each block adds to the scores of the mean artist in training, less an equal part of this
   * artist's scores. With the biases they add up to 0, so that of one block alone all scores are multiplied by f.
   */
  readonly means: readonly (readonly number[])[];
}

export const noDamping: Damping = { share: 0, usual: [], means: [] };

/** Gives the score of every genre for every row. */
export type Scorer = (rows: SparseRows) => Float64Array;

/** The rows, damped, and their scores. */
export interface ScoredRows {
  readonly rows: SparseRows;
  readonly scores: Float64Array;
}

/**
 * @param raw - the rows before their transform.
 * @param rows - the same rows after it.
 */
export function scoreDamped(
  { share, usual, means }: Damping,
  blocks: Uint8Array,
  raw: SparseRows,
  rows: SparseRows,
  score: Scorer,
): ScoredRows {
  if (share === 0) return { rows, scores: score(rows) };
  const values = Float64Array.from(rows.values);
  const amounts = amountsOf(raw, blocks, usual.length);
  const factors = amounts.map((amount, at) =>
    Math.min(1, (1 + share) / (1 + (share * (usual[at % usual.length] ?? 0)) / amount)),
  );
  for (let at = 0; at < rows.length; at++) {
    for (let entry = rows.starts[at] ?? 0; entry < (rows.ends[at] ?? 0); entry++) {
      const block = blocks[rows.columns[entry] ?? 0] ?? 0;
      values[entry] = (values[entry] ?? 0) * (factors[at * usual.length + block] ?? 1);
    }
  }
  const damped = { ...rows, values };
  const scores = score(damped);
  for (let at = 0; at < rows.length; at++) {
    for (const [block, ofGenres] of means.entries()) {
      const rest = 1 - (factors[at * usual.length + block] ?? 1);
      for (const [genre, mean] of ofGenres.entries()) {
        const place = at * ofGenres.length + genre;
        scores[place] = (scores[place] ?? 0) + rest * mean;
      }
    }
  }
  return { rows: damped, scores };
}

/** The amount of each block that three quarters of the artists have who have anything of the block. */
export function usualAmounts(raw: SparseRows, blocks: Uint8Array): number[] {
  const count = countOf(blocks);
  const amounts = amountsOf(raw, blocks, count);
  return Array.from({ length: count }, (_, block) => {
    const ofBlock = amounts.filter((amount, at) => at % count === block && amount > 0).sort();
    return ofBlock[ofBlock.length >> 2] ?? 0;
  });
}

/** @param rows - the transformed rows that the model was fitted to. */
export function meansOf(rows: SparseRows, blocks: Uint8Array, score: Scorer): number[][] {
  const sums = new Float64Array(blocks.length);
  for (let at = 0; at < rows.length; at++) {
    for (let entry = rows.starts[at] ?? 0; entry < (rows.ends[at] ?? 0); entry++) {
      const column = rows.columns[entry] ?? 0;
      sums[column] = (sums[column] ?? 0) + (rows.values[entry] ?? 0);
    }
  }
  const builder = new RowsBuilder();
  const count = countOf(blocks);
  for (let block = 0; block < count; block++) {
    for (const [column, sum] of sums.entries()) {
      if (blocks[column] === block) builder.push(column, sum / rows.length);
    }
    builder.endRow();
  }
  // The last row is empty: it has the biases.
  builder.endRow();
  const scores = score(builder.rows());
  const genres = scores.length / (count + 1);
  const biases = scores.subarray(count * genres);
  const means = Array.from({ length: count }, (_, block) =>
    Array.from(biases, (bias, genre) => (scores[block * genres + genre] ?? 0) - bias),
  );
  const whole = Array.from(biases, (bias, genre) =>
    means.reduce((sum, ofGenres) => sum + (ofGenres[genre] ?? 0), bias),
  );
  return means.map((ofGenres) => ofGenres.map((mean, genre) => mean - (whole[genre] ?? 0) / count));
}

function countOf(blocks: Uint8Array): number {
  return blocks.reduce((most, block) => Math.max(most, block + 1), 0);
}

/** The sum of the weights of each row's blocks, `amounts[row * count + block]`. */
function amountsOf(raw: SparseRows, blocks: Uint8Array, count: number): Float64Array {
  const amounts = new Float64Array(raw.length * count);
  for (let at = 0; at < raw.length; at++) {
    for (let entry = raw.starts[at] ?? 0; entry < (raw.ends[at] ?? 0); entry++) {
      const column = raw.columns[entry] ?? 0;
      // What training has not seen has columns of its own: see `profileReader`.
      const block = column < blocks.length ? (blocks[column] ?? 0) : column - blocks.length;
      if (block >= count) continue;
      const place = at * count + block;
      amounts[place] = (amounts[place] ?? 0) + Math.abs(raw.values[entry] ?? 0);
    }
  }
  return amounts;
}
