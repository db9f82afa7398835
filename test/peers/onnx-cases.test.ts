import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { externalData } from '../../src/tagger/local/external-data.ts';
import { modelHash } from '../../src/tagger/local/model-hash.ts';
import { failure, load, plain, said, solid } from './use-onnx.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/onnx/${name}`, import.meta.url));

const red = await solid('#ff0000');

describe('weights in other files', () => {
  const models = [fixture('ext-a/model.onnx'), fixture('ext-b/model.onnx')];

  it('are found in the graph', async () => {
    expect(externalData(await readFile(models[0] ?? ''))).toEqual(['weights.bin']);
    expect(externalData(await readFile(fixture('aux-first.onnx')))).toEqual([]);
    expect(externalData(Buffer.from('{"model_type":"clip"}'))).toEqual([]);
    expect(externalData(Buffer.alloc(0))).toEqual([]);
  });

  it('are part of the id', async () => {
    const taggers = await Promise.all(models.map((model) => load({ model, activation: 'softmax' })));
    const [first, second] = await Promise.all(taggers.map((tagger) => said(tagger, red)));
    expect(first).not.toEqual(second);
    expect(taggers[0]?.id).not.toBe(taggers[1]?.id);
  });

  it('do not change the id if the model does not use them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'onnx-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await cp(fixture('ext-a'), folder, { recursive: true });
    const model = join(folder, 'model.onnx');
    const before = (await load({ model })).id;
    await writeFile(join(folder, 'other.bin'), 'other');
    expect((await load({ model })).id).toBe(before);
    await writeFile(join(folder, 'weights.bin'), Buffer.alloc(72));
    expect((await load({ model })).id).not.toBe(before);
  });

  it.each(['../ext/weight', '/tmp/weights', 'a/../../wei'])(
    'are refused outside the folder: %s',
    async (place) => {
      const folder = await mkdtemp(join(tmpdir(), 'onnx-'));
      onTestFinished(() => rm(folder, { recursive: true }));
      const model = await readFile(models[0] ?? '');
      const moved = model.toString('latin1').replace('weights.bin', place.padEnd(11, 'x').slice(0, 11));
      await writeFile(join(folder, 'model.onnx'), moved, 'latin1');
      await expect(modelHash([join(folder, 'model.onnx')], 1)).rejects.toMatchObject({
        code: 'invalid-input',
        message: expect.stringContaining('not below its folder') as unknown,
      });
    },
  );

  it('are refused beside a model of bytes', async () => {
    const error = await failure(load({ model: await readFile(models[0] ?? '') }));
    expect(error.code).toBe('invalid-input');
    await expect(modelHash([await readFile(models[0] ?? '')], 1)).rejects.toThrow(
      /weights\.bin\. Give the path/u,
    );
  });
});

describe('a model of several outputs', () => {
  it('needs the option output if two of them fit the labels', async () => {
    const model = fixture('aux-first.onnx');
    const error = await failure(load({ model }));
    expect(error.code).toBe('invalid-input');
    expect(error.message).toBe(
      'The model has several outputs with as many numbers as there are labels, 3. ' +
        'Its outputs are aux (float32 [N, 3]), y (float32 [N, 3]). Set output to the name of one.',
    );
    const tagger = await load({ model, output: 'y' });
    expect(await said(tagger, red)).toEqual({ red: 1 });
    const other = await load({ model, output: 'aux', activation: 'softmax' });
    expect(other.id).not.toBe((await load({ model, output: 'y', activation: 'softmax' })).id);
  });

  it.each(['features-first.onnx', 'label-first.onnx'])(
    'gives the only one that fits the labels: %s',
    async (name) => {
      const tagger = await load({ model: fixture(name) });
      expect(await said(tagger, red)).toEqual({ red: 1 });
      expect(tagger.id).toBe((await load({ model: fixture(name), output: 'y' })).id);
    },
  );

  it.each([
    ['an output that it does not have', { output: 'z' }, /no output "z". Its outputs are feat .*, y /u],
    ['an output of another length', { output: 'feat' }, /3 labels, but the output feat returns 6 numbers/u],
    [
      'labels that fit no output',
      { labels: ['a', 'b'] },
      /no output with as many .* feat .*y .*Check labels/u,
    ],
  ])('is refused with %s', async (_, options, message) => {
    const error = await failure(load({ model: fixture('features-first.onnx'), ...options }));
    expect(error.code).toBe('invalid-input');
    expect(error.message).toMatch(message);
  });
});

describe('a size that only the network fixes', () => {
  it('is named by its option', async () => {
    const model = fixture('open-hw-gemm.onnx');
    const error = await failure(load({ ...plain, model }));
    expect(error.code).toBe('invalid-input');
    expect(error.message).toMatch(
      /^The model cannot be run with 1 × 224 × 224 pixels: .*set inputSize to it\.$/su,
    );
    await load({ model, inputSize: 16 });
  });

  it('is named if it is the number of images', async () => {
    const model = fixture('batch-open-in-name.onnx');
    const error = await failure(load({ ...plain, model, batchSize: 4 }));
    expect(error.message).toMatch(/set batchSize to 1\.$/u);
    await load({ model });
  });
});
