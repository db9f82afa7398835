import type { Embedding } from '../model.ts';

/** The largest signed byte whose negative is a signed byte too. */
const most = 127;

/**
 * A vector with eight bits per number, as datasets store it. Each number loses at most half of `scale`. A
 * vector that was packed and unpacked does not change when it is packed again.
 */
export function packEmbedding(vector: ArrayLike<number>): Embedding {
  const values = Float64Array.from(vector);
  const largest = values.reduce((high, value) => Math.max(high, Math.abs(value)), 0);
  // A vector of zeros has no scale, and neither has one whose numbers are too small to divide.
  const scale = largest > 1e-300 ? largest / most : 1;
  const bytes = Int8Array.from(values, (value) => Math.round(value / scale));
  return { scale, bytes: Buffer.from(bytes.buffer).toString('base64') };
}

export function unpackEmbedding({ scale, bytes }: Embedding): Float64Array {
  return Float64Array.from(new Int8Array(Buffer.from(bytes, 'base64')), (byte) => byte * scale);
}
