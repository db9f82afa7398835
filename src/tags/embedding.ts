import * as v from 'valibot';
import type { CoverOutcome, Embedding } from '../model.ts';
import { fromBase64, toBase64 } from '../util/base64.ts';

/** The shape of an embedding in stores and datasets. */
export const embeddingSchema = v.object({
  scale: v.pipe(v.number(), v.finite(), v.gtValue(0)),
  bytes: v.pipe(v.string(), v.base64()),
}) satisfies v.GenericSchema<unknown, Embedding>;

/** The largest signed byte whose negative is a signed byte too. */
const most = 127;

/**
 * A vector with eight bits per number, as stores and datasets keep it. Each number loses at most half of `scale`. A
 * vector that was packed and unpacked does not change when it is packed again.
 */
export function packEmbedding(vector: ArrayLike<number>): Embedding {
  const values = Float64Array.from(vector);
  const largest = values.reduce((high, value) => Math.max(high, Math.abs(value)), 0);
  // A vector of zeros has no scale, and neither has one whose numbers are too small to divide.
  const scale = largest > 1e-300 ? largest / most : 1;
  const bytes = Int8Array.from(values, (value) => Math.round(value / scale));
  return { scale, bytes: toBase64(new Uint8Array(bytes.buffer)) };
}

export function unpackEmbedding({ scale, bytes }: Embedding): Float64Array {
  const signed = new Int8Array(fromBase64(bytes).buffer);
  const vector = new Float64Array(signed.length);
  // By index, because `map` takes three times as long, and there may be millions of numbers.
  for (let at = 0; at < vector.length; at++) vector[at] = (signed[at] ?? 0) * scale;
  return vector;
}

/** The direction of a vector. Zeros stay zeros. */
export function atUnitLength(vector: ArrayLike<number>): Float64Array {
  const values = new Float64Array(vector);
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return length > 0 ? values.map((value) => value / length) : values;
}

/** The direction of a cover's embedding, if it has one. */
export function coverDirection(cover: CoverOutcome): Float64Array | undefined {
  return cover.status === 'tagged' && cover.embedding
    ? atUnitLength(unpackEmbedding(cover.embedding))
    : undefined;
}
