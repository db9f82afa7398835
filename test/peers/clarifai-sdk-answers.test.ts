import { describe, expect, it } from 'vitest';
import { refuse } from '../../src/testing/msw/clarifai.ts';
import { covers, imageUrl, output, reply } from '../msw/use-clarifai.ts';
import { FakeClarifaiGrpc, type GrpcReply } from './fake-clarifai-grpc.ts';
import { failure, tagsOf, useClarifaiGrpc, well } from './use-clarifai-grpc.ts';
import { waitFor } from '../wait-for.ts';

const { fake, start, answered } = await useClarifaiGrpc();

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

  it.each([
    ['regions', { regions: [{ id: 'r' }] }],
    ['embeddings', { embeddings: [{ vector: [0.5], num_dimensions: 1 }] }],
    ['colors', { colors: [{ raw_hex: '#fff', value: 1 }] }],
    ['text', { text: { raw: 'a cover' } }],
  ])('of a model that returns %s ends the call', async (what, data) => {
    const { tagger } = answered(({ inputs }) =>
      reply(
        inputs.map(({ id }) => ({
          input: { id },
          status: { code: 10000 },
          data,
          model: { model_type_id: 'other' },
        })),
      ),
    );
    const error = await failure(tagger.tag(covers));
    expect(error.code).toBe('invalid-input');
    expect(error.message).toContain(`The model returns ${what} (other) instead of concepts.`);
    expect(fake.asked).toHaveLength(1);
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

  it('never shows the token, even if the service repeats it', async () => {
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
    const { tagger } = start({ timeoutMs: 50 });
    fake.answer = () => 'silence';
    const error = await failure(tagger.tag(covers));
    expect(error).toMatchObject({ code: 'service', retryable: true });
    expect(error.message).toContain('within 0.05 s');
    await waitFor(() => {
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
    await waitFor(() => {
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

  it('fails if the service does not listen', async () => {
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
      waitFor(() => {
        expect(fake.connections).toBe(count);
      });
    // Those of the taggers before.
    await open(0);
    const { tagger } = start();
    await tagger.tag([covers[0]]);
    await open(1);
    fake.answer = () => 'silence';
    const late = failure(tagger.tag([covers[0]]));
    await waitFor(() => {
      expect(fake.asked).toHaveLength(2);
    });
    await tagger.close();
    expect((await late).message).toMatch(/This object is closed/);
    await open(0);
    expect((await failure(tagger.tag([covers[0]]))).message).toMatch(/This object is closed/);
    expect(fake.asked).toHaveLength(2);
  });
});
