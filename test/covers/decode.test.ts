import { readFileSync } from 'node:fs';
import sharp, { type SharpOptions } from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePixels } from '../../src/covers/decode.ts';
import { imageFormat } from '../../src/covers/format.ts';
import { orientationOf } from '../../src/covers/orientation.ts';

const fixture = (name: string) => readFileSync(new URL(`../fixtures/images/${name}`, import.meta.url));

const flat = (color: string, side = 64) =>
  sharp({ create: { width: side, height: side, channels: 3, background: color } });

/** Red, green and blue of the first pixel. */
async function colorOf(bytes: Uint8Array): Promise<number[]> {
  const { data } = await decodePixels(sharp, bytes, (upright) => upright.resize(16, 16, { fit: 'fill' }));
  return [...data.subarray(0, 3)];
}

const noise = sharp(
  Uint8Array.from({ length: 300 * 300 * 3 }, (_, at) => (Math.imul(at, 2_654_435_761) >>> 11) % 256),
  { raw: { width: 300, height: 300, channels: 3 } },
);

describe('the format of an image', () => {
  it.each(['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff'] as const)(
    'is found by its content: %s',
    async (format) => {
      const bytes = await flat('#d01515').toFormat(format).toBuffer();
      expect(imageFormat(bytes)).toBe(format);
      const [red = 0] = await colorOf(bytes);
      expect(red).toBeGreaterThan(190);
    },
  );

  it('is not said of an image without bytes', () => {
    expect(() => imageFormat(new Uint8Array())).toThrow('The image is empty: it has 0 bytes.');
  });

  it.each([
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
    ['SVG after a mark of UTF-8', '\uFEFF<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['SVG behind the name of another format', 'GIF <svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['PDF', '%PDF-1.7\n'],
    ['portable pixmap', 'P6 1 1 255\nabc'],
    ['Radiance', '#?RADIANCE\n'],
    ['BMP', 'BM000000000000'],
    ['HEIC', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
    ['a page', '<!doctype html><title>Not found</title>'],
  ])('is refused if it is %s', async (_, text) => {
    await expect(colorOf(Buffer.from(text))).rejects.toMatchObject({
      code: 'cover',
      message: expect.stringContaining('not JPEG, PNG, WebP, AVIF, GIF or TIFF') as unknown,
    });
  });

  it('is refused if compressed SVG is inside', async () => {
    await expect(colorOf(Buffer.from('1f8b0800000000000003', 'hex'))).rejects.toMatchObject({
      code: 'cover',
    });
  });
});

describe('a JPEG without its end', () => {
  it.each([{ progressive: false }, { progressive: true }])(
    'is read if only the marker is missing: %j',
    async (how) => {
      const whole = await noise.clone().jpeg(how).toBuffer();
      const expected = await colorOf(whole);
      expect(await colorOf(whole.subarray(0, -2))).toEqual(expected);
      expect(await colorOf(whole.subarray(0, -1))).toEqual(expected);
    },
  );

  it('is read as viewers show it', async () => {
    expect(await colorOf(fixture('jpeg-without-eoi.jpg'))).toEqual([0, 200, 0]);
  });

  it.each([12, 1000, 20_000])('is refused if %i bytes are missing', async (missing) => {
    for (const progressive of [false, true]) {
      const whole = await noise.clone().jpeg({ progressive }).toBuffer();
      await expect(colorOf(whole.subarray(0, -missing))).rejects.toMatchObject({ code: 'cover' });
    }
  });
});

describe('colors', () => {
  it.each(
    ['00ff00', '3c8c28', 'ff0000'].flatMap((color) => ['none', 'p3', 'srgb'].map((space) => [color, space])),
  )('are the same with 16 bits as with 8: #%s, profile %s', async (color, space) => {
    expect(await colorOf(fixture(`${color}-${space}-16.png`))).toEqual(
      await colorOf(fixture(`${color}-${space}-8.png`)),
    );
  });

  it.each([10, 12] as const)(
    'are right in an AVIF of %i bits, with and without a profile',
    async (bitdepth) => {
      for (const profile of [undefined, 'srgb', 'p3']) {
        const image = flat('#3c8c28');
        const made = (profile === undefined ? image : image.withIccProfile(profile)).toColorspace('rgb16');
        const color = await colorOf(await made.avif({ bitdepth, quality: 90 }).toBuffer());
        for (const [at, expected] of [0x3c, 0x8c, 0x28].entries()) {
          expect(Math.abs((color[at] ?? 0) - expected), `${profile}: ${color.join()}`).toBeLessThanOrEqual(3);
        }
      }
    },
  );

  it('of a gray image with 16 bits are those of 8 bits', async () => {
    const gray = flat('#777777').toColorspace('grey16').png();
    expect(await colorOf(await gray.toBuffer())).toEqual([0x77, 0x77, 0x77]);
  });

  it('of CMYK without a profile are those of a usual press', async () => {
    expect(await colorOf(fixture('cmyk-noicc.jpg'))).toEqual([0, 109, 174]);
  });
});

describe('limits', () => {
  it('refuse 100 megapixels by the header, and allow them if maxPixels does', async () => {
    const bytes = fixture('100mp.avif');
    const started = performance.now();
    await expect(colorOf(bytes)).rejects.toMatchObject({
      code: 'cover',
      message: 'The image has more than 40 megapixels, which is the limit. To allow more, set maxPixels.',
    });
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('hold for the option', async () => {
    const bytes = await flat('#d01515', 100).png().toBuffer();
    const decoded = (maxPixels: number) => decodePixels(sharp, bytes, (image) => image, { maxPixels });
    await expect(decoded(9999)).rejects.toMatchObject({ code: 'cover' });
    expect((await decoded(10_000)).width).toBe(100);
  });

  it('decode large images one after another, and start none after an abort', async () => {
    const large = await flat('#d01515', 6000).jpeg().toBuffer();
    let running = 0;
    let most = 0;
    let started = 0;
    const controller = new AbortController();
    const counting = (input: Uint8Array, options: SharpOptions) => {
      const pipeline = sharp(input, options);
      const finish = pipeline.toBuffer.bind(pipeline);
      return Object.assign(pipeline, {
        toBuffer: async (how: { resolveWithObject: true }) => {
          started += 1;
          running += 1;
          most = Math.max(most, running);
          if (started === 3) controller.abort(new Error('stop'));
          return finish(how).finally(() => {
            running -= 1;
          });
        },
      });
    };
    const counted = Object.assign(counting, { cache: sharp.cache.bind(sharp) });
    const decode = () =>
      decodePixels(counted, large, (image) => image.resize(8, 8, { fit: 'fill' }), {
        signal: controller.signal,
      });
    const results = await Promise.allSettled(Array.from({ length: 8 }, decode));
    expect(most).toBe(1);
    expect(started).toBe(3);
    expect(results.filter(({ status }) => status === 'rejected').length).toBeGreaterThanOrEqual(5);
  });
});

describe('the orientation', () => {
  it.each(['jpeg', 'png', 'webp', 'tiff'] as const)('is read from %s without sharp', async (format) => {
    for (const orientation of [1, 3, 6, 8]) {
      const bytes = await flat('#d01515').withMetadata({ orientation }).toFormat(format).toBuffer();
      expect(orientationOf(bytes, format)).toBe(orientation);
      expect(() => orientationOf(bytes.subarray(0, 30), format)).not.toThrow();
    }
  });

  it('is 1 for an image without EXIF data', async () => {
    expect(orientationOf(await flat('#d01515').jpeg().toBuffer(), 'jpeg')).toBe(1);
    expect(orientationOf(await flat('#d01515').gif().toBuffer(), 'gif')).toBe(1);
  });
});
