import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type * as Sdk from 'clarifai-nodejs';
import { getResponse } from 'msw';
import { ClarifaiSdkTagger } from 'spotitags/clarifai/sdk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { accountKey, processWide } from '../../src/http/process-wide.ts';
import { ClarifaiTagger } from '../../src/tagger/clarifai/clarifai-tagger.ts';
import { folderOf } from '../files.ts';
import { covers, imageUrl } from '../msw/use-clarifai.ts';
import { taggerChecks } from '../../src/testing/tagger.ts';
import { failure, useClarifaiGrpc, well } from './use-clarifai-grpc.ts';
import { runChecks } from '../checks.ts';

const { fake, apiUrl, written, start } = await useClarifaiGrpc();

describe('ClarifaiSdkTagger keeps the contract of taggers', () => {
  const pat = `pat-${randomUUID()}`;
  const create = () => start({ pat }, { pat }).tagger;
  runChecks(taggerChecks({ create, covers, broken: { url: imageUrl('gone') } }));
});

describe('beside the REST tagger', () => {
  it('has the same id, and gives the same tags and errors', async () => {
    const path = join(await folderOf({ 'cover.jpg': 'GIF89afile' }), 'cover.jpg');
    const urls = ['a', 'b'].map((name) => imageUrl(name));
    const seen = [
      // As JSON gives them; gRPC's are 32-bit floats.
      { name: 'music', value: 0.9989112 },
      { name: 'vinyl', value: 0.1 },
      { name: 'night', value: 0.000012345678 },
      { name: 'festival', value: 0 },
    ];
    const all = new Map([...urls, btoa('GIF89afile'), btoa('GIF89abytes')].map((key) => [key, seen]));
    const options = { maxTags: 3, minConfidence: 0, language: 'de' };
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
      { bytes: Buffer.from('GIF89abytes') },
      { url: imageUrl('gone') },
      { bytes: Buffer.from('GIF89ano image') },
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
    expect(tagger.requestsPerSecond).toBe(rest.requestsPerSecond);
    // One account has one rate limit: the key ends as any key of this token does.
    const limits = [...processWide('rate-limits.1').keys()].filter((key) =>
      key.endsWith(accountKey('', pat)),
    );
    expect(limits).toHaveLength(1);
    await rest.close();
  });
});

describe('a request', () => {
  it('names model, version, settings and token', async () => {
    const { tagger, pat } = start({
      model: 'https://clarifai.com/me/my-app/models/covers',
      version: 'b7',
      maxTags: 200,
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
    [{ maxTags: 0 }, 'invalid-input', /1 to 200/],
    [{ apiUrl: 'https://proxy.test/clarifai' }, 'invalid-input', /no path/],
    [{ timeoutMs: 0 }, 'invalid-input', /timeoutMs/],
  ])('refuse %j', (options, code, message) => {
    expect(() => new ClarifaiSdkTagger({ pat: 'pat', ...options })).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) as unknown }),
    );
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
      throw new Error("Cannot find package 'clarifai-nodejs'");
    });
    vi.doMock('clarifai-nodejs', load);
    const entry = await import('spotitags/clarifai/sdk');
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
    const entry = await import('spotitags/clarifai/sdk');
    const tagger = new entry.ClarifaiSdkTagger({ pat: 'pat', apiUrl });
    expect(await failure(tagger.tag(covers))).toMatchObject({ code: 'missing-package' });
    expect(fake.asked).toEqual([]);
  });
});

describe('examples/clarifai-sdk.ts', () => {
  const { argv, exitCode } = process;

  beforeEach(() => {
    vi.resetModules();
  });
  afterEach(() => {
    process.argv = argv;
    process.exitCode = exitCode;
    vi.unstubAllEnvs();
    vi.doUnmock('clarifai-nodejs');
    vi.resetModules();
  });

  async function printed(pat: string): Promise<string> {
    vi.stubEnv('CLARIFAI_PAT', pat);
    process.argv = ['node', 'clarifai-sdk', imageUrl('a'), 'none.jpg'];
    await import('../../examples/clarifai-sdk.ts');
    return written.splice(0).join('\n');
  }

  it('tags covers', async () => {
    const { pat } = start();
    fake.answer = well;
    vi.doMock('clarifai-nodejs', async (original) => {
      const sdk = await original<typeof Sdk>();
      type Config = ConstructorParameters<typeof Sdk.Model>[0];
      // The service itself is at an address where no server can listen.
      class Model extends sdk.Model {
        constructor(config: Config) {
          super({ ...config, authConfig: { ...config.authConfig, base: apiUrl } });
        }
      }
      return { Input: sdk.Input, Model };
    });
    expect(await printed(pat)).toBe(
      `${imageUrl('a')}: tag of ${imageUrl('a')} 1.00\nnone.jpg: The image does not exist.`,
    );
  });

  it('says in a line what to set, and what is free', async () => {
    expect(await printed('')).toMatch(/^Set CLARIFAI_PAT .* examples\/tag-folder\.ts$/u);
  });

  it('says what to install', async () => {
    vi.doMock('clarifai-nodejs', () => {
      throw new Error("Cannot find package 'clarifai-nodejs'");
    });
    expect(await printed('pat')).toMatch(/Run: npm install clarifai-nodejs$/u);
    expect(process.exitCode).toBe(1);
  });
});
