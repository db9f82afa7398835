import { http, HttpResponse } from 'msw';
import { memoryStore } from 'spotitags';
import { ClipTagger, type ClipProgress, type ClipTaggerOptions } from 'spotitags/clip';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { folderOf } from '../files.ts';
import { clipFolder } from './clip-folder.ts';
import { onnxFile } from './onnx-file.ts';
import { blue, covers, hub, load, plain, red, server } from './use-clip.ts';
import { failure, said, watchSessions } from './use-onnx.ts';
import { waitFor } from '../wait-for.ts';

describe('the id', () => {
  const id = async (options: Partial<ClipTaggerOptions> = {}) => (await load(options)).id;

  it('of a folder is a hash of its files, of a model on the hub its name and revision', async () => {
    expect(await id()).toMatch(
      /^clip@[0-9a-f]{16}\?dtype=fp32&texts=[0-9a-f]{16}&temperature=0.01&top=50&min=0.01$/u,
    );
    expect(await id()).toBe(await id());
    hub(clipFolder());
    const cacheFolder = await folderOf({});
    expect(await id({ model: 'me/tiny', revision: 'abc1234', cacheFolder })).toMatch(
      /^clip\/me\/tiny@abc1234\?dtype=fp32&texts=/u,
    );
  });

  it('is another for all that changes answers', async () => {
    const ids = await Promise.all(
      [
        {},
        { folder: await folderOf({ ...clipFolder(), 'config.json': '{"model_type":"clip","a":1}' }) },
        { vocabulary: ['red', 'green'] },
        { templates: ['{}', 'cover {}'] },
        { neutral: 'red green blue' },
        { temperature: 0.02 },
        { maxTags: 2 },
        { minConfidence: 0.1 },
      ].map(id),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(await id({ threads: 1, cacheFolder: await folderOf({}), store: memoryStore() })).toBe(ids[0]);
    const file = 'onnx/vision_model.onnx_data';
    expect(ids).not.toContain(await id({ folder: await folderOf({ ...clipFolder(), [file]: 'weights' }) }));
  });
});

describe('a model on the hub', () => {
  it('is downloaded at its revision, with progress, and then no more', async () => {
    const files = clipFolder();
    const asked = hub(files);
    const cacheFolder = await folderOf({});
    const progress: ClipProgress[] = [];
    const options = { model: 'me/tiny', revision: 'abc1234', cacheFolder };
    const tagger = await load({ ...options, onProgress: (step) => progress.push(step) });
    expect(Object.keys(await said(tagger, red))).toEqual(['red']);
    expect(asked.every((path) => path.startsWith('/me/tiny/resolve/abc1234/'))).toBe(true);
    const size = files['onnx/vision_model.onnx']?.length;
    expect(progress).toContainEqual({ file: 'onnx/vision_model.onnx', loaded: size, total: size });
    asked.length = 0;
    await load(options);
    expect(asked).toEqual([]);
  });

  it('needs no network once it is there, in another process either', async () => {
    server.use(http.all('*', () => HttpResponse.error()));
    const files = new Map(Object.entries(clipFolder()));
    const names = [...files.keys()].map((name) => [name, `me/there/abc1234/${name}`] as const);
    const cacheFolder = await folderOf(
      Object.fromEntries(names.map(([name, path]) => [path, files.get(name) ?? ''])),
    );
    const options = { model: 'me/there', revision: 'abc1234', cacheFolder, onProgress: vi.fn() };
    expect(Object.keys(await said(await load(options), blue))).toEqual(['blue']);
  });

  it('that is not there is an error of the options, with nothing to retry', async () => {
    const files = new Map(Object.entries(clipFolder()));
    files.delete('onnx/vision_model.onnx');
    hub(Object.fromEntries(files));
    const sessions = watchSessions();
    const options = { model: 'me/tiny', revision: 'abc1234', cacheFolder: await folderOf({}) };
    const error = await failure(load(options));
    expect(error).toMatchObject({ code: 'invalid-input', retryable: false });
    expect(error.message).toMatch(/vision_model\.onnx/u);
    expect(sessions).toEqual({ made: 1, open: 0 });
  });

  it('reports its download no longer once no caller waits for it', async () => {
    const asked = hub(clipFolder());
    const controller = new AbortController();
    const onProgress = vi.fn<(step: ClipProgress) => void>(() => {
      controller.abort(new Error('enough'));
    });
    const options = { ...plain, model: 'me/tiny', revision: 'abc1234', cacheFolder: await folderOf({}) };
    const loading = ClipTagger.load({ ...options, onProgress }, { signal: controller.signal });
    await expect(loading).rejects.toThrow('enough');
    // It ends in the background: some files later.
    await waitFor(() => {
      expect(asked.length).toBeGreaterThan(2);
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(onProgress).toHaveBeenCalledOnce();
  });

  it('that cannot be had is an error that says what to do', async () => {
    server.use(http.all('https://huggingface.co/*', () => HttpResponse.error()));
    const cacheFolder = await folderOf({});
    const error = await failure(load({ model: 'me/other', revision: 'abc1234', cacheFolder }));
    expect(error).toMatchObject({ code: 'service', retryable: true });
    expect(error.message).toMatch(/me\/other cannot be loaded.*`folder`/su);
  });
});

describe('load refuses', () => {
  it.each<[string, Partial<ClipTaggerOptions>, RegExp]>([
    ['an empty vocabulary', { vocabulary: [] }, /vocabulary must have concepts/u],
    ['an empty concept', { vocabulary: ['red', ' '] }, /group vocabulary .* none of them empty/u],
    ['an empty group', { vocabulary: [{ name: 'moods', concepts: [] }] }, /group moods/u],
    ['a template without a place', { templates: ['a picture'] }, /with \{\} in the place of the concept/u],
    ['no neutral text', { neutral: '' }, /neutral must be/u],
    [
      'a text that means nothing to the model',
      { vocabulary: ['yellow'] },
      /without direction for the text "yellow"/u,
    ],
    [
      'a text that is too long for the model',
      { vocabulary: ['red', 'red '.repeat(76)] },
      /reads at most 77 tokens, .*"red red .*shorter/u,
    ],
    ['a temperature', { temperature: 0 }, /temperature must be/u],
    ['a confidence', { minConfidence: 2 }, /minConfidence must lie/u],
    ['maxTags', { maxTags: 0 }, /maxTags must be/u],
    ['a type of number', { dtype: 'q3' as 'q4' }, /dtype must be one of fp32/u],
    [
      'a model without a revision',
      { model: 'me/tiny' },
      /revision must name a commit of the model me\/tiny/u,
    ],
    [
      'a revision that does not stay',
      { model: 'me/tiny', revision: 'main' },
      /revision must name a commit of the model me\/tiny/u,
    ],
    ['a model that is a path', { model: '/models/tiny', revision: 'abc1234' }, /model must be the name/u],
    ['a model that is a path up', { model: '../tiny', revision: 'abc1234' }, /model must be the name/u],
    ['a folder and a revision', { revision: 'abc1234' }, /Give only one of them/u],
    ['a folder that is not there', { folder: '/nowhere' }, /lacks a file .*ENOENT.*config\.json/u],
    ['a folder without this type of number', { dtype: 'q8' }, /text_model_quantized\.onnx/u],
  ])('%s', async (_, options, message) => {
    const error = await failure(load(options));
    expect(error.code).toBe('invalid-input');
    expect(error.message).toMatch(message);
  });

  it.each([
    ['{"model_type":"bert"}', 'bert'],
    ['{"model_type":"siglip2"}', 'siglip2'],
    ['{}', 'none'],
    ['[]', 'none'],
  ])('a model of another kind: %s', async (config, type) => {
    const folder = await folderOf({ ...clipFolder(), 'config.json': config });
    const error = await failure(load({ folder }));
    expect(error.code).toBe('invalid-input');
    expect(error.message).toContain(`must have the type clip or siglip, but ${folder} has the type ${type}.`);
  });

  it('no model whose config says little of its half for texts', async () => {
    const folder = await folderOf({
      ...clipFolder(),
      'config.json': '{"model_type":"clip","text_config":null}',
    });
    expect(Object.keys(await said(await load({ folder }), blue))).toEqual(['blue']);
  });

  const mean = { op: 'ReduceMean', inputs: ['pixel_values'], attributes: { axes: [2, 3], keepdims: 0 } };
  const picture = { name: 'pixel_values', dims: ['N', 3, 16, 16] };
  it.each<[string, string | Uint8Array, RegExp]>([
    ['that is none', 'no model', /cannot be loaded/u],
    [
      'without the projection',
      onnxFile({
        inputs: [picture],
        outputs: [{ name: 'pooler_output', dims: ['N', 3] }],
        nodes: [{ ...mean, output: 'pooler_output' }],
      }),
      /must return embeddings of float32 as image_embeds/u,
    ],
    [
      'that takes other things',
      onnxFile({
        inputs: [{ ...picture, name: 'pictures' }],
        outputs: [{ name: 'image_embeds', dims: ['N', 3] }],
        nodes: [{ ...mean, inputs: ['pictures'], output: 'image_embeds' }],
      }),
      /cannot be run: .*pictures/u,
    ],
    [
      'of another model',
      onnxFile({
        inputs: [picture],
        outputs: [{ name: 'image_embeds', dims: ['N', 6] }],
        nodes: [
          { ...mean, output: 'means' },
          { op: 'Concat', inputs: ['means', 'means'], output: 'image_embeds', attributes: { axis: 1 } },
        ],
      }),
      /embeddings of images have 6 numbers, those of texts 3/u,
    ],
  ])('half a model %s, and keeps nothing open', async (_, half, message) => {
    vi.spyOn(console, 'error').mockReturnValue();
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    const sessions = watchSessions();
    const folder = await folderOf({ ...clipFolder(), 'onnx/vision_model.onnx': half });
    const error = await failure(load({ folder }));
    expect(error).toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(message) as unknown,
    });
    expect(sessions.open).toBe(0);
    expect(sessions.made).toBeGreaterThan(0);
  });

  it('images in an unknown size', async () => {
    const files = { ...clipFolder(), 'preprocessor_config.json': '{"size":{"longest_edge":16}}' };
    expect((await failure(load({ folder: await folderOf(files) }))).message).toMatch(/must have a size/u);
  });

  it("with the signal's reason", async () => {
    const reason = new Error('stop');
    const folder = await folderOf(clipFolder());
    const controller = new AbortController();
    const loading = ClipTagger.load({ ...plain, folder }, { signal: controller.signal });
    controller.abort(reason);
    await expect(loading).rejects.toBe(reason);
    await expect(ClipTagger.load({ ...plain, folder }, { signal: controller.signal })).rejects.toBe(reason);
  });

  it.each(['config.json', 'onnx/text_model.onnx', 'onnx/vision_model.onnx'])(
    "with the signal's reason, and keeps nothing open, where it aborts at %s",
    async (file) => {
      const sessions = watchSessions();
      hub(clipFolder());
      const controller = new AbortController();
      let answered = 0;
      server.use(
        http.get(`https://huggingface.co/me/tiny/resolve/abc1234/${file}`, () => {
          controller.abort(new Error('stop'));
          answered += 1;
          return undefined;
        }),
      );
      const options = { ...plain, model: 'me/tiny', revision: 'abc1234', cacheFolder: await folderOf({}) };
      await expect(ClipTagger.load(options, { signal: controller.signal })).rejects.toThrow('stop');
      // The download goes on: wait until another load has all it needs.
      const tagger = await ClipTagger.load(options);
      await tagger.close();
      await waitFor(() => {
        expect(sessions.open).toBe(0);
      });
      expect(answered).toBe(1);
    },
  );
});

it('refuses once it is closed, what is under way too, and frees the model', async () => {
  const sessions = watchSessions();
  const url = 'https://covers.example/a.png';
  const tagger = await load({ fetch: () => new Promise(() => undefined) });
  expect(sessions).toEqual({ made: 2, open: 1 });
  const late = [tagger.tag(covers), tagger.tag([{ url }])].map(failure);
  await Promise.all([tagger.close(), tagger.close()]);
  await tagger.close();
  expect(sessions.open).toBe(0);
  const after = [tagger.tag(covers), tagger.tag([{ url }])].map(failure);
  for (const error of await Promise.all([...late, ...after]))
    expect(error).toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/closed/iu) as unknown,
    });
});

describe('the package @huggingface/transformers', () => {
  afterEach(() => {
    vi.doUnmock('@huggingface/transformers');
    vi.resetModules();
  });

  it('is named where it is missing', async () => {
    vi.resetModules();
    vi.doMock('@huggingface/transformers', () => {
      throw new Error("Cannot find package '@huggingface/transformers'");
    });
    const entry = await import('spotitags/clip');
    const error = await failure(entry.ClipTagger.load());
    expect(error.code).toBe('missing-package');
    expect(error.message).toContain('npm install @huggingface/transformers');
  });
});
