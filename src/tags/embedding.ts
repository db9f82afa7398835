import type { Embedding } from '../model.ts';

/** Largest absolute value of a signed byte that has its negative. */
const most = 127;

/**
 * The vector with eight bits per number, as datasets keep it. What is lost is at most half of `scale` per number; packed
 * and unpacked again, a vector stays the same.
 */
export function packEmbedding(vector: ArrayLike<number>): Embedding {
  const values = Float64Array.from(vector);
  const largest = values.reduce((high, value) => Math.max(high, Math.abs(value)), 0);
  // A vector of zeros has no scale of its own, and neither has one whose numbers are too small to divide.
  const scale = largest > 1e-300 ? largest / most : 1;
  const bytes = Int8Array.from(values, (value) => Math.round(value / scale));
  return { scale, bytes: Buffer.from(bytes.buffer).toString('base64') };
}

export function unpackEmbedding({ scale, bytes }: Embedding): Float64Array {
  return Float64Array.from(new Int8Array(Buffer.from(bytes, 'base64')), (byte) => byte * scale);
}
