import { describe, expect, it } from 'vitest';
import { boxesOf, readable } from '../../../src/tagger/lettering/boxes.ts';

/** A map with a probability in each rectangle: left, top, width, height. */
function mapOf(width: number, height: number, ...parts: readonly (readonly [number[], number])[]) {
  const data = new Float32Array(width * height);
  for (const [[left = 0, top = 0, wide = 0, high = 0], probability] of parts)
    for (let y = top; y < top + high; y++) data.fill(probability, y * width + left, y * width + left + wide);
  return { data, width, height };
}

const size = { width: 100, height: 100 };

describe('lines of lettering', () => {
  it('are regions of likely pixels, made wider to what the lettering takes', () => {
    const [box, ...others] = boxesOf(mapOf(100, 100, [[20, 40, 40, 10], 0.9]), size);
    expect(others).toEqual([]);
    // 40 × 10 × 1.6 / (2 × 50) = 6.4 pixels on each side.
    expect(box).toEqual({
      left: expect.closeTo(0.136) as number,
      top: expect.closeTo(0.336) as number,
      width: expect.closeTo(0.528) as number,
      height: expect.closeTo(0.228) as number,
    });
  });

  it('stand in their order from top to bottom, also if they touch the border', () => {
    const map = mapOf(100, 100, [[0, 90, 100, 10], 0.9], [[50, 0, 50, 8], 0.9], [[0, 40, 20, 10], 0.9]);
    const boxes = boxesOf(map, size);
    expect(boxes.map(({ top }) => Math.round(top * 100))).toEqual([0, 35, 83]);
    for (const { left, top, width, height } of boxes) {
      expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
      expect(Math.max(left + width, top + height)).toBeLessThanOrEqual(1);
    }
  });

  it('are in parts of the image, which may be smaller than the map', () => {
    const [box] = boxesOf(mapOf(128, 128, [[0, 0, 100, 50], 0.9], [[110, 0, 10, 10], 0.9]), {
      width: 100,
      height: 50,
    });
    expect(box).toEqual({ left: 0, top: 0, width: 1, height: 1 });
    expect(boxesOf(mapOf(128, 128, [[110, 0, 10, 10], 0.9]), { width: 100, height: 50 })).toEqual([]);
  });

  it.each([
    ['unlikely', 0.5, 10],
    ['thin', 0.9, 2],
  ])('are not regions that are %s', (_, probability, high) => {
    expect(boxesOf(mapOf(100, 100, [[20, 40, 40, high], probability]), size)).toEqual([]);
  });

  it('touch each other only along their sides, so that two lines stay two', () => {
    expect(boxesOf(mapOf(100, 100, [[0, 0, 40, 10], 0.9], [[40, 10, 40, 10], 0.9]), size)).toHaveLength(2);
    expect(boxesOf(mapOf(100, 100, [[0, 0, 40, 10], 0.9], [[40, 5, 40, 10], 0.9]), size)).toHaveLength(1);
  });
});

describe('lines that are read', () => {
  const box = (width: number, height: number, top = 0) => ({ left: 0, top, width, height });

  it('do not stand upright, as the image is, not as its parts are', () => {
    expect(readable([box(0.1, 0.2), box(0.2, 0.2)], size)).toEqual([box(0.2, 0.2)]);
    expect(readable([box(0.1, 0.2)], { width: 200, height: 100 })).toEqual([box(0.1, 0.2)]);
  });

  it('are the 32 largest, in their order', () => {
    const boxes = Array.from({ length: 40 }, (_, at) => box(0.1 + at / 100, 0.05, at / 40));
    expect(readable(boxes, size)).toEqual(boxes.slice(8));
    expect(readable(boxes.toReversed(), size)).toEqual(boxes.slice(8).toReversed());
  });
});
