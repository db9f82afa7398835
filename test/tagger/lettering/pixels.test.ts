import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decode, detectorInput, lineInput } from '../../../src/tagger/lettering/pixels.ts';

const imageOf = async (width: number, height: number, color = '#ff8000') =>
  decode(
    sharp,
    await sharp({ create: { width, height, channels: 3, background: color } })
      .png()
      .toBuffer(),
    {},
  );
const whole = { left: 0, top: 0, width: 1, height: 1 };

describe('images for the models', () => {
  it('are shrunk to at most 960 pixels, and never enlarged', async () => {
    const sizes = await Promise.all([imageOf(2000, 1000), imageOf(300, 200), imageOf(5000, 1)]);
    expect(sizes.map(({ width, height }) => [width, height])).toEqual([
      [960, 480],
      [300, 200],
      [960, 1],
    ]);
  });

  it('have 480 pixels and multiples of 32 for the detector, with the blue first', async () => {
    const input = await detectorInput(sharp, await imageOf(300, 200));
    expect([input.width, input.height, input.size]).toEqual([480, 320, { width: 480, height: 320 }]);
    const area = 480 * 320;
    const first = [0, 1, 2].map((channel) => input.data[channel * area]);
    expect(first).toEqual([
      expect.closeTo((0 - 0.485) / 0.229, 4),
      expect.closeTo((128 / 255 - 0.456) / 0.224, 4),
      expect.closeTo((1 - 0.406) / 0.225, 4),
    ]);
  });

  it('have zeros where the image ends before the multiple of 32', async () => {
    const { data, width, height } = await detectorInput(sharp, await imageOf(480, 10));
    expect([width, height]).toEqual([480, 32]);
    expect([data[9 * 480], data[10 * 480]]).toEqual([expect.closeTo(-0.485 / 0.229, 4), 0]);
  });

  it.each<[string, [number, number], number]>([
    ['keep their proportions', [200, 20], 480],
    ['are squeezed if they are very long', [960, 4], 960],
    ['have a width at least', [1, 100], 32],
  ])('are 48 pixels high for the recognizer, and %s', async (_, [width, height], expected) => {
    const input = await lineInput(sharp, await imageOf(width, height), whole);
    expect([input.width, input.height, input.data.length]).toEqual([expected, 48, 3 * 48 * expected]);
    expect([input.data[0], input.data[2 * 48 * expected]]).toEqual([-1, 1]);
  });

  it('may have a line at the very end', async () => {
    const box = { left: 0.999, top: 0.999, width: 0.001, height: 0.001 };
    expect((await lineInput(sharp, await imageOf(300, 300), box)).height).toBe(48);
  });
});
