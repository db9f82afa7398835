import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { measure } from '../../../src/tagger/palette/measures/measures.ts';
import { tagsOf } from '../../../src/tagger/palette/tags.ts';
import { noise } from './images.ts';

const SIDE = 128;

/** A picture of a disc on stripes, with grain: something of most of what is measured. */
function raster(seed: number): Uint8Array {
  return Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, byte) => {
    const [pixel, channel] = [Math.floor(byte / 3), byte % 3];
    const [x, y] = [pixel % SIDE, Math.floor(pixel / SIDE)];
    const isDisc = (x - 20 - seed * 9) ** 2 + (y - 64) ** 2 < (10 + seed * 3) ** 2;
    const tone = isDisc ? 230 - 70 * ((channel + seed) % 3) : 25 * seed + (x >> 3) * (channel + 1);
    return tone + 20 * noise(x, y + seed);
  });
}

const tags = (seed: number) => tagsOf(measure(raster(seed)));

describe('measuring', () => {
  it('says the same of a picture whatever was measured before it', () => {
    const first = tags(1);
    const others = [tags(0), tags(5)];
    expect(tags(1)).toEqual(first);
    expect([tags(0), tags(5)]).toEqual(others);
    expect(others).not.toContainEqual(first);
  });

  it('says what palette@2 said in its first release, to the last digit', () => {
    const said = Array.from({ length: 10 }, (_, seed) => tags(seed));
    expect(said.flat().length).toBe(177);
    expect(createHash('sha256').update(JSON.stringify(said)).digest('hex')).toBe(
      '4b881465f019c9cb808350e5b219e20e857b47d828bea961407020f609fe3f2c',
    );
  });
});
