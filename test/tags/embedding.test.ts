import fc from '../fast-check.ts';
import { describe, expect, it } from 'vitest';
import { packEmbedding, unpackEmbedding } from '../../src/tags/embedding.ts';

const vectors = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 40 });

describe('packed embeddings', () => {
  it('lose at most half of a step per number', () => {
    fc.assert(
      fc.property(vectors, (vector) => {
        const packed = packEmbedding(vector);
        const unpacked = unpackEmbedding(packed);
        expect(unpacked).toHaveLength(vector.length);
        for (const [at, value] of vector.entries()) {
          expect(Math.abs((unpacked[at] ?? NaN) - value)).toBeLessThanOrEqual(packed.scale * 0.5000001);
        }
      }),
    );
  });

  it('are the same after another round', () => {
    fc.assert(
      fc.property(vectors, (vector) => {
        const { bytes } = packEmbedding(vector);
        expect(packEmbedding(unpackEmbedding(packEmbedding(vector))).bytes).toBe(bytes);
      }),
    );
  });

  it('take one byte per number', () => {
    const { scale, bytes } = packEmbedding([0.5, -1, 0.25, 0]);
    expect(scale).toBeCloseTo(1 / 127, 12);
    expect([...new Int8Array(Buffer.from(bytes, 'base64'))]).toEqual([64, -127, 32, 0]);
    expect(packEmbedding([0, 0])).toEqual({ scale: 1, bytes: 'AAA=' });
  });
});
