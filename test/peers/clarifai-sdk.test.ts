import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { getResponse } from 'msw';
import { SpotiTagsError } from 'spotitags';
import { ClarifaiSdkTagger, type ClarifaiSdkTaggerOptions } from 'spotitags/clarifai-sdk';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { accountKey, processWide } from '../../src/http/process-wide.ts';
import { ClarifaiTagger } from '../../src/tagger/clarifai/clarifai-tagger.ts';
import { folderOf } from '../files.ts';
import { FakeClarifai, refuse, type FakeClarifaiOptions } from '../msw/clarifai.ts';
import { covers, images, imageUrl, output, reply } from '../msw/use-clarifai.ts';
import { taggerChecks } from '../suites/tagger.ts';
import { FakeClarifaiGrpc, type Asked, type GrpcReply } from './fake-clarifai-grpc.ts';

const fake = new FakeClarifaiGrpc();
let apiUrl: string;
const taggers: ClarifaiSdkTagger[] = [];
const written: unknown[] = [];

beforeAll(async () => {
  apiUrl = await fake.listen();
});
beforeEach(() => {
  fake.asked.length = 0;
  fake.cancelled = 0;
  const write = (...words: unknown[]) => written.push(words) > 0;
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const)
    vi.spyOn(console, method).mockImplementation(write);
  vi.spyOn(process.stdout, 'write').mockImplementation(write);
  vi.spyOn(process.stderr, 'write').mockImplementation(write);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(taggers.splice(0).map((tagger) => tagger.close()));
  // Whatever happened, nothing was written anywhere.
  expect(written.splice(0)).toEqual([]);
});
afterAll(() => fake.close());

/**
 * A tagger with an account of its own; the service answers as the REST API's fake does. A back-off is a random part of
 * seconds: `luck` of them.
 */
function start(options: Partial<ClarifaiSdkTaggerOptions> = {}, rest: FakeClarifaiOptions = {}, luck = 0) {
  const pat = `pat-${randomUUID()}`;
  const { handlers } = new FakeClarifai({ pat, images, ...rest });
  fake.answer = async ({ url, authorization, inputs, config }) => {
    const body = JSON.stringify({ inputs, model: { output_info: { output_config: config } } });
    const request = new Request(url, { method: 'POST', headers: { authorization }, body });
    return (await getResponse(handlers, request)) ?? { code: 'NOT_FOUND' };
  };
  // Replaced for this moment alone: the test runner draws lots too.
  const { random } = Math;
  Math.random = () => luck;
  const tagger = new ClarifaiSdkTagger({ pat, apiUrl, ...options });
  Math.random = random;
  taggers.push(tagger);
  return { tagger, pat, handlers };
}

/** A tagger, and a service that answers its requests one after the other so, and then always as the last time. */
function answered(...replies: readonly (GrpcReply | ((asked: Asked) => GrpcReply))[]) {
  const started = start();
  fake.answer = (asked) => {
    const next = replies[Math.min(fake.asked.length, replies.length) - 1] ?? 'silence';
    if (next instanceof Response) return next.clone();
    return typeof next === 'function' ? next(asked) : next;
  };
  return started;
}

const well = ({ inputs }: Asked) => reply(inputs.map((input) => output(input)));
const tagsOf = (name: string) => [{ name: `tag of ${imageUrl(name)}`, confidence: 1 }];

async function failure(promise: Promise<unknown>): Promise<SpotiTagsError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (!SpotiTagsError.isInstance(error)) throw new Error(`expected a SpotiTagsError, got ${String(error)}`);
  return error;
}

describe('ClarifaiSdkTagger keeps the promises of a tagger', () => {
  const pat = `pat-${randomUUID()}`;
  const subject = {
    create: () => start({ pat }, { pat }).tagger,
    covers,
    broken: { url: imageUrl('gone') },
  };
  for (const { name, run } of taggerChecks(subject)) it(name, run);
});

describe('beside the REST tagger', () => {
  it('has the same id, and gives the same tags and errors', async () => {
    const path = join(await folderOf({ 'cover.jpg': 'file' }), 'cover.jpg');
    const urls = ['a', 'b'].map((name) => imageUrl(name));
    const seen = [
      // As JSON gives them; gRPC's are 32-bit floats.
      { name: 'music', value: 0.9989112 },
      { name: 'vinyl', value: 0.1 },
      { name: 'night', value: 0.000012345678 },
      { name: 'festival', value: 0 },
    ];
    const all = new Map([...urls, btoa('file'), btoa('bytes')].map((key) => [key, seen]));
    const options = { maxConcepts: 3, minConfidence: 0, language: 'de' };
    const { tagger, pat, handlers } = start(options, { images: all });
    const rest = new ClarifaiTagger({
      ...options,
      pat,
      apiUrl,
      fetch: async (url, init) => {
        if (!(url instanceof URL)) throw new Error('expected a URL');
        const request = new Request(`https://api.clarifai.com${url.pathname}`, init);
        return (await getResponse(handlers, request)) ?? Response.error();
      },
    });
    const batch = [
      ...urls.map((url) => ({ url })),
      { path },
      { bytes: Buffer.from('bytes') },
      { url: imageUrl('gone') },
      { bytes: Buffer.from('no image') },
      { path: `${path}.none` },
    ];
    const results = await tagger.tag(batch);
    const tags = seen.slice(0, 3).map(({ name, value }) => ({ name, confidence: value }));
    expect(results.map((result) => result.tags ?? result.error.code)).toEqual([
      ...[tags, tags, tags, tags],
      ...['cover', 'cover', 'cover'],
    ]);
    expect(results).toEqual(await rest.tag(batch));
    expect(tagger.id).toBe(rest.id);
    // One account, one pace: the key ends as any key of this token's does.
    const lanes = [...processWide('lanes.1').keys()].filter((key) => key.endsWith(accountKey('', pat)));
    expect(lanes).toHaveLength(1);
    await rest.close();
  });
});

describe('a request', () => {
  it('names model, version, settings and token', async () => {
    const { tagger, pat } = start({
      model: 'https://clarifai.com/me/my-app/models/covers',
      version: 'b7',
      maxConcepts: 200,
      minConfidence: 0.25,
      language: 'zh-TW',
    });
    fake.answer = well;
    await tagger.tag([covers[0]]);
    expect(fake.asked).toEqual([
      {
        url: 'https://api.clarifai.com/v2/users/me/apps/my-app/models/covers/versions/b7/outputs',
        authorization: `Key ${pat}`,
        inputs: [{ id: 'cover-0', data: { image: { url: imageUrl('a') } } }],
        config: expect.objectContaining({ max_concepts: 200, min_value: 0.25, language: 'zh-TW' }) as unknown,
      },
    ]);
  });

  it('takes 128 covers', async () => {
    const { tagger } = start();
    const results = await tagger.tag(Array.from({ length: 128 }, (_, n) => covers[n % 4] ?? covers[0]));
    expect(results.map(({ tags }) => tags?.[1]?.name)).toEqual(
      Array.from({ length: 128 }, (_, n) => `only ${'abcd'[n % 4] ?? ''}`),
    );
    expect(fake.asked).toHaveLength(1);
  });
});

describe('options', () => {
  it.each([
    [{ pat: '' }, 'unauthorized', /CLARIFAI_PAT/],
    [{ maxConcepts: 0 }, 'invalid-input', /1 to 200/],
    [{ apiUrl: 'https://proxy.test/clarifai' }, 'invalid-input', /no path/],
    [{ timeout: 0 }, 'invalid-input', /timeout/],
  ])('refuse %j', (options, code, message) => {
    expect(() => new ClarifaiSdkTagger({ pat: 'pat', ...options })).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) as unknown }),
    );
  });
});

describe('an answer', () => {
  it('is matched by id: outputs in another order, and some left out', async () => {
    const { tagger } = answered(({ inputs }) => {
      const some = inputs.filter(({ data }) => data.image.url !== imageUrl('b'));
      return reply(some.map((input) => output(input)).reverse(), 10010);
    });
    const results = await tagger.tag(covers);
    expect(results.map(({ tags }) => tags)).toEqual([tagsOf('a'), undefined, tagsOf('c'), tagsOf('d')]);
    expect(results[1]?.error).toMatchObject({ code: 'cover', retryable: true });
  });

  it('of mixed success keeps what was tagged, and has those tagged again whose trouble passes', async () => {
    const codes = new Map([
      [imageUrl('b'), 30002],
      [imageUrl('c'), 10030],
    ]);
    const { tagger } = answered(
      ({ inputs }) =>
        reply(
          inputs.map((input) => output(input, codes.get(input.data.image.url ?? ''))),
          10010,
        ),
      well,
    );
    const results = await tagger.tag(covers);
    expect(results.map(({ tags }) => tags)).toEqual([tagsOf('a'), undefined, tagsOf('c'), tagsOf('d')]);
    expect(results[1]?.error).toMatchObject({ code: 'cover', retryable: false });
    expect(results[1]?.error?.message).toMatch(/30002/);
    expect(fake.asked.map(({ inputs }) => inputs.map(({ id }) => id))).toEqual([
      ['cover-0', 'cover-1', 'cover-2', 'cover-3'],
      ['cover-2'],
    ]);
  });

  it('of mixed success keeps what was tagged where the rest is refused when it is asked for again', async () => {
    const { tagger } = answered(
      ({ inputs }) =>
        reply(
          inputs.map((input, at) => output(input, at === 1 ? 10030 : 10000)),
          10010,
        ),
      refuse(402, 11003),
    );
    const [first, second] = await tagger.tag(covers.slice(0, 2));
    expect(first?.tags).toEqual(tagsOf('a'));
    expect(second?.error).toMatchObject({ code: 'cover', retryable: true });
    expect(fake.asked).toHaveLength(2);
  });

  it.each<[string, GrpcReply]>([
    ['throttled, in its status', refuse(429, 11005)],
    ['throttled, by gRPC', { code: 'RESOURCE_EXHAUSTED' }],
    ['unavailable', { code: 'UNAVAILABLE' }],
    ['late', { code: 'DEADLINE_EXCEEDED' }],
    ['confused', { code: 'INTERNAL' }],
    ['a model that is being deployed', refuse(500, 21351)],
    ['a connection that breaks', 'break'],
  ])('that passes is asked for again, by this library alone: %s', async (_, bad) => {
    const { tagger } = answered(bad, bad, well);
    expect(await tagger.tag([covers[0]])).toEqual([{ tags: tagsOf('a') }]);
    expect(fake.asked).toHaveLength(3);
  });

  it.each<[string, GrpcReply, string]>([
    ['throttled', refuse(429, 11005), 'rate-limited'],
    ['throttled', { code: 'RESOURCE_EXHAUSTED' }, 'rate-limited'],
    ['unavailable', { code: 'UNAVAILABLE' }, 'service'],
    ['a model that is being deployed', refuse(500, 21351), 'service'],
  ])('that does not change is asked for five times: %s', async (_, bad, code) => {
    const { tagger } = answered(bad);
    expect(await failure(tagger.tag(covers))).toMatchObject({ code, retryable: true });
    expect(fake.asked).toHaveLength(5);
  });

  it.each<[string, GrpcReply, string, RegExp]>([
    ['11008', refuse(401, 11008), 'unauthorized', /CLARIFAI_PAT/],
    ['11009', refuse(401, 11009), 'unauthorized', /CLARIFAI_PAT/],
    ['16', { code: 'UNAUTHENTICATED', details: 'no such key' }, 'unauthorized', /no such key.*CLARIFAI_PAT/],
    ['7', { code: 'PERMISSION_DENIED' }, 'unauthorized', /scopes/],
    ['11003', refuse(402, 11003), 'rate-limited', /used up/],
    ['21200', refuse(404, 21200), 'invalid-input', /model and version/],
    ['5', { code: 'NOT_FOUND' }, 'invalid-input', /model and version/],
    ['3', { code: 'INVALID_ARGUMENT', details: 'bad field' }, 'service', /bad field/],
    ['nothing', Response.json({}), 'service', /not what was expected/],
    ['no outputs', refuse(200, 10000), 'service', /no outputs/],
  ])('that is final is asked for once: %s', async (_, bad, code, message) => {
    const { tagger } = answered(bad);
    const error = await failure(tagger.tag(covers));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(fake.asked).toHaveLength(1);
  });

  it('says nothing of the token, whoever repeats it', async () => {
    for (const code of ['UNAUTHENTICATED', 'UNAVAILABLE', 'INVALID_ARGUMENT'] as const) {
      const { tagger, pat } = start();
      fake.answer = () => ({ code, details: `bad key ${pat}` });
      const error = await failure(tagger.tag(covers));
      expect(error.message).toContain('[redacted]');
      expect(`${error.message} ${String(error.stack)} ${JSON.stringify(error)}`).not.toContain(pat);
    }
  });
});

describe('a call', () => {
  it('that takes too long fails, and is given up at the service too', async () => {
    const { tagger } = start({ timeout: 50 });
    fake.answer = () => 'silence';
    const error = await failure(tagger.tag(covers));
    expect(error).toMatchObject({ code: 'service', retryable: true });
    expect(error.message).toContain('within 0.05 s');
    await vi.waitFor(() => {
      expect(fake.cancelled).toBe(1);
    });
    expect(fake.asked).toHaveLength(1);
  });

  it('ends with its signal, at the service too', async () => {
    const { tagger } = start();
    const controller = new AbortController();
    const reason = new Error('stop');
    fake.answer = () => {
      controller.abort(reason);
      return 'silence';
    };
    await expect(tagger.tag(covers, { signal: controller.signal })).rejects.toBe(reason);
    await vi.waitFor(() => {
      expect(fake.cancelled).toBe(1);
    });
    expect(fake.asked).toHaveLength(1);
  });

  it('ends with its signal while it waits to be made again', async () => {
    const { tagger } = start({}, {}, 0.999);
    const controller = new AbortController();
    const reason = new Error('stop');
    fake.answer = () => {
      setTimeout(() => {
        controller.abort(reason);
      }, 50);
      return refuse(429, 11005);
    };
    await expect(tagger.tag(covers, { signal: controller.signal })).rejects.toBe(reason);
    expect(fake.asked).toHaveLength(1);
  });

  it('fails where nobody listens', async () => {
    const other = new FakeClarifaiGrpc();
    const { tagger } = start({ apiUrl: await other.listen() });
    await other.close();
    const error = await failure(tagger.tag(covers));
    expect(error).toMatchObject({ code: 'service', retryable: true });
    expect(error.message).toMatch(/ECONNREFUSED/);
  });
});

describe('close', () => {
  it('leaves no connection, and ends what is under way', async () => {
    const open = (count: number) =>
      vi.waitFor(() => {
        expect(fake.connections).toBe(count);
      });
    // Those of the taggers before.
    await open(0);
    const { tagger } = start();
    await tagger.tag([covers[0]]);
    await open(1);
    fake.answer = () => 'silence';
    const late = failure(tagger.tag([covers[0]]));
    await vi.waitFor(() => {
      expect(fake.asked).toHaveLength(2);
    });
    await tagger.close();
    expect((await late).message).toMatch(/Closed/);
    await open(0);
    expect((await failure(tagger.tag([covers[0]]))).message).toMatch(/Closed/);
    expect(fake.asked).toHaveLength(2);
  });
});

describe('the package clarifai-nodejs', () => {
  afterEach(() => {
    vi.doUnmock('clarifai-nodejs');
    vi.resetModules();
  });

  it('is not loaded before it is needed, and named where it is missing', async () => {
    vi.resetModules();
    const load = vi.fn(() => {
      throw new Error('not installed');
    });
    vi.doMock('clarifai-nodejs', load);
    const entry = await import('spotitags/clarifai-sdk');
    const tagger = new entry.ClarifaiSdkTagger({ pat: 'pat', apiUrl });
    expect(await tagger.tag([])).toEqual([]);
    expect(load).not.toHaveBeenCalled();
    const error = await failure(tagger.tag(covers));
    expect(error.code).toBe('missing-package');
    expect(error.message).toMatch(/npm install clarifai-nodejs/);
    await tagger.close();
  });

  it('is refused where it does not take the settings that the id promises', async () => {
    vi.resetModules();
    class Model {
      readonly modelInfo = new Forgetful();
    }
    class Forgetful {
      toObject(): unknown {
        return {};
      }
    }
    vi.doMock('clarifai-nodejs', () => ({ Model, Input: { getInputFromUrl: () => ({}) } }));
    const entry = await import('spotitags/clarifai-sdk');
    const tagger = new entry.ClarifaiSdkTagger({ pat: 'pat', apiUrl });
    expect(await failure(tagger.tag(covers))).toMatchObject({ code: 'missing-package' });
    expect(fake.asked).toEqual([]);
  });
});
