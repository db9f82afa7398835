import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { memoryStore } from 'spotitags';
import { albumCoverConcepts, ClipTagger } from 'spotitags/clip';
import { afterAll, describe, expect, it } from 'vitest';
import { folderOf } from '../files.ts';
import { taggerChecks } from '../../src/testing/tagger.ts';
import { clipFolder } from './clip-folder.ts';
import { blue, colors, covers, green, hub, load, plain, red } from './use-clip.ts';
import { mostHeld, said, solid, watchSessions } from './use-onnx.ts';
import { runChecks } from '../checks.ts';

describe('ClipTagger keeps the contract of taggers', async () => {
  const { mkdtemp, mkdir, rm, writeFile } = await import('node:fs/promises');
  const { tmpdir } = await import('node:os');
  const folder = await mkdtemp(join(tmpdir(), 'spotitags-'));
  await mkdir(join(folder, 'onnx'));
  for (const [name, content] of Object.entries(clipFolder())) await writeFile(join(folder, name), content);
  afterAll(() => rm(folder, { recursive: true }));
  const create = () => ClipTagger.load({ ...plain, folder });
  const broken = { bytes: Buffer.from('no image') };
  runChecks(
    taggerChecks({
      create,
      covers,
      broken,
      supports: { counter: { no: 'It sends no images to a service.' } },
    }),
  );
});

describe('embeddings of covers', () => {
  it('are given on request, and are part of the id', async () => {
    const [bare, asked] = await Promise.all([load(), load({ embedding: true })]);
    const [without, result] = await Promise.all(
      [bare, asked].map(async (tagger) => (await tagger.tag([{ bytes: red }]))[0]),
    );
    expect(without).not.toHaveProperty('embedding');
    expect(result?.tags).toEqual(without?.tags);
    expect(Math.hypot(...(result?.embedding ?? []))).toBeCloseTo(1, 5);
    expect(asked.id).toBe(`${bare.id}&embedding`);
  });

  it('are kept, so that another vocabulary needs no image', async () => {
    const [store, folder] = [memoryStore(), await folderOf(clipFolder())];
    let reads = 0;
    const fetch = () => {
      reads += 1;
      return Promise.resolve(new Response(new Uint8Array(red)));
    };
    const cover = { url: 'https://covers.example/red' };
    const open = (vocabulary: readonly string[]) =>
      load({ folder, vocabulary, embedding: true, store, fetch });
    const [first] = await (await open(['green', 'blue'])).tag([cover]);
    const other = await open(['red', 'blue']);
    const [second] = await other.tag([cover]);
    expect(second?.tags?.[0]?.name).toBe('red');
    expect(second?.embedding).toEqual(first?.embedding);
    expect(await other.tag([cover])).toEqual([second]);
    expect(reads).toBe(1);
  });
});

describe('confidences', () => {
  // Of a red image: with "red" 1, with the other colors 0, with "cover", which means all three, 1/√3.
  const expected = (temperature: number) => {
    const [hit, miss, neutral] = [1, 0, 1 / Math.sqrt(3)].map((cosine) => Math.exp(cosine / temperature));
    const sum = (hit ?? 0) + 2 * (miss ?? 0) + (neutral ?? 0);
    return [(hit ?? 0) / sum, (miss ?? 0) / sum].map((value) => Number(value.toPrecision(4)));
  };

  it.each([0.1, 0.5, 1])(
    'are a softmax beside the neutral text, at a temperature of %d',
    async (temperature) => {
      const [hit, miss] = expected(temperature);
      const all = await said(await load({ temperature, minConfidence: 0 }), red);
      expect(all).toEqual({ red: hit, green: miss, blue: miss });
      expect(Object.keys(all)[0]).toBe('red');
    },
  );

  it('leave little to a group that the neutral text beats', async () => {
    const white = await solid('#ffffff');
    const all = await said(await load({ minConfidence: 0 }), white);
    expect(Object.values(all).every((confidence) => confidence < 1e-6)).toBe(true);
  });

  it('are those of each group by itself, with its own templates', async () => {
    const vocabulary = [
      { name: 'warm', concepts: ['red'] },
      { name: 'cold', concepts: ['green', 'blue'], templates: ['red {}', '{} red'] },
    ];
    const tagger = await load({ vocabulary, temperature: 1, minConfidence: 0 });
    expect(['red', 'green', 'fog'].map((tag) => tagger.aspectOf(tag))).toEqual(['warm', 'cold', undefined]);
    const all = await said(tagger, red);
    const [one, half, neutral] = [1, Math.SQRT1_2, 1 / Math.sqrt(3)].map((cosine) => Math.exp(cosine));
    const cold = (half ?? 0) / (2 * (half ?? 0) + (neutral ?? 0));
    expect(all['red']).toBeCloseTo((one ?? 0) / ((one ?? 0) + (neutral ?? 0)), 3);
    expect([all['green'], all['blue']]).toEqual([expect.closeTo(cold, 3), expect.closeTo(cold, 3)]);
  });

  it('are cut off by maxTags and minConfidence', async () => {
    expect(
      Object.keys(await said(await load({ maxTags: 1, minConfidence: 0, temperature: 1 }), green)),
    ).toEqual(['green']);
    expect(Object.keys(await said(await load({ minConfidence: 0.3, temperature: 1 }), green))).toEqual([
      'green',
    ]);
  });

  it('are SigLIP’s by the same formula', async () => {
    const [hit, miss] = expected(1);
    const folder = await folderOf(clipFolder('siglip'));
    const tagger = await load({ folder, temperature: 1, minConfidence: 0 });
    expect(await said(tagger, red)).toEqual({ red: hit, green: miss, blue: miss });
  });

  it('fail the cover that the model has no answer to', async () => {
    const black = await solid('#000000');
    const [first, second] = await (await load()).tag([{ bytes: black }, { bytes: red }]);
    expect(first?.error).toMatchObject({ code: 'cover' });
    expect(second?.tags?.[0]?.name).toBe('red');
  });

  it.each(['clip', 'siglip'] as const)('are the same for an image of any size, by %s', async (family) => {
    const folder = await folderOf(clipFolder(family));
    const tagger = await load({ folder, temperature: 1, minConfidence: 0 });
    const sizes: [number, number][] = [
      [1700, 900],
      [1, 1],
      [3, 7],
      [15, 17],
      [8, 60_000],
      [60_000, 8],
    ];
    for (const [width, height] of sizes)
      expect(await said(tagger, await solid('#ff0000', width, height))).toEqual(await said(tagger, red));
  });

  it('are of the middle of an image by CLIP, of all of it by SigLIP', async () => {
    const wide = await sharp(red)
      .resize(20, 20)
      .extend({ left: 10, right: 10, background: '#0000ff' })
      .png()
      .toBuffer();
    const options = { temperature: 1, minConfidence: 0 };
    const byClip = await said(await load(options), wide);
    const { red: hit = 0 } = await said(await load(options), red);
    expect(byClip['red']).toBeCloseTo(hit, 2);
    const folder = await folderOf(clipFolder('siglip'));
    const bySiglip = await said(await load({ ...options, folder }), wide);
    expect(bySiglip['red']).toBeCloseTo(bySiglip['blue'] ?? 0, 1);
  });

  it.each(['clip', 'siglip'] as const)(
    'are of all pixels of an image that is shrunk, by %s',
    async (family) => {
      const stripes = Buffer.alloc(
        1600 * 3,
        Buffer.from(
          [...Array<number[]>(50).fill([255, 0, 0]), ...Array<number[]>(50).fill([0, 0, 255])].flat(),
        ),
      );
      const striped = await sharp(Buffer.concat(Array<Buffer>(1600).fill(stripes)), {
        raw: { width: 1600, height: 1600, channels: 3 },
      })
        .png()
        .toBuffer();
      const folder = await folderOf(clipFolder(family));
      const all = await said(await load({ folder, temperature: 1, minConfidence: 0 }), striped);
      expect(all['red']).toBeCloseTo(all['blue'] ?? 0, 2);
    },
  );

  it.each<[string, object]>([
    ['a number, as of the first models', { size: 16 }],
    ['more than is seen', { size: { shortest_edge: 20 } }],
    ['an area', { size: { height: 16, width: 16 } }],
  ])('are of images in the size that the model asks for: %s', async (_, asked) => {
    const files = clipFolder();
    const config = { ...(JSON.parse(String(files['preprocessor_config.json'])) as object), ...asked };
    const folder = await folderOf({ ...files, 'preprocessor_config.json': JSON.stringify(config) });
    const framed = await sharp(red).resize(40, 30).png().toBuffer();
    expect(Object.keys(await said(await load({ folder }), framed))).toEqual(['red']);
  });

  it.each<[string, (image: Sharp) => Sharp]>([
    ['of 16 bits a color', (image) => image.toColorspace('rgb16').png()],
    ['for print', (image) => image.toColorspace('cmyk').jpeg({ quality: 100 })],
    ['with transparency', (image) => image.ensureAlpha(0.999).webp({ lossless: true })],
    ['in a palette', (image) => image.gif()],
  ])('are those of the colors of images %s', async (_, write) => {
    const bytes = await write(sharp(await solid('#ff0000'))).toBuffer();
    expect(Object.keys(await said(await load(), bytes))).toEqual(['red']);
  });

  it('are those of white, gray and black images too', async () => {
    const gray = await sharp(await solid('#808080'))
      .grayscale()
      .png()
      .toBuffer();
    const all = await said(await load({ vocabulary: [...colors, 'red green blue'], neutral: 'red' }), gray);
    expect(Object.keys(all)).toEqual(['red green blue']);
  });
});

describe('the vocabulary', () => {
  it('of album covers has some 300 concepts in groups, none of them twice', () => {
    const names = albumCoverConcepts.flatMap(({ concepts }) => concepts);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(290);
    expect(names.every((name) => /^[\p{L}\p{N}][\p{L}\p{N} -]+$/u.test(name))).toBe(true);
    expect(albumCoverConcepts.map(({ name }) => name)).toEqual([
      ...['subjects', 'scenes', 'objects'],
      ...['styles', 'moods', 'typography'],
    ]);
  });

  it('is read once where there is a store, and the model for texts is then not even loaded', async () => {
    const files = clipFolder();
    const asked = hub(files);
    const cacheFolder = await folderOf({});
    const store = memoryStore();
    const hubOptions = { model: 'me/tiny', revision: 'abc1234', cacheFolder, store };
    const first = await load(hubOptions);
    expect(asked).toContain('/me/tiny/resolve/abc1234/onnx/text_model.onnx');
    asked.length = 0;
    const again = await load({ ...hubOptions, cacheFolder: await folderOf({}) });
    expect(asked).toContain('/me/tiny/resolve/abc1234/onnx/vision_model.onnx');
    expect(asked).not.toContain('/me/tiny/resolve/abc1234/onnx/text_model.onnx');
    expect(await again.tag(covers)).toEqual(await first.tag(covers));
    const other = await load({ ...hubOptions, vocabulary: ['blue', 'red'] });
    expect(Object.keys(await said(other, blue))).toEqual(['blue']);
  });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['another thing', [{ name: 'red', confidence: 1 }]],
    ['too little', { width: 3, floats: 'AAAA' }],
    ['of the right size what is not a direction', { width: 3, floats: Buffer.alloc(48).toString('base64') }],
    [
      'of the right size what is not a number',
      { width: 3, floats: Buffer.alloc(48, 255).toString('base64') },
    ],
  ])('is read again where the store holds %s', async (_, held) => {
    const store = { ...memoryStore(), get: () => Promise.resolve(held) };
    expect(Object.keys(await said(await load({ store }), blue))).toEqual(['blue']);
  });

  it('is what fails where the store does, and nothing stays open', async () => {
    const sessions = watchSessions();
    const full = new Error('disk full');
    const store = { ...memoryStore(), set: () => Promise.reject(full) };
    await expect(load({ store })).rejects.toMatchObject({
      code: 'service',
      message: 'The store failed: disk full.',
      cause: full,
    });
    expect(sessions).toEqual({ made: 1, open: 0 });
  });

  it('may name a concept in several groups, of which the surest counts, and with blanks around it', async () => {
    const vocabulary = [
      { name: 'hot', concepts: ['red', ' red ', 'cover'] },
      { name: 'all', concepts: ['blue', '\nred'] },
    ];
    const [hot, all] = await Promise.all(
      vocabulary.map(async (group) => said(await load({ vocabulary: [group], temperature: 1 }), red)),
    );
    expect(Object.keys(hot ?? {})).toEqual(['red', 'cover']);
    const both = await said(await load({ vocabulary, temperature: 1 }), red);
    expect(both['red']).toBe(Math.max(hot?.['red'] ?? 0, all?.['red'] ?? 0));
    expect(Object.keys(both).sort()).toEqual(['blue', 'cover', 'red']);
  });

  it('may hold words that objects have already, and signs that templates use', async () => {
    const vocabulary = ['__proto__ red', 'constructor blue', '{} green', '$& red blue', 'RED\u00a0Green'];
    const all = await said(await load({ vocabulary, minConfidence: 0, temperature: 1 }), green);
    expect(Object.keys(all).sort()).toEqual([...vocabulary].sort());
    expect(Object.keys(all)[0]).toBe('{} green');
  });

  it('may have thousands of concepts', async () => {
    const vocabulary = Array.from({ length: 5000 }, (_, at) => `${colors[at % 3] ?? ''} ${at}`);
    const all = await said(await load({ vocabulary, minConfidence: 0 }), green);
    expect(Object.keys(all).length).toBe(50);
    expect(Object.keys(all).every((name) => name.startsWith('green'))).toBe(true);
  });
});

describe('tag', () => {
  it('holds few images at once, however many are asked for', async () => {
    expect(await mostHeld(load, red)).toEqual({ most: 16, names: new Set(['red']) });
  });

  it('ends with its signal, and others that run beside it do not', async () => {
    const tagger = await load();
    const reason = new Error('stop');
    const controller = new AbortController();
    const stopped = tagger.tag(covers, { signal: controller.signal });
    const beside = tagger.tag(covers);
    controller.abort(reason);
    await expect(stopped).rejects.toBe(reason);
    expect((await beside).map(({ tags }) => tags?.[0]?.name)).toEqual(colors);
  });
});
