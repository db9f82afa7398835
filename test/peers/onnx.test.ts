import { join } from 'node:path';
import sharp from 'sharp';
import type { Cover } from 'spotitags';
import { OnnxTagger, type OnnxTaggerOptions } from 'spotitags/onnx';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { folderOf } from '../files.ts';
import { taggerChecks } from '../../src/testing/tagger.ts';
import { onnxFile } from './onnx-file.ts';
import {
  failure,
  load,
  modelOf,
  mostHeld,
  plain,
  said,
  solid,
  watchSessions,
  type ModelShape,
} from './use-onnx.ts';
import { waitFor } from '../wait-for.ts';
import { runChecks } from '../checks.ts';

const [red, green, blue] = await Promise.all(['#ff0000', '#00ff00', '#0000ff'].map((color) => solid(color)));
if (!red || !green || !blue) throw new Error('three images were made');
const sunset = await solid('#ff8033');

describe.each<[string, ModelShape]>([
  ['any number of images', {}],
  ['one image at a time', { layout: 'NHWC', dims: [1, 16, 16, 3] }],
  ['three images at a time', { dims: [3, 3, 16, 16] }],
])('OnnxTagger keeps the contract of taggers, with a model for %s', (_, shape) => {
  const create = () => OnnxTagger.load({ ...plain, model: modelOf(shape) });
  const covers: [Cover, Cover, Cover] = [{ bytes: red }, { bytes: green }, { bytes: blue }];
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

describe('a picture', () => {
  it.each<'NCHW' | 'NHWC'>(['NCHW', 'NHWC'])(
    'reaches a model that takes %s in its own colors',
    async (layout) => {
      const tagger = await load({ model: modelOf({ layout }) });
      expect(await said(tagger, sunset)).toEqual({ red: 1, green: 0.502, blue: 0.2 });
    },
  );

  it('is normalized by mean and standard deviation', async () => {
    const tagger = await load({ mean: [0.5, 0.4, 0.1], std: [1, 0.5, 0.25] });
    expect(await said(tagger, sunset)).toEqual({ red: 0.5, green: 0.2039, blue: 0.4 });
  });

  it('is normalized as models for ImageNet expect, if nothing else is said', async () => {
    const tenth = [
      [0.1, 0, 0],
      [0, 0.1, 0],
      [0, 0, 0.1],
    ];
    const { labels } = plain;
    const model = modelOf({ weights: tenth });
    const tagger = await OnnxTagger.load({ model, labels, activation: 'sigmoid' });
    const confidence = (value: number, mean: number, std: number) =>
      1 / (1 + Math.exp((mean - value) / std / 10));
    const expected = [
      confidence(1, 0.485, 0.229),
      confidence(128 / 255, 0.456, 0.224),
      confidence(0.2, 0.406, 0.225),
    ];
    expect(Object.values(await said(tagger, sunset))).toEqual(
      expected.map((value) => Number(value.toPrecision(4))),
    );
    await tagger.close();
  });

  it('is its middle: 7/8 of the shorter side, or as much as `crop` says', async () => {
    const inner = await solid('#ff0000', 84);
    // Blue beyond the middle 84 pixels of 100, and far more of it left and right.
    const framed = await sharp({ create: { width: 160, height: 100, channels: 3, background: '#0000ff' } })
      .composite([{ input: inner, left: 38, top: 8 }])
      .png()
      .toBuffer();
    const blueAt = async (crop?: number) =>
      (await said(await load(crop ? { crop } : {}), framed))['blue'] ?? 0;
    expect(await blueAt(0.8)).toBeLessThan(0.01);
    // 1 - (84 / 87.5)², and 1 - (84 / 100)², but for what the borders blur.
    expect(await blueAt()).toBeCloseTo(0.078, 1);
    expect(await blueAt(1)).toBeCloseTo(0.294, 1);
  });

  it('is turned upright, on white where it is transparent', async () => {
    const clear = await sharp({ create: { width: 9, height: 9, channels: 4, background: '#00000000' } })
      .png()
      .toBuffer();
    expect(await said(await load(), clear)).toEqual({ red: 1, green: 1, blue: 1 });
  });
});

describe('the size of the input', () => {
  const seen = async (options: Partial<OnnxTaggerOptions>) => said(await load(options), sunset);
  const sums = { red: 1, green: 0.502, blue: 0.2 };

  it('is what the model says, wider than high too', async () => {
    expect(await seen({ model: modelOf({ dims: ['N', 3, 8, 24] }) })).toEqual(sums);
    expect(await seen({ model: modelOf({ dims: [1, 8, 24, 3], layout: 'NHWC' }) })).toEqual(sums);
  });

  it('is what the options say where the model takes any', async () => {
    const open = modelOf({ dims: ['N', 'C', 'H', 'W'] });
    expect(await seen({ model: open, inputSize: 32 })).toEqual(sums);
    expect(await seen({ model: open })).toEqual(sums);
    const last = modelOf({ dims: ['N', 'H', 'W', 'C'], layout: 'NHWC' });
    expect(await seen({ model: last, layout: 'NHWC', inputSize: 32 })).toEqual(sums);
  });

  it.each<[string, Partial<OnnxTaggerOptions>, string]>([
    ['size', { inputSize: 224 }, 'inputSize is 224, but the model needs 16'],
    ['layout', { layout: 'NHWC' }, 'layout is NHWC, but the model needs NCHW'],
  ])('is refused where options contradict the model: %s', async (_, options, message) => {
    expect(await failure(load(options))).toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(message) as unknown,
    });
  });
});

describe('confidences', () => {
  const weights = [
    [2, -1, 0, 1],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ];
  const options = { model: modelOf({ weights }), labels: ['a', 'b', 'c', 'd'] };

  it('are those of a softmax, which sum to one, surest first', async () => {
    const all = await said(await load({ ...options, activation: 'softmax' }), red);
    const sum = Math.exp(2) + Math.exp(-1) + 1 + Math.E;
    const expected = { a: Math.exp(2) / sum, d: Math.E / sum, c: 1 / sum, b: Math.exp(-1) / sum };
    expect(all).toEqual(
      Object.fromEntries(
        Object.entries(expected).map(([name, value]) => [name, Number(value.toPrecision(4))]),
      ),
    );
    expect(Object.keys(all)).toEqual(['a', 'd', 'c', 'b']);
  });

  it('are those of a sigmoid, each for itself', async () => {
    expect(await said(await load({ ...options, activation: 'sigmoid' }), red)).toEqual({
      ...{ a: 0.8808, d: 0.7311 },
      ...{ c: 0.5, b: 0.2689 },
    });
  });

  it('hold where numbers are large', async () => {
    const large = modelOf({ weights: weights.map((row) => row.map((weight) => weight * 1000)) });
    expect(await said(await load({ ...options, model: large, activation: 'softmax' }), red)).toEqual({
      a: 1,
    });
  });

  it('are cut off by maxTags and minConfidence', async () => {
    const top = await load({ ...options, activation: 'sigmoid', maxTags: 2 });
    expect(Object.keys(await said(top, red))).toEqual(['a', 'd']);
    const sure = await load({ ...options, activation: 'sigmoid', minConfidence: 0.5 });
    expect(Object.keys(await said(sure, red))).toEqual(['a', 'd', 'c']);
  });

  it('of labels of one name are the highest, and what has no name is not said', async () => {
    const tagger = await load({ ...options, labels: ['crane', 'crane', '', 'kite'], activation: 'sigmoid' });
    expect(await said(tagger, red)).toEqual({ crane: 0.8808, kite: 0.7311 });
  });

  it('fail the cover where the model gives no numbers for it, and no other', async () => {
    const notANumber = onnxFile({
      inputs: [{ name: 'picture', dims: ['N', 3, 16, 16] }],
      outputs: [{ name: 'roots', dims: ['N', 3] }],
      constants: [{ name: 'half', dims: [1], data: [0.5] }],
      nodes: [
        { op: 'ReduceMean', inputs: ['picture'], output: 'means', attributes: { axes: [2, 3], keepdims: 0 } },
        { op: 'Sub', inputs: ['half', 'means'], output: 'differences' },
        { op: 'Sqrt', inputs: ['differences'], output: 'roots' },
      ],
    });
    const gray = await solid('#404040');
    const results = await (await load({ model: notANumber })).tag([{ bytes: red }, { bytes: gray }]);
    expect(results.map(({ tags, error }) => tags?.length ?? error?.code)).toEqual(['cover', 3]);
  });
});

describe('labels', () => {
  it('are read from a file, whatever ends its lines', async () => {
    const folder = await folderOf({
      'unix.txt': 'red\ngreen\nblue\n',
      'windows.txt': '\uFEFFred\r\ngreen\r\nblue',
      'gap.txt': 'red\n\nblue\n',
    });
    const names = async (file: string) =>
      Object.keys(await said(await load({ labels: join(folder, file) }), sunset));
    expect(await names('unix.txt')).toEqual(['red', 'green', 'blue']);
    expect(await names('windows.txt')).toEqual(['red', 'green', 'blue']);
    expect(await names('gap.txt')).toEqual(['red', 'blue']);
  });
});

describe('the id', () => {
  it('is that of the same model wherever it lies, and begins with the name', async () => {
    const folder = await folderOf({
      'a.onnx': plain.model,
      'b.onnx': plain.model,
      'labels.txt': 'red\ngreen\nblue\n',
    });
    const ids = await Promise.all(
      [
        {},
        { model: join(folder, 'a.onnx') },
        { model: join(folder, 'b.onnx'), labels: join(folder, 'labels.txt') },
      ].map(async (options) => (await load(options)).id),
    );
    expect(ids[0]).toMatch(/^onnx@[0-9a-f]{16}\?top=50&min=0$/u);
    expect(new Set(ids).size).toBe(1);
    expect((await load({ name: 'mean-color' })).id).toMatch(/^mean-color@/u);
  });

  it('is another for all that changes answers', async () => {
    const id = async (options: Partial<OnnxTaggerOptions>) => (await load(options)).id;
    const anySize = modelOf({ dims: ['N', 3, 'H', 'W'] });
    const other = modelOf({
      weights: [
        [0.9, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    });
    const changes: Partial<OnnxTaggerOptions>[] = [
      {},
      { model: other },
      { model: anySize },
      { model: anySize, inputSize: 16 },
      { labels: ['red', 'green', 'azure'] },
      { activation: 'sigmoid' },
      { maxTags: 2 },
      { minConfidence: 0.1 },
      { crop: 1 },
      { mean: [0.1, 0, 0] },
      { std: [1, 1, 2] },
    ];
    const ids = await Promise.all(changes.map(id));
    expect(new Set(ids).size).toBe(changes.length);
    expect(await id({ batchSize: 7, threads: 1, inputSize: 16, layout: 'NCHW' })).toBe(ids[0]);
  });

  it('covers weights that lie in files beside the model', async () => {
    const id = async (files: Record<string, string>) => {
      const folder = await folderOf({ 'a.onnx': plain.model, ...files });
      return (await load({ model: join(folder, 'a.onnx') })).id;
    };
    const alone = await id({ 'a.onnx.txt': 'notes', 'b.onnx_data': 'of another' });
    expect(alone).toBe((await load()).id);
    const ids = await Promise.all(
      [{ 'a.onnx_data': '1' }, { 'a.onnx_data': '2' }, { 'a.onnx.data': '3' }].map(id),
    );
    expect(new Set([alone, ...ids]).size).toBe(4);
  });
});

describe('load refuses', () => {
  const two = onnxFile({
    inputs: ['a', 'b'].map((name) => ({ name, dims: ['N', 3, 16, 16] })),
    outputs: [{ name: 'c', dims: ['N', 3, 16, 16] }],
    nodes: [{ op: 'Add', inputs: ['a', 'b'], output: 'c' }],
  });
  const probabilities = onnxFile({
    inputs: [{ name: 'picture', dims: ['N', 3, 16, 16] }],
    outputs: [{ name: 'softmax', dims: ['N', 3] }],
    nodes: [
      { op: 'ReduceMean', inputs: ['picture'], output: 'means', attributes: { axes: [2, 3], keepdims: 0 } },
      { op: 'Softmax', inputs: ['means'], output: 'softmax' },
    ],
  });

  it.each<[string, Partial<OnnxTaggerOptions>, RegExp]>([
    ['a file that is not there', { model: '/nowhere/a.onnx' }, /model cannot be loaded/u],
    ['what is not a model', { model: Buffer.from('no model') }, /model cannot be loaded/u],
    ['a model of two inputs', { model: two }, /has 2 inputs/u],
    ['a model of bytes', { model: modelOf({ type: 'uint8' }) }, /"picture" is uint8/u],
    [
      'a model of four colors',
      { model: modelOf({ dims: ['N', 4, 16, 16], weights: [[1], [1], [1], [1]] }) },
      /three colors/u,
    ],
    ['a model of rows', { model: modelOf({ dims: ['N', 3, 256], layout: 'NHWC' }) }, /four dimensions/u],
    ['labels of another model', { labels: ['red', 'green'] }, /2 labels, but .* returns 3/u],
    ['no labels', { labels: ['', ' '] }, /labels must name/u],
    ['labels that are not there', { labels: '/nowhere/labels.txt' }, /labels cannot be read .*ENOENT/u],
    ['a softmax of a softmax', { model: probabilities, activation: 'softmax' }, /Set activation to 'none'/u],
    ['a name with a space', { name: 'my model' }, /name must be/u],
    ['a layout', { layout: 'CHW' as 'NCHW' }, /layout must be/u],
    ['an activation', { activation: 'relu' as 'none' }, /activation must be/u],
    ['a crop', { crop: 0 }, /crop must lie/u],
    ['a mean', { mean: [0, 0, Number.NaN] }, /mean must be three numbers/u],
    ['a deviation of nought', { std: [1, 0, 1] }, /std must be three numbers/u],
    ['a confidence', { minConfidence: 2 }, /minConfidence must lie in 0..1/u],
    ['maxTags', { maxTags: 0 }, /maxTags must be/u],
    ['batchSize', { batchSize: 1.5 }, /batchSize must be/u],
  ])('%s', async (_, options, message) => {
    const sessions = watchSessions();
    const error = await failure(load(options));
    expect(error.code).toBe('invalid-input');
    expect(error.message).toMatch(message);
    expect(sessions.open).toBe(0);
  });

  it('outputs that are not confidences, once it sees them', async () => {
    const logits = modelOf({
      weights: [
        [5, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    });
    const tagger = await load({ model: logits });
    const error = await failure(tagger.tag([{ bytes: red }]));
    expect(error).toMatchObject({ code: 'invalid-input' });
    expect(error.message).toContain(
      "returned 5, which is not a confidence in 0..1. Set 'softmax' or 'sigmoid'",
    );
  });

  it("with the signal's reason", async () => {
    const reason = new Error('stop');
    await expect(OnnxTagger.load(plain, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const sessions = watchSessions();
    const controller = new AbortController();
    const loading = OnnxTagger.load(plain, { signal: controller.signal });
    controller.abort(reason);
    await expect(loading).rejects.toBe(reason);
    await waitFor(() => {
      expect(sessions).toEqual({ made: 1, open: 0 });
    });
  });
});

describe('tag', () => {
  it('holds few images at once, however many are asked for', async () => {
    expect(await mostHeld(load, red)).toEqual({ most: 16, names: new Set(['red']) });
  });

  it('gives the batch size that the options ask for to the model, and no more than it takes', async () => {
    const covers = [red, green, blue, sunset, red].map((bytes) => ({ bytes }));
    const alone = await (await load({ batchSize: 1 })).tag(covers);
    for (const options of [{ batchSize: 2 }, { batchSize: 40 }, { model: modelOf({ dims: [2, 3, 16, 16] }) }])
      expect(await (await load(options)).tag(covers)).toEqual(alone);
    expect((await load({ batchSize: 40 })).maxBatchSize).toBe(40);
  });

  it('ends with its signal, and others that run beside it do not', async () => {
    const tagger = await load();
    const reason = new Error('stop');
    const controller = new AbortController();
    const batch = [red, green, blue].map((bytes) => ({ bytes }));
    const stopped = tagger.tag(batch, { signal: controller.signal });
    const beside = tagger.tag(batch);
    controller.abort(reason);
    await expect(stopped).rejects.toBe(reason);
    expect((await beside).map(({ tags }) => tags?.[0]?.name)).toEqual(plain.labels);
  });

  it.each<[string, ModelShape]>([
    ['any number of images', {}],
    ['three images', { dims: [3, 3, 16, 16] }],
  ])('answers the others where some are broken, with a model for %s', async (_, shape) => {
    const broken = Buffer.from('no image');
    const batch = [broken, red, broken, broken, broken, green, blue].map((bytes) => ({ bytes }));
    const results = await (await load({ model: modelOf(shape), batchSize: 4 })).tag(batch);
    expect(results.map(({ tags, error }) => tags?.[0]?.name ?? error?.code)).toEqual([
      ...['cover', 'red', 'cover', 'cover', 'cover'],
      ...['green', 'blue'],
    ]);
  });

  it('takes thin images as well', async () => {
    const tagger = await load();
    for (const [width, height] of [
      [1, 1],
      [8, 60_000],
      [60_000, 8],
    ] as const)
      expect(await said(tagger, await solid('#ff0000', width, height))).toEqual({ red: 1 });
  });

  it('refuses once the tagger is closed, what is under way too, and frees the model', async () => {
    const sessions = watchSessions();
    const url = 'https://covers.example/a.png';
    const tagger = await load({ fetch: () => new Promise(() => undefined) });
    expect(sessions).toEqual({ made: 1, open: 1 });
    const late = [tagger.tag([{ bytes: red }]), tagger.tag([{ url }])].map(failure);
    await Promise.all([tagger.close(), tagger.close()]);
    expect(sessions.open).toBe(0);
    const after = [tagger.tag([{ bytes: red }]), tagger.tag([{ url }])].map(failure);
    for (const error of await Promise.all([...late, ...after]))
      expect(error).toMatchObject({
        code: 'invalid-input',
        message: expect.stringMatching(/closed/iu) as unknown,
      });
  });
});

describe('the packages', () => {
  afterEach(() => {
    vi.doUnmock('onnxruntime-node');
    vi.doUnmock('sharp');
    vi.resetModules();
  });

  it.each(['onnxruntime-node', 'sharp'])('%s is named where it is missing', async (name) => {
    vi.resetModules();
    vi.doMock(name, () => {
      throw new Error(`Cannot find package '${name}'`);
    });
    const entry = await import('spotitags/onnx');
    const error = await failure(entry.OnnxTagger.load(plain));
    expect(error.code).toBe('missing-package');
    expect(error.message).toContain(`npm install ${name}`);
  });
});
