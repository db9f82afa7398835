import { readFile } from 'node:fs/promises';
import { HttpResponse } from 'msw';
import { SpotiTagsError } from 'spotitags';
import { describe, expect, it } from 'vitest';
import { refuse, statusOf } from '../../src/testing/msw/clarifai.ts';
import { fastForward } from '../msw/fast-forward.ts';
import { covers, imageUrl, output, reply, useClarifai } from '../msw/use-clarifai.ts';

const { start, answer } = useClarifai();

async function failure(promise: Promise<unknown>): Promise<SpotiTagsError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (!SpotiTagsError.isInstance(error)) throw new Error(`expected a SpotiTagsError, got ${String(error)}`);
  return error;
}

describe('an answer', () => {
  it('of the real service is understood', async () => {
    const { tagger } = start();
    const file = await readFile(new URL('../fixtures/clarifai-outputs.json', import.meta.url), 'utf8');
    answer(() => HttpResponse.json(JSON.parse(file) as object));
    const [result] = await tagger.tag([covers[0]]);
    expect(result?.tags?.slice(0, 2)).toEqual([
      { name: 'train', confidence: 0.9989112 },
      { name: 'railway', confidence: 0.9975532 },
    ]);
    expect(result?.tags?.length).toBe(20);
  });

  it('is cleaned: names once, with the highest confidence, in 0..1', async () => {
    const { tagger } = start();
    const concepts = [
      { name: 'music', value: 0.7 },
      { name: ' music ', value: 0.8 },
      { name: 'music', value: 0.6 },
      { name: '__proto__', value: 1.2 },
      { name: 'low', value: -0.1 },
      { name: '', value: 0.5 },
      { name: null, value: 0.5 },
      { name: 'no value' },
    ];
    answer(() => HttpResponse.json({ status: statusOf(10000), outputs: [{ data: { concepts } }] }));
    expect(await tagger.tag([covers[0]])).toEqual([
      {
        tags: [
          { name: 'music', confidence: 0.8 },
          { name: '__proto__', confidence: 1 },
          { name: 'low', confidence: 0 },
        ],
      },
    ]);
  });

  it.each([
    [
      'regions',
      'visual-detector',
      { regions: [{ id: 'r', data: { concepts: [{ name: 'face', value: 1 }] } }] },
    ],
    ['embeddings', 'visual-embedder', { embeddings: [{ vector: [0.1, 0.2], num_dimensions: 2 }] }],
    ['colors', 'color-recognizer', { colors: [{ raw_hex: '#fff', value: 1 }] }],
    ['text', 'image-to-text', { text: { raw: 'a cover' }, concepts: [] }],
    ['something else', 'visual-detector', {}],
    ['regions', undefined, { regions: [{ id: 'r' }] }],
  ])('of a model that returns %s (%s) ends the call before more is paid', async (what, kind, data) => {
    const { tagger } = start();
    const requests = answer((inputs) =>
      HttpResponse.json({
        status: statusOf(10000),
        outputs: inputs.map(({ id }) => ({
          input: { id },
          status: statusOf(10000),
          data,
          model: { model_type_id: kind },
        })),
      }),
    );
    const jpeg = Buffer.alloc(8_000_000, 1);
    jpeg.set([0xff, 0xd8, 0xff]);
    const error = await failure(tagger.tag([{ bytes: jpeg }, { bytes: jpeg }, ...covers]));
    expect(error.code).toBe('invalid-input');
    expect(error.message).toContain(
      `The model returns ${what}${kind === undefined ? '' : ` (${kind})`} instead of concepts.`,
    );
    expect(requests).toHaveLength(1);
  });

  it('without concepts, of a model that classifies, has no tags', async () => {
    const { tagger } = start();
    answer(() =>
      HttpResponse.json({
        status: statusOf(10000),
        outputs: [{ status: statusOf(10000), data: {}, model: { model_type_id: 'embedding-classifier' } }],
      }),
    );
    expect(await tagger.tag([covers[0]])).toEqual([{ tags: [] }]);
  });

  it('is matched by id where it is in another order', async () => {
    const { tagger } = start();
    answer((inputs) =>
      HttpResponse.json({ status: statusOf(10000), outputs: inputs.map((input) => output(input)).reverse() }),
    );
    const results = await tagger.tag(covers);
    expect(results.map(({ tags }) => tags?.[0]?.name)).toEqual(
      ['a', 'b', 'c', 'd'].map((one) => `tag of ${imageUrl(one)}`),
    );
  });

  it('is matched by order where ids are unknown', async () => {
    const { tagger } = start();
    answer((inputs) =>
      HttpResponse.json({
        status: statusOf(10000),
        outputs: inputs.map((input, at) => ({ ...output(input), input: { id: `server-${at}` } })),
      }),
    );
    const results = await tagger.tag(covers);
    expect(results.map(({ tags }) => tags?.[0]?.name)).toEqual(
      ['a', 'b', 'c', 'd'].map((one) => `tag of ${imageUrl(one)}`),
    );
  });

  it('never gives one cover the output of another', async () => {
    const { tagger } = start();
    answer((inputs) =>
      reply(inputs.map((input) => (inputs.length > 1 ? output({ ...input, id: 'cover-0' }) : null))),
    );
    const results = await fastForward(() => tagger.tag(covers.slice(0, 2)));
    expect(results[1]?.error).toMatchObject({ code: 'cover', retryable: true });
  });

  it.each([[true], [false]])(
    'that lacks outputs fails for those covers alone (with ids: %j)',
    async (ids) => {
      const { tagger } = start();
      const batches = answer((inputs) => {
        const some = inputs.filter(({ data }) => data.image.url !== imageUrl('b'));
        return HttpResponse.json({
          status: statusOf(10010),
          outputs:
            some.length > 0
              ? some.map((input) => (ids ? output(input) : { ...output(input), input: {} }))
              : [null],
        });
      });
      const results = await fastForward(() => tagger.tag(covers));
      // If an output is missing and another has no id, the outputs cannot be assigned: no tags are better than wrong ones.
      expect(results.map(({ error }) => error?.code)).toEqual(
        ids ? [undefined, 'cover', undefined, undefined] : ['cover', 'cover', 'cover', 'cover'],
      );
      expect(results[1]?.error?.retryable).toBe(true);
      expect(batches.length).toBe(3);
    },
  );
});

describe('a mixed answer', () => {
  it('fails for the covers that failed, with the reason', async () => {
    const { tagger, fake } = start({}, { failures: new Map([[imageUrl('b'), 30101]]) });
    const results = await tagger.tag([covers[0], covers[1], { url: imageUrl('gone') }]);
    expect(results[0]?.tags?.map(({ name }) => name)).toEqual(['album', 'only a']);
    expect(results[1]?.error).toMatchObject({ code: 'cover', retryable: false });
    expect(results[1]?.error?.message).toMatch(/Image decoding failed.*30101/);
    expect(results[2]?.error?.message).toMatch(/30002/);
    expect(fake.batches).toHaveLength(1);
  });

  it('has those tagged again whose trouble passes', async () => {
    const { tagger } = start();
    const batches = answer((inputs) =>
      HttpResponse.json({
        status: statusOf(10010),
        outputs: inputs.map((input, at) => output(input, at === 1 && inputs.length > 1 ? 10030 : 10000)),
      }),
    );
    const results = await fastForward(() => tagger.tag(covers));
    expect(results.map(({ tags }) => tags?.length)).toEqual([1, 1, 1, 1]);
    expect(batches.map((batch) => batch.map(({ id }) => id))).toEqual([
      ['cover-0', 'cover-1', 'cover-2', 'cover-3'],
      ['cover-1'],
    ]);
  });

  it('has them tagged no more than three times', async () => {
    const { tagger } = start();
    const batches = answer((inputs) =>
      HttpResponse.json(
        { status: statusOf(10020), outputs: inputs.map((input) => output(input, 21354)) },
        { status: 400 },
      ),
    );
    const results = await fastForward(() => tagger.tag(covers.slice(0, 2)));
    expect(results.map(({ error }) => [error?.code, error?.retryable])).toEqual([
      ['cover', true],
      ['cover', true],
    ]);
    expect(batches).toHaveLength(3);
  });

  it.each([
    [11009, 'unauthorized'],
    [11003, 'rate-limited'],
  ])(
    'that says %i of an output keeps what was tagged, and fails where nothing was: %s',
    async (code, kind) => {
      const { tagger } = start();
      answer((inputs) =>
        HttpResponse.json({
          status: statusOf(10010),
          outputs: inputs.map((input, at) => output(input, at === 1 ? code : 10000)),
        }),
      );
      const results = await tagger.tag(covers);
      expect(results.map(({ error }) => error?.code)).toEqual([undefined, kind, undefined, undefined]);
      answer((inputs) =>
        reply(
          inputs.map((input) => output(input, code)),
          10010,
        ),
      );
      expect((await failure(tagger.tag(covers))).code).toBe(kind);
    },
  );
});

describe('a refused request', () => {
  it('that is refused for one image is cut in halves until that image is found', async () => {
    const { tagger } = start();
    const batches = answer((inputs) =>
      inputs.some(({ data }) => data.image.url === imageUrl('c'))
        ? refuse(400, 30002)
        : reply(inputs.map((input) => output(input))),
    );
    const results = await tagger.tag(covers);
    expect(results.map(({ error }) => error?.code)).toEqual([undefined, undefined, 'cover', undefined]);
    expect(batches.map((batch) => batch.length)).toEqual([4, 2, 2, 1, 1]);
  });

  it.each([
    [401, 11009, 'unauthorized', /CLARIFAI_PAT/],
    [401, 11008, 'unauthorized', /CLARIFAI_PAT/],
    [400, 11102, 'unauthorized', /CLARIFAI_PAT/],
    [403, 11007, 'unauthorized', /scopes/],
    [402, 11003, 'rate-limited', /used up/],
    [402, 11004, 'rate-limited', /used up/],
    [404, 21200, 'invalid-input', /model and version/],
    [400, 99999, 'service', /99999/],
  ])('with HTTP %i and code %i throws %s', async (http, code, kind, message) => {
    const { tagger } = start();
    const batches = answer(() => refuse(http, code));
    const error = await failure(tagger.tag(covers));
    expect(error.code).toBe(kind);
    expect(error.message).toMatch(message);
    expect(batches).toHaveLength(1);
  });

  it('with a wrong token of the fake says so', async () => {
    const { tagger } = start({ pat: 'wrong' });
    expect((await failure(tagger.tag(covers))).code).toBe('unauthorized');
  });

  it.each([
    ['HTTP 429', () => new HttpResponse('slow down', { status: 429 })],
    ['code 11005', () => refuse(400, 11005)],
    ['"CONN_THROTTLED"', () => HttpResponse.json({ status: { code: 'CONN_THROTTLED' } }, { status: 400 })],
    [
      'a description',
      () => HttpResponse.json({ status: { code: 1, description: 'CONN_THROTTLED' } }, { status: 400 }),
    ],
    ['code 21355', () => refuse(500, 21355)],
    ['code 40031 in an answer 200', () => refuse(200, 40031)],
  ])('for throttling or a sleepy model is repeated: %s', async (_, response) => {
    const { tagger } = start();
    let calls = 0;
    answer((inputs) => {
      calls += 1;
      if (calls < 4) return response();
      return reply(inputs.map((input) => output(input)));
    });
    const [result] = await fastForward(() => tagger.tag([covers[0]]));
    expect(result?.tags).toHaveLength(1);
    expect(calls).toBe(4);
  });

  it('for throttling that does not end throws after five requests', async () => {
    const { tagger } = start();
    const batches = answer(() => refuse(429, 11005));
    expect(await fastForward(() => failure(tagger.tag(covers)))).toMatchObject({
      code: 'rate-limited',
      retryable: true,
    });
    expect(batches).toHaveLength(5);
  });

  it.each([
    [200, '<html>login</html>'],
    [200, '{}'],
    [200, '{"status":{"code":10000},"outputs":"none"}'],
    [200, '{"status":{"code":10000}}'],
  ])('that cannot be read is a service error: %i %s', async (status, body) => {
    const { tagger } = start();
    answer(() => new HttpResponse(body, { status }));
    expect((await failure(tagger.tag(covers))).code).toBe('service');
  });
});

describe('the token', () => {
  it('appears in no error, even if the service repeats it', async () => {
    for (const code of [30002, 99999, 11009]) {
      const { tagger, pat } = start();
      const status = { code, description: `bad key ${pat}`, details: `Key ${pat}` };
      for (const body of [
        { status },
        { status: statusOf(10010), outputs: [{ status, input: { id: 'cover-0' } }] },
      ]) {
        answer(() => HttpResponse.json(body, { status: 400 }));
        const error = await tagger.tag([covers[0]]).then(
          ([result]) => result?.error,
          (reason: unknown) => reason,
        );
        if (!SpotiTagsError.isInstance(error)) throw new Error('expected an error');
        expect(error.message).toContain('[redacted]');
        expect(`${error.message} ${String(error.stack)} ${JSON.stringify(error)}`).not.toContain(pat);
      }
    }
  });
});
