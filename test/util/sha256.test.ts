import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromBase64, toBase64 } from '../../src/util/base64.ts';
import { sha256 } from '../../src/util/sha256.ts';

const ofNode = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');

it('sha256 gives the hash of node:crypto for bytes of every length around the blocks', () => {
  for (let length = 0; length <= 200; length++) {
    const bytes = Uint8Array.from({ length }, (_, at) => at * 31 + length);
    expect(sha256(bytes)).toBe(ofNode(bytes));
    expect(sha256(bytes.subarray(length >> 1))).toBe(ofNode(bytes.subarray(length >> 1)));
  }
});

it('sha256 hashes texts in UTF-8', () => {
  for (const text of ['', 'abc', 'Motörhead', 'シガー・ロス', '🎸', '\ud800'])
    expect(sha256(text)).toBe(ofNode(text));
});

it('base64 is that of Buffer, in both directions', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      expect(fromBase64(toBase64(bytes))).toEqual(bytes);
    }),
  );
});
