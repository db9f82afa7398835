import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { OnnxTagger } from 'spotitags/onnx';
import { describe, expect, it } from 'vitest';
import { taggerChecks } from '../../src/testing/tagger.ts';
import { runChecks } from '../checks.ts';
import { onnxFile, type Node } from './onnx-file.ts';
import { failure, load, modelOf, plain, solid, type ModelShape } from './use-onnx.ts';

const fixture = (path: string) => fileURLToPath(new URL(`../fixtures/onnx/${path}`, import.meta.url));
const [red, green, blue] = await Promise.all(['#ff0000', '#00ff00', '#0000ff'].map((color) => solid(color)));
if (!red || !green || !blue) throw new Error('three images were made');
const sunset = await solid('#ff8033');
const colors = [1, 128 / 255, 0.2];
/** One label: how much red and green there is. */
const model = modelOf({ weights: [[0.5], [0.5], [0]] });

async function embeddingOf(tagger: OnnxTagger): Promise<readonly number[] | undefined> {
  const [result] = await tagger.tag([{ bytes: sunset }]);
  expect(result?.tags).not.toEqual([]);
  return result?.embedding;
}

const close = (numbers: readonly number[]) => numbers.map((value) => expect.closeTo(value, 5) as unknown);

/** A model of these nodes, from `picture` to `scores`. */
function madeOf(nodes: readonly Node[]): Uint8Array {
  return onnxFile({
    inputs: [{ name: 'picture', dims: ['N', 3, 16, 16] }],
    outputs: [{ name: 'scores', dims: ['N', 1] }],
    constants: [
      { name: 'weights', dims: [3, 1], data: [0.5, 0.5, 0] },
      { name: 'kernel', dims: [1, 3, 1, 1], data: [0.5, 0.5, 0] },
      { name: 'bias', dims: [1], data: [0] },
    ],
    nodes,
  });
}

const pool: Node = { op: 'GlobalAveragePool', inputs: ['picture'], output: 'pooled' };
const flat: Node = { op: 'Flatten', inputs: ['pooled'], output: 'flat' };

describe.each<[string, ModelShape]>([
  ['any number of images', {}],
  ['one image at a time', { layout: 'NHWC', dims: [1, 16, 16, 3] }],
  ['three images at a time', { dims: [3, 3, 16, 16] }],
])('OnnxTagger with embeddings keeps the contract of taggers, with a model for %s', (_, shape) => {
  runChecks(
    taggerChecks({
      create: () => OnnxTagger.load({ ...plain, model: modelOf(shape), embedding: true }),
      covers: [{ bytes: red }, { bytes: green }, { bytes: blue }],
      broken: { bytes: Buffer.from('no image') },
      supports: { counter: { no: 'It sends no images to a service.' } },
    }),
  );
});

describe('the embedding of a cover', () => {
  const labels = ['warm'];

  it('is what the last layer gets', async () => {
    expect(await embeddingOf(await load({ model, labels, embedding: true }))).toEqual(close(colors));
  });

  it('is absent if it was not asked for', async () => {
    expect(await embeddingOf(await load({ model, labels }))).toBeUndefined();
    expect(await embeddingOf(await load({ model, labels, embedding: false }))).toBeUndefined();
  });

  it.each<[string, readonly Node[]]>([
    [
      'a bias and an activation after the layer',
      [
        pool,
        flat,
        { op: 'MatMul', inputs: ['flat', 'weights'], output: 'product' },
        { op: 'Add', inputs: ['bias', 'product'], output: 'sum' },
        { op: 'Clip', inputs: ['sum'], output: 'scores' },
      ],
    ],
    [
      'weights that are computed from constants',
      [
        pool,
        flat,
        { op: 'Identity', inputs: ['weights'], output: 'same' },
        { op: 'Gemm', inputs: ['flat', 'same', 'bias'], output: 'scores' },
      ],
    ],
    [
      'a convolution after the pool',
      [
        pool,
        { op: 'Conv', inputs: ['pooled', 'kernel'], output: 'map' },
        { op: 'Flatten', inputs: ['map'], output: 'scores' },
      ],
    ],
    [
      'rows and columns before the layer, as the mean of each channel',
      [
        { op: 'Identity', inputs: ['picture'], output: 'same' },
        { op: 'Conv', inputs: ['same', 'kernel'], output: 'map' },
        { op: 'GlobalAveragePool', inputs: ['map'], output: 'pooled' },
        flat,
        { op: 'Identity', inputs: ['flat'], output: 'scores' },
      ],
    ],
  ])('is found in a model with %s', async (_, nodes) => {
    const tagger = await load({ model: madeOf(nodes), labels, embedding: true });
    expect(await embeddingOf(tagger)).toEqual(close(colors));
  });

  it('is another tensor if the options name it, also an output that the model has', async () => {
    const two = madeOf([
      pool,
      flat,
      { op: 'MatMul', inputs: ['flat', 'weights'], output: 'product' },
      { op: 'Identity', inputs: ['product'], output: 'scores' },
    ]);
    expect(await embeddingOf(await load({ model: two, labels, embedding: 'product' }))).toEqual(
      close([(1 + 128 / 255) / 2]),
    );
    expect(
      await embeddingOf(await load({ model: two, labels, embedding: 'scores', output: 'scores' })),
    ).toEqual(close([(1 + 128 / 255) / 2]));
  });

  it('does not change the tags, but the id', async () => {
    const [bare, other] = await Promise.all([load(), load({ embedding: true })]);
    const covers = [red, sunset].map((bytes) => ({ bytes }));
    const tagsOf = async (tagger: OnnxTagger) => (await tagger.tag(covers)).map(({ tags }) => tags);
    expect(await tagsOf(other)).toEqual(await tagsOf(bare));
    expect(other.id).not.toBe(bare.id);
  });

  it.each<[string, Parameters<typeof load>[0], RegExp]>([
    [
      'weights in another file',
      { model: fixture('ext-a/model.onnx'), embedding: true },
      /weights in another file, weights\.bin, so it cannot be given the output/u,
    ],
    [
      'a model of one layer',
      {
        model: madeOf([
          { op: 'Conv', inputs: ['picture', 'kernel'], output: 'map' },
          { op: 'GlobalAveragePool', inputs: ['map'], output: 'pooled' },
          { op: 'Flatten', inputs: ['pooled'], output: 'scores' },
        ]),
        labels,
        embedding: true,
      },
      /no inner layer before its last one/u,
    ],
    [
      'several outputs without a choice',
      { model: fixture('features-first.onnx'), embedding: true },
      /several outputs: .*set output to the name of the scores/u,
    ],
    ['a tensor that is not there', { embedding: 'features' }, /no tensor "features"/u],
    ['a file that is not a model', { model: Buffer.from('no model'), embedding: true }, /not an ONNX file/u],
    ['a path that is not there', { model: '/nowhere/a.onnx', embedding: true }, /cannot be loaded.*ENOENT/u],
  ])('is refused for %s', async (_, options, message) => {
    const error = await failure(load(options));
    expect([error.code, error.message]).toEqual(['invalid-input', expect.stringMatching(message)]);
  });
});

const shared = (path: string) => fileURLToPath(new URL(`../../../shared/${path}`, import.meta.url));

describe.skipIf(!existsSync(shared('models/mobilenet_v2.onnx')))(
  'MobileNet v2 (skipped where ../shared/models is absent)',
  () => {
    it('gives the 1,280 numbers of its pooled layer, from a path and from bytes', async () => {
      const path = shared('models/mobilenet_v2.onnx');
      const options = { labels: shared('models/imagenet_labels.txt'), embedding: true, crop: 1 };
      const [first, second] = await Promise.all([
        load({ ...options, model: path }),
        load({ ...options, model: await readFile(path) }),
      ]);
      const embedding = await embeddingOf(first);
      expect(embedding).toHaveLength(1280);
      expect(new Set(embedding).size).toBeGreaterThan(100);
      expect(await embeddingOf(second)).toEqual(embedding);
      expect(second.id).toBe(first.id);
    });
  },
);
