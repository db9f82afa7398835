import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { http, HttpResponse } from 'msw';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ClarifaiTagger } from '../../src/tagger/clarifai/clarifai-tagger.ts';
import type { ClarifaiTaggerOptions } from '../../src/tagger/clarifai/options.ts';
import { covers, images, imageUrl, output, reply, useClarifai } from '../msw/use-clarifai.ts';
import { type FakeInput, refuse, statusOf } from '../../src/testing/msw/clarifai.ts';
import { taggerChecks } from '../../src/testing/tagger.ts';
import { runChecks } from '../checks.ts';

const { server, start, answer } = useClarifai();

let folder: string;

/** Bytes that begin like a JPEG. The fake does not look at images. */
const jpegOf = (text: string) => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.from(text)]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'covers-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('ClarifaiTagger keeps the contract of taggers', () => {
  const pat = `pat-${randomUUID()}`;
  const subject = {
    create: () => start({ pat }, { pat }).tagger,
    covers,
    broken: { url: imageUrl('gone') },
  };
  runChecks(taggerChecks(subject));
});

describe('feedback', () => {
  const path = 'https://api.clarifai.com/v2/users/me/apps/covers/inputs';
  const feedbackApp = { user: 'me', app: 'covers' };

  it('goes to the inputs of the user’s own application, labeled', async () => {
    const { tagger, pat } = start({ feedbackApp });
    const sent: unknown[] = [];
    server.use(
      http.post(path, async ({ request }) => {
        sent.push(request.headers.get('authorization'), await request.json());
        return HttpResponse.json({ status: statusOf(10000) });
      }),
    );
    await tagger.feedback?.(covers[0], { add: ['weedian'], remove: ['album'] });
    await tagger.feedback?.({ bytes: jpegOf('x') }, { add: ['fog'], remove: [] });
    const concepts = [
      { name: 'weedian', value: 1 },
      { name: 'album', value: 0 },
    ];
    expect(sent).toEqual([
      `Key ${pat}`,
      { inputs: [{ data: { image: { url: imageUrl('a'), allow_duplicate_url: true }, concepts } }] },
      `Key ${pat}`,
      {
        inputs: [
          {
            data: {
              image: { base64: jpegOf('x').toString('base64'), allow_duplicate_url: true },
              concepts: [{ name: 'fog', value: 1 }],
            },
          },
        ],
      },
    ]);
  });

  it('says what Clarifai said, and keeps the token to itself', async () => {
    const { tagger, pat } = start({ feedbackApp });
    server.use(http.post(path, () => refuse(401, 11009)));
    const error = await tagger.feedback?.(covers[0], { add: ['x'], remove: [] }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'unauthorized' });
    expect(String(error)).not.toContain(pat);
  });

  it('has nowhere to go without an application, and needs a real one', () => {
    expect(start().tagger.feedback).toBeUndefined();
    expect(() => start({ feedbackApp: { user: 'me/..', app: 'x' } })).toThrow(/feedbackApp must name/);
  });
});

describe('a request', () => {
  it('names the pinned model and its settings', async () => {
    const { tagger } = start({ maxTags: 7, minConfidence: 0.25, language: 'de' });
    let seen: Request | undefined;
    server.events.on('request:start', ({ request }) => {
      seen = request.clone();
    });
    await tagger.tag([covers[0]]);
    server.events.removeAllListeners();
    expect(seen?.url).toBe(
      'https://api.clarifai.com/v2/users/clarifai/apps/main/models/general-image-recognition/versions/aa7f35c01e0642fda5cf400f543e7c40/outputs',
    );
    expect(await seen?.json()).toEqual({
      inputs: [{ id: 'cover-0', data: { image: { url: imageUrl('a') } } }],
      model: { output_info: { output_config: { max_concepts: 7, min_value: 0.25, language: 'de' } } },
    });
  });

  it('carries URLs as they are, and files and bytes as base64', async () => {
    const path = join(folder, 'cover.jpg');
    await writeFile(path, jpegOf('file'));
    const seen = new Map(
      ['file', 'bytes'].map((text) => [jpegOf(text).toString('base64'), [{ name: text, value: 1 }]]),
    );
    const { tagger, fake } = start({}, { images: new Map([...images, ...seen]) });
    // A view into a larger buffer: only what it shows is sent.
    const bytes = Buffer.concat([Buffer.from('__'), jpegOf('bytes'), Buffer.from('__')]).subarray(2, -2);
    const results = await tagger.tag([{ path }, covers[0], { bytes }]);
    expect(results.map(({ tags }) => tags?.[0]?.name)).toEqual(['file', 'album', 'bytes']);
    expect(fake.batches).toHaveLength(1);
  });

  it('carries images upright, as their EXIF data says', async () => {
    const { tagger } = start();
    const batches = answer((inputs) => reply(inputs.map((input) => output(input))));
    const wide = sharp({ create: { width: 40, height: 20, channels: 3, background: '#d01515' } });
    for (const format of ['jpeg', 'png', 'webp', 'tiff'] as const) {
      const upright = await wide.clone().toFormat(format).toBuffer();
      const turned = await wide.clone().withMetadata({ orientation: 6 }).toFormat(format).toBuffer();
      await tagger.tag([{ bytes: upright }, { bytes: turned }]);
      const [first, second] = (batches.pop() ?? []).map(({ data }) =>
        Buffer.from(data.image.base64 ?? '', 'base64'),
      );
      expect(first).toEqual(upright);
      const { width, height, orientation } = await sharp(second).metadata();
      expect([width, height, orientation]).toEqual([20, 40, undefined]);
    }
  });

  it('is bounded in bytes, and a batch takes several', async () => {
    const { tagger } = start();
    const batches = answer((inputs) => reply(inputs.map((input) => output(input))));
    const large = { bytes: jpegOf('x'.repeat(4_000_000)) };
    const results = await tagger.tag([large, large, large, covers[0], large, large]);
    expect(batches.map((batch) => batch.length)).toEqual([2, 3, 1]);
    expect(results.every(({ tags }) => tags)).toBe(true);
  });

  it('is not made for covers that cannot be tagged', async () => {
    const { tagger, fake } = start();
    const huge = join(folder, 'huge.jpg');
    await writeFile(huge, jpegOf(''));
    await truncate(huge, 20_000_001);
    const results = await tagger.tag([
      { path: huge },
      { path: join(folder, 'none.jpg') },
      { bytes: new Uint8Array() },
      { bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') },
      { url: 'file:///etc/hosts' },
    ]);
    expect(results.map(({ error }) => [error?.code, error?.message])).toEqual([
      ['cover', expect.stringContaining('20.0 MB')],
      ['cover', expect.stringContaining('does not exist')],
      ['cover', expect.stringContaining('empty')],
      ['cover', expect.stringContaining('not JPEG, PNG')],
      ['cover', expect.stringContaining('http://')],
    ]);
    expect(fake.batches).toEqual([]);
  });
});

describe('options', () => {
  it('make an id that says what changes the answers, and nothing else', () => {
    const { tagger, pat } = start();
    expect(tagger.id).toBe(
      'clarifai/general-image-recognition@aa7f35c01e0642fda5cf400f543e7c40?max=50&min=0.5&language=en',
    );
    const others: Partial<ClarifaiTaggerOptions>[] = [
      { version: 'b' },
      { maxTags: 20 },
      { minConfidence: 0 },
      { language: 'de' },
      { model: 'https://clarifai.com/me/my-app/models/covers', version: 'b' },
    ];
    const ids = others.map((options) => start(options).tagger.id);
    expect(new Set([tagger.id, ...ids]).size).toBe(6);
    expect(ids.at(-1)).toBe('clarifai/me/my-app/covers@b?max=50&min=0.5&language=en');
    expect(ids.join()).not.toContain(pat);
    expect(start({ apiUrl: 'https://proxy.test/clarifai' }).tagger.id).toBe(tagger.id);
  });

  it.each([
    [{ pat: '' }, 'unauthorized', /clarifai\.com\/settings\/security.*CLARIFAI_PAT/],
    [{ pat: undefined }, 'unauthorized', /CLARIFAI_PAT/],
    [{ pat: 'two words' }, 'unauthorized', /malformed/],
    [{ maxTags: 0 }, 'invalid-input', /1 to 200, got 0/],
    [{ maxTags: 201 }, 'invalid-input', /got 201/],
    [{ maxTags: 1.5 }, 'invalid-input', /whole/],
    [{ minConfidence: -0.1 }, 'invalid-input', /0\.\.1/],
    [{ minConfidence: Number.NaN }, 'invalid-input', /NaN/],
    [{ language: 'English!' }, 'invalid-input', /language/],
    [{ model: '../other' }, 'invalid-input', /model/],
    [{ model: 'apparel-recognition' }, 'invalid-input', /version/],
    [{ apiUrl: 'api' }, 'invalid-input', /apiUrl/],
  ])('refuse %j', (options, code, message) => {
    expect(() => new ClarifaiTagger({ pat: 'pat', ...(options as object) })).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) as unknown }),
    );
  });
});

describe('the pace', () => {
  it('is fifteen requests a second over all taggers of a token', async () => {
    vi.useFakeTimers();
    const times: number[] = [];
    const fetch = async (url: string | URL | Request, init?: RequestInit) => {
      times.push(performance.now());
      const { inputs } = (await new Request(url, init).json()) as { inputs: FakeInput[] };
      return reply(inputs.map((input) => output(input)));
    };
    const pat = randomUUID();
    const [one, other] = [start({ pat, fetch }).tagger, start({ pat, fetch }).tagger];
    const tagging = Array.from({ length: 16 }, (_, n) => (n % 2 ? one : other).tag([covers[0]]));
    await vi.advanceTimersByTimeAsync(1100);
    await Promise.all(tagging);
    expect(times).toHaveLength(16);
    // Fifteen pauses of 66.7 ms, which timers cut to whole milliseconds or extend to the next.
    const [first = 0] = times;
    expect(Math.max(...times) - first).toBeGreaterThanOrEqual(985);
    expect(Math.max(...times) - first).toBeLessThanOrEqual(1015);
  });
});
