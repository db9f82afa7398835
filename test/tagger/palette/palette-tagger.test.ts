import fc from '../../fast-check.ts';
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import { paletteBackground, PaletteTagger } from 'spotitags/palette';
import { loadSharp } from '../../../src/covers/decode.ts';
import { decode } from '../../../src/tagger/palette/decode.ts';
import { canonicalName } from '../../../src/tags/names.ts';
import { VOCABULARY } from '../../../src/tagger/palette/tags.ts';
import { noise, paint, Said, solid } from './images.ts';

describe('PaletteTagger', () => {
  it('ships what it says of the artists of the sample data', async () => {
    const { tagger, artists, carriers, names } = await paletteBackground();
    expect({ tagger, artists }).toEqual({ tagger: new PaletteTagger().id, artists: 71 });
    expect(names.has('slayer')).toBe(true);
    expect(carriers.get('dark')).toBeGreaterThan(20);
  });

  it('knows what each of its words is about, as profiles spell it', () => {
    const tagger = new PaletteTagger();
    const words = ['dark red', 'gloomy', 'vivid color', 'lettering at the top', 'castle'];
    expect(words.map((word) => tagger.aspectOf(word))).toEqual([
      'color',
      'mood',
      'color',
      'lettering',
      undefined,
    ]);
  });

  it('names nothing but its version in its id', () => {
    expect(new PaletteTagger().id).toMatch(/^palette@\d+$/);
  });

  it('fails for the covers that cannot be read, and for no other', async () => {
    const bytes = await solid('#d01515').png().toBuffer();
    const results = await new PaletteTagger().tag([
      { bytes },
      { path: '/nowhere/1.jpg' },
      { bytes: bytes.subarray(0, 20) },
      { url: 'ftp://covers.example' },
      { bytes },
    ]);
    expect(results.map(({ error }) => error?.code)).toEqual([
      undefined,
      'cover',
      'cover',
      'cover',
      undefined,
    ]);
  });

  it('says alike on one thread and on many, with vector instructions and without', async () => {
    const bytes = await paint((x, y) => [255 * noise(x >> 3, y >> 3), 2 * y, (x * y) % 256], 300, 300);
    const jpeg = await sharp(bytes).jpeg().toBuffer();
    const before = { simd: sharp.simd(), threads: sharp.concurrency() };
    const first = await new PaletteTagger().tag([{ bytes: jpeg }]);
    try {
      sharp.simd(!before.simd);
      sharp.concurrency(before.threads === 1 ? 4 : 1);
      expect(await new PaletteTagger().tag([{ bytes: Uint8Array.from(jpeg) }])).toEqual(first);
    } finally {
      sharp.simd(before.simd);
      sharp.concurrency(before.threads);
    }
  });

  it("leaves sharp's settings alone", async () => {
    const settings = () => {
      const { memory, files, items } = sharp.cache();
      return [memory.max, files.max, items.max, sharp.concurrency(), sharp.simd()];
    };
    const before = settings();
    await new PaletteTagger().tag([{ bytes: await solid('red').png().toBuffer() }]);
    expect(settings()).toEqual(before);
  });

  it('rejects on abort while an image is being decoded', async () => {
    const bytes = await solid('#d01515', 6000, 6000).jpeg().toBuffer();
    const controller = new AbortController();
    const reason = new Error('stop');
    const tagging = new PaletteTagger().tag([{ bytes }], { signal: controller.signal });
    setTimeout(() => {
      controller.abort(reason);
    }, 5);
    await expect(tagging).rejects.toBe(reason);
  });
});

describe('an abort', () => {
  it('does not wait for work that cannot be stopped', async () => {
    const fetch = vi.spyOn(globalThis, 'fetch').mockReturnValue(new Promise(() => undefined));
    const controller = new AbortController();
    const reason = new Error('stop');
    const tagging = new PaletteTagger().tag([{ url: 'https://covers.example/1' }], {
      signal: controller.signal,
    });
    setTimeout(() => {
      controller.abort(reason);
    }, 5);
    await expect(tagging).rejects.toBe(reason);
    fetch.mockRestore();
  });
});

describe('loadSharp', () => {
  it('names the install command when sharp is missing', async () => {
    const missing = loadSharp('A tagger', () => Promise.reject(new Error("Cannot find package 'sharp'")));
    await expect(missing).rejects.toMatchObject({
      code: 'missing-package',
      message: expect.stringContaining('npm install sharp') as unknown,
    });
  });
});

describe('decode', () => {
  it('shrinks to one fixed size, in sRGB', async () => {
    const raster = await decode(sharp, await solid('#0080ff', 37, 500).png().toBuffer());
    expect(raster.length).toBe(128 * 128 * 3);
    expect([...raster.subarray(0, 3)]).toEqual([0, 128, 255]);
  });

  it('converts other color profiles, and grays, to sRGB', async () => {
    const wide = await solid('#3080c0').withIccProfile('p3').png().toBuffer();
    const [red = 0, green = 0, blue = 0] = await decode(sharp, wide);
    expect(Math.max(Math.abs(red - 0x30), Math.abs(green - 0x80), Math.abs(blue - 0xc0))).toBeLessThan(4);
    const single = await solid('#777777').toColorspace('b-w').png().toBuffer();
    expect((await decode(sharp, single)).length).toBe(128 * 128 * 3);
  });
});

describe('the vocabulary', () => {
  it('has every name once, in plain lower-case words, each explained', () => {
    const names = VOCABULARY.map(({ name }) => name);
    expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([]);
    expect(names.filter((name) => !/^[a-z]+([ ,-]+[a-z]+)*$/.test(name))).toEqual([]);
    expect(VOCABULARY.filter(({ meaning }) => meaning.length < 5)).toEqual([]);
  });

  it('keeps its words apart when singular and plural fold', () => {
    const folded = VOCABULARY.map(({ name }) => canonicalName(name));
    expect(folded.filter((name, place) => folded.indexOf(name) !== place)).toEqual([]);
  });

  it('gives well-formed tags for whatever image', async () => {
    const known = new Set(VOCABULARY.map(({ name }) => name));
    const size = fc.integer({ min: 1, max: 24 });
    const image = fc
      .tuple(size, size, fc.constantFrom<(1 | 3 | 4)[]>(1, 3, 4))
      .chain(([width, height, channels]) =>
        fc.record({
          raw: fc.constant({ width, height, channels }),
          pixels: fc.uint8Array({
            minLength: width * height * channels,
            maxLength: width * height * channels,
          }),
        }),
      );
    await fc.assert(
      fc.asyncProperty(image, async ({ raw, pixels }) => {
        const bytes = await sharp(pixels, { raw }).png().toBuffer();
        const [result, again] = await new PaletteTagger().tag([{ bytes }, { bytes }]);
        expect(again).toEqual(result);
        const said = new Said(result);
        expect(said.names.every((name) => known.has(name))).toBe(true);
        expect(new Set(said.names).size).toBe(result?.tags?.length);
        const confidences = (result?.tags ?? []).map(({ confidence }) => confidence);
        expect(confidences.every((value) => value >= 0.05 && value <= 1)).toBe(true);
        expect(confidences.every((value) => Math.round(value * 1000) / 1000 === value)).toBe(true);
        expect(confidences).toEqual(confidences.toSorted((left, right) => right - left));
      }),
      { numRuns: 60 },
    );
  });
});
