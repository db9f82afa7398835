import { join } from 'node:path';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { type Cover, memoryStore, type Tag } from 'spotitags';
import { albumCoverConcepts, ClipTagger, type ClipProgress, type ClipTaggerOptions } from 'spotitags/clip';
import { afterAll, afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { folderOf } from '../files.ts';
import { taggerChecks } from '../suites/tagger.ts';
import { clipFolder } from './clip-folder.ts';
import { failure, solid } from './use-onnx.ts';

// At once: Transformers.js keeps the `fetch` that is there when it is imported.
const server = setupServer();
server.listen({ onUnhandledRequest: 'error' });
afterEach(() => {
  server.resetHandlers();
});
afterAll(() => {
  server.close();
});

const [red, green, blue] = await Promise.all(
  ['#ff0000', '#00ff00', '#0000ff'].map((colour) => solid(colour)),
);
if (!red || !green || !blue) throw new Error('three images were made');
const covers: [Cover, Cover, Cover] = [{ bytes: red }, { bytes: green }, { bytes: blue }];
const colours = ['red', 'green', 'blue'];
const plain = { vocabulary: colours, templates: ['{}'], neutral: 'cover', dtype: 'fp32' } as const;

/** A tagger with the tiny model from a folder, closed when the test is over. */
async function load(options: Partial<ClipTaggerOptions> = {}): Promise<ClipTagger> {
  const folder = options.model === undefined ? { folder: await folderOf(clipFolder()) } : {};
  const tagger = await ClipTagger.load({ ...plain, ...folder, ...options });
  onTestFinished(() => tagger.close());
  return tagger;
}

async function said(tagger: ClipTagger, bytes: Uint8Array): Promise<Record<string, number>> {
  const [result] = await tagger.tag([{ bytes }]);
  if (!result?.tags) throw new Error(`expected tags, got ${String(result?.error)}`);
  return Object.fromEntries(result.tags.map(({ name, confidence }: Tag) => [name, confidence]));
}

/** Serves a model as the hub does, and tells what was asked for. */
function hub(files: Readonly<Record<string, string | Uint8Array>>): string[] {
  const asked: string[] = [];
  server.use(
    http.all('https://huggingface.co/*', ({ request }) => {
      const { pathname } = new URL(request.url);
      // The library asks once whether there is a tokenizer, of whatever revision.
      if (pathname !== '/me/tiny/resolve/main/tokenizer_config.json') asked.push(pathname);
      const body = files[pathname.replace(/^\/me\/tiny\/resolve\/(abc123|main)\//u, '')];
      if (body === undefined) return new HttpResponse(null, { status: 404 });
      const bytes = Uint8Array.from(Buffer.from(body));
      if (request.headers.has('range')) {
        const headers = { 'content-range': `bytes 0-0/${bytes.length}` };
        return new HttpResponse(bytes.slice(0, 1), { status: 206, headers });
      }
      return new HttpResponse(bytes, { headers: { 'content-length': String(bytes.length) } });
    }),
  );
  return asked;
}

describe('ClipTagger keeps the promises of a tagger', async () => {
  const { mkdtemp, mkdir, rm, writeFile } = await import('node:fs/promises');
  const { tmpdir } = await import('node:os');
  const folder = await mkdtemp(join(tmpdir(), 'spotitags-'));
  await mkdir(join(folder, 'onnx'));
  for (const [name, content] of Object.entries(clipFolder())) await writeFile(join(folder, name), content);
  // Loaded before: the suite's `create` does not wait.
  const taggers = await Promise.all(Array.from({ length: 20 }, () => ClipTagger.load({ ...plain, folder })));
  afterAll(async () => {
    await Promise.all(taggers.map((tagger) => tagger.close()));
    await rm(folder, { recursive: true });
  });
  let next = 0;
  const create = () => {
    const tagger = taggers[next++];
    if (!tagger) throw new Error('the suite wants more taggers than were loaded');
    return tagger;
  };
  const broken = { bytes: Buffer.from('no image') };
  for (const { name, run } of taggerChecks({ create, covers, broken })) it(name, run);
});

describe('confidences', () => {
  // Of a red image: with "red" 1, with the other colours 0, with "cover", which means all three, 1/√3.
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
    const all = await said(await load({ vocabulary, temperature: 1, minConfidence: 0 }), red);
    const [one, half, neutral] = [1, Math.SQRT1_2, 1 / Math.sqrt(3)].map((cosine) => Math.exp(cosine));
    const cold = (half ?? 0) / (2 * (half ?? 0) + (neutral ?? 0));
    expect(all['red']).toBeCloseTo((one ?? 0) / ((one ?? 0) + (neutral ?? 0)), 3);
    expect([all['green'], all['blue']]).toEqual([expect.closeTo(cold, 3), expect.closeTo(cold, 3)]);
  });

  it('are cut off by topK and minConfidence', async () => {
    expect(Object.keys(await said(await load({ topK: 1, minConfidence: 0, temperature: 1 }), green))).toEqual(
      ['green'],
    );
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

  it('are the same for an image of any size', async () => {
    const tagger = await load({ temperature: 1, minConfidence: 0 });
    expect(await said(tagger, await solid('#ff0000', 1700, 900))).toEqual(await said(tagger, red));
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
    const hubOptions = { model: 'me/tiny', revision: 'abc123', cacheFolder, store };
    const first = await load(hubOptions);
    expect(asked).toContain('/me/tiny/resolve/abc123/onnx/text_model.onnx');
    asked.length = 0;
    const again = await load({ ...hubOptions, cacheFolder: await folderOf({}) });
    expect(asked).toContain('/me/tiny/resolve/abc123/onnx/vision_model.onnx');
    expect(asked).not.toContain('/me/tiny/resolve/abc123/onnx/text_model.onnx');
    expect(await again.tag(covers)).toEqual(await first.tag(covers));
    const other = await load({ ...hubOptions, vocabulary: ['blue', 'red'] });
    expect(Object.keys(await said(other, blue))).toEqual(['blue']);
  });

  it('is read again where the store holds what cannot be read', async () => {
    const store = { ...memoryStore(), get: () => Promise.resolve({ width: 3, floats: 'AAAA' }) };
    expect(Object.keys(await said(await load({ store }), blue))).toEqual(['blue']);
  });
});

describe('the id', () => {
  const id = async (options: Partial<ClipTaggerOptions> = {}) => (await load(options)).id;

  it('of a folder is a hash of its files, of a model on the hub its name and revision', async () => {
    expect(await id()).toMatch(
      /^clip@[0-9a-f]{16}\?dtype=fp32&texts=[0-9a-f]{16}&temperature=0.01&top=50&min=0.01$/u,
    );
    expect(await id()).toBe(await id());
    hub(clipFolder());
    const cacheFolder = await folderOf({});
    expect(await id({ model: 'me/tiny', revision: 'abc123', cacheFolder })).toMatch(
      /^clip\/me\/tiny@abc123\?dtype=fp32&texts=/u,
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
        { topK: 2 },
        { minConfidence: 0.1 },
      ].map(id),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('a model on the hub', () => {
  it('is downloaded at its revision, with progress, and then no more', async () => {
    const files = clipFolder();
    const asked = hub(files);
    const cacheFolder = await folderOf({});
    const progress: ClipProgress[] = [];
    const options = { model: 'me/tiny', revision: 'abc123', cacheFolder };
    const tagger = await load({ ...options, onProgress: (step) => progress.push(step) });
    expect(Object.keys(await said(tagger, red))).toEqual(['red']);
    expect(asked.every((path) => path.startsWith('/me/tiny/resolve/abc123/'))).toBe(true);
    const size = files['onnx/vision_model.onnx']?.length;
    expect(progress).toContainEqual({ file: 'onnx/vision_model.onnx', loaded: size, total: size });
    asked.length = 0;
    await load(options);
    expect(asked).toEqual([]);
  });

  it('needs no network once it is there, in another process either', async () => {
    server.use(http.all('*', () => HttpResponse.error()));
    const files = new Map(Object.entries(clipFolder()));
    const names = [...files.keys()].map((name) => [name, `me/there/abc123/${name}`] as const);
    const cacheFolder = await folderOf(
      Object.fromEntries(names.map(([name, path]) => [path, files.get(name) ?? ''])),
    );
    const tagger = await load({ model: 'me/there', revision: 'abc123', cacheFolder });
    expect(Object.keys(await said(tagger, blue))).toEqual(['blue']);
  });

  it('that cannot be had is an error that says what to do', async () => {
    server.use(http.all('https://huggingface.co/*', () => HttpResponse.error()));
    const cacheFolder = await folderOf({});
    const error = await failure(load({ model: 'me/other', revision: 'abc123', cacheFolder }));
    expect(error).toMatchObject({ code: 'service', retryable: true });
    expect(error.message).toMatch(/me\/other cannot be loaded.*`folder`/su);
  });
});

describe('load refuses', () => {
  it.each<[string, Partial<ClipTaggerOptions>, RegExp]>([
    ['an empty vocabulary', { vocabulary: [] }, /vocabulary must have concepts/u],
    ['an empty concept', { vocabulary: ['red', ' '] }, /group vocabulary .* none of them empty/u],
    ['an empty group', { vocabulary: [{ name: 'moods', concepts: [] }] }, /group moods/u],
    ['a template without a place', { templates: ['a picture'] }, /with \{\} where/u],
    ['no neutral text', { neutral: '' }, /neutral must be/u],
    [
      'a text that means nothing to the model',
      { vocabulary: ['yellow'] },
      /makes nothing of the text "yellow"/u,
    ],
    ['a temperature', { temperature: 0 }, /temperature must be/u],
    ['a confidence', { minConfidence: 2 }, /minConfidence must lie/u],
    ['topK', { topK: 0 }, /topK must be/u],
    ['a type of number', { dtype: 'q3' as 'q4' }, /dtype must be one of fp32/u],
    [
      'a model without a revision',
      { model: 'me/tiny' },
      /revision must name a commit of the model me\/tiny/u,
    ],
    ['a model that is a path', { model: '/models/tiny', revision: 'a' }, /model must be the name/u],
    ['a folder and a revision', { revision: 'abc123' }, /give it alone/u],
    ['a folder that is not there', { folder: '/nowhere' }, /lacks a file .*ENOENT.*config\.json/u],
    ['a folder without this type of number', { dtype: 'q8' }, /text_model_quantized\.onnx/u],
  ])('%s', async (_, options, message) => {
    const error = await failure(load(options));
    expect(error.code).toBe('invalid-input');
    expect(error.message).toMatch(message);
  });

  it('a model of another kind', async () => {
    const folder = await folderOf({ ...clipFolder(), 'config.json': '{"model_type":"bert"}' });
    expect((await failure(load({ folder }))).message).toMatch(
      /of the type clip or siglip; .* of the type bert/u,
    );
    const broken = await folderOf({ ...clipFolder(), 'onnx/vision_model.onnx': 'no model' });
    expect(await failure(load({ folder: broken }))).toMatchObject({ code: 'invalid-input' });
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
});

it('refuses once it is closed, what is under way too', async () => {
  const tagger = await load();
  const late = tagger.tag(covers);
  await tagger.close();
  expect((await failure(late)).message).toMatch(/closed/u);
  expect((await failure(tagger.tag(covers))).message).toMatch(/closed/u);
});

describe('the package @huggingface/transformers', () => {
  afterEach(() => {
    vi.doUnmock('@huggingface/transformers');
    vi.resetModules();
  });

  it('is named where it is missing', async () => {
    vi.resetModules();
    vi.doMock('@huggingface/transformers', () => {
      throw new Error('not installed');
    });
    const entry = await import('spotitags/clip');
    const error = await failure(entry.ClipTagger.load());
    expect(error.code).toBe('missing-package');
    expect(error.message).toContain('npm install @huggingface/transformers');
  });
});
