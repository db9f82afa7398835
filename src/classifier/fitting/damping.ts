import type { SparseRows } from '../features/rows.ts';

/**
 * How a source counts less for an artist of whom it has little: its scores are multiplied by
 * f = (1 + share) / (1 + share · usual / amount), at most 1. The amount is the sum of the source's weights before their
 * transform, known to the model or not. So one word of a title does not outweigh the tags of many covers, and a source that
 * an artist does not have is left out: its amount is 0.
 */
export function dampingFactor(share: number, usual: number, amount: number): number {
  return amount > 0 ? Math.min(1, (1 + share) / (1 + (share * usual) / amount)) : 0;
}

/** Candidates for the share. 0 damps nothing. */
export const dampingShares = [0, 0.05, 0.2, 0.5, 1, 2, 5] as const;

/** The amount that three quarters of the artists have who have any. */
export function usualAmount(amounts: Float64Array): number {
  const some = amounts.filter((amount) => amount > 0).sort();
  return some[some.length >> 2] ?? 0;
}

/** The sum of the weights of each row; 0 for a row without a known column. */
export function amountsOf(
  { length, starts, ends, columns, values }: SparseRows,
  known: number,
): Float64Array {
  const amounts = new Float64Array(length);
  for (let at = 0; at < length; at++) {
    let sum = 0;
    let isKnown = false;
    for (let entry = starts[at] ?? 0; entry < (ends[at] ?? 0); entry++) {
      if ((columns[entry] ?? 0) < known) isKnown = true;
      sum += Math.abs(values[entry] ?? 0);
    }
    amounts[at] = isKnown ? sum : 0;
  }
  return amounts;
}
