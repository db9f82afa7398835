import { randomUUID } from 'node:crypto';
import { getEventListeners } from 'node:events';
import { SpotiTagsError } from 'spotitags';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Transport, type HttpRequest, type TransportLimits } from '../../src/http/transport.ts';

const now = Date.UTC(2026, 0, 1);

beforeEach(() => {
  vi.useFakeTimers({ now });
});
afterEach(() => {
  vi.useRealTimers();
});

type Reply = () => Response | Promise<Response>;

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Reply => {
  return () => new Response(JSON.stringify(body), { status, headers });
};
const failing: Reply = () =>
  Promise.reject(new TypeError('fetch failed', { cause: new Error('ECONNRESET') }));

/** A transport that gets the replies one after the other, the last one again and again. */
function setUp(replies: Reply[], limits: TransportLimits = {}) {
  const times: number[] = [];
  const inits: RequestInit[] = [];
  const fetch = (_: unknown, init: RequestInit = {}) => {
    times.push(Date.now() - now);
    inits.push(init);
    const reply = replies[Math.min(times.length, replies.length) - 1];
    return Promise.resolve(reply?.() ?? Response.error());
  };
  const transport = new Transport({ fetch }, { random: () => 1, ...limits });
  const request: HttpRequest = {
    service: { name: 'Fake' },
    method: 'GET',
    url: new URL('https://fake.test/things?q=private'),
    headers: { authorization: 'Key s3cret' },
    pace: { key: randomUUID(), perSecond: 1000 },
    bucket: 'things',
    secrets: ['s3cret'],
  };
  return { transport, request, times, inits };
}

/** Lets the clock run until the promise settles. */
async function settled<T>(promise: Promise<T>): Promise<T | SpotiTagsError> {
  const caught = promise.catch((error: unknown) => {
    if (SpotiTagsError.isInstance(error)) return error;
    throw error;
  });
  await vi.runAllTimersAsync();
  return caught;
}

async function failure(promise: Promise<unknown>): Promise<SpotiTagsError> {
  const error = await settled(promise);
  expect(error).toBeInstanceOf(SpotiTagsError);
  return error as SpotiTagsError;
}

describe('retry', () => {
  it.each([500, 502, 503, 504])('repeats a %i, backing off', async (status) => {
    const { transport, request, times } = setUp([json({}, status), json({}, status), json({ ok: 1 })]);
    expect(await settled(transport.send(request))).toMatchObject({ status: 200, json: { ok: 1 } });
    expect(times).toEqual([0, 500, 1500]);
  });

  it('repeats a network failure, five requests in all, and then says what failed', async () => {
    const { transport, request, times } = setUp([failing]);
    const error = await failure(transport.send(request));
    expect(error).toMatchObject({ code: 'service', retryable: true });
    expect(error.message).toBe('Fake: GET https://fake.test/things failed: fetch failed: ECONNRESET');
    expect(times).toEqual([0, 500, 1500, 3500, 7500]);
  });

  it.each([200, 400, 401, 403, 404, 501])('does not repeat a %i', async (status) => {
    const { transport, request, times } = setUp([json({}, status)]);
    expect(await settled(transport.send(request))).toMatchObject({ status });
    expect(times).toEqual([0]);
  });

  it('ends when the next back-off would exceed the time to wait in total', async () => {
    const { transport, request, times } = setUp([json({}, 503)], { maxWait: 2000 });
    expect((await failure(transport.send(request))).code).toBe('service');
    expect(times).toEqual([0, 500, 1500]);
  });

  it('repeats a POST only where that does no harm', async () => {
    for (const [repeatable, requests] of [
      [undefined, 1],
      [false, 1],
      [true, 5],
    ] as const) {
      const { transport, request, times } = setUp([json({}, 503)]);
      const post = {
        ...request,
        method: 'POST' as const,
        ...(repeatable === undefined ? {} : { repeatable }),
      };
      expect((await failure(transport.send(post))).code).toBe('service');
      expect(times).toHaveLength(requests);
    }
  });

  it('asks the service what an answer means', async () => {
    const { transport, request, times } = setUp([json({ busy: true }), json({ busy: false })]);
    const service = {
      name: 'Fake',
      verdict: ({ json: body }: { json: unknown }) =>
        v.is(v.object({ busy: v.literal(true) }), body) ? ('unavailable' as const) : ('final' as const),
    };
    expect(await settled(transport.send({ ...request, service }))).toMatchObject({ json: { busy: false } });
    expect(times).toEqual([0, 500]);
  });

  it('gives up a request that hangs, whether or not fetch heeds the signal', async () => {
    const { transport, request, times } = setUp([() => new Promise(() => undefined)], { timeout: 2000 });
    const error = await failure(transport.send(request));
    expect(error).toMatchObject({ code: 'service', retryable: true });
    expect(error.message).toContain('within 2 s');
    expect(times).toEqual([0]);
  });
});

describe('Retry-After', () => {
  it('is waited out when it is short, and not probed on the very tick', async () => {
    const { transport, request, times } = setUp([json({}, 429, { 'retry-after': '7' }), json({})]);
    expect(await settled(transport.send(request))).toMatchObject({ status: 200 });
    expect(times).toEqual([0, 8000]);
  });

  it('may be a date', async () => {
    const date = new Date(now + 20_000).toUTCString();
    const { transport, request, times } = setUp([json({}, 429, { 'retry-after': date }), json({})]);
    await settled(transport.send(request));
    expect(times).toEqual([0, 21_000]);
  });

  it('fails at once when it is long, says until when, and is remembered for its bucket alone', async () => {
    const { transport, request, times } = setUp([
      json({}, 429, { 'retry-after': '86400' }),
      json({ after: true }),
    ]);
    const error = await failure(transport.send(request));
    expect(error).toMatchObject({ code: 'rate-limited', retryable: true, retryAt: now + 86_400_000 });
    expect(error.message).toContain('2026-01-02T00:00:00.000Z');
    expect(Date.now()).toBe(now);

    // Another instance of the same account knows it too.
    const other = setUp([json({})]);
    const again = await failure(other.transport.send(request));
    expect(again).toMatchObject({ code: 'rate-limited', retryAt: now + 86_400_000 });
    expect(again.message).toContain('2026-01-02T00:00:00.000Z');
    expect(other.times).toEqual([]);

    expect(await settled(transport.send({ ...request, bucket: 'others' }))).toMatchObject({ status: 200 });
    expect(times).toHaveLength(2);
    vi.setSystemTime(now + 86_400_000);
    expect(await settled(transport.send(request))).toMatchObject({ status: 200 });
  });

  it('counts in total, over all waits of a call', async () => {
    const { transport, request, times } = setUp([json({}, 429, { 'retry-after': '25' })]);
    expect(await failure(transport.send(request))).toMatchObject({ code: 'rate-limited' });
    expect(times).toEqual([0, 26_000, 52_000]);
  });

  it('holds back requests of the bucket that have not gone out yet', async () => {
    const { transport, request, times } = setUp([json({}, 429, { 'retry-after': '600' })]);
    const slow = { ...request, pace: { ...request.pace, perSecond: 1 } };
    const all = await settled(Promise.allSettled([1, 2, 3].map(() => transport.send(slow))));
    expect(all).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }, { status: 'rejected' }]);
    expect(times).toEqual([0]);
  });

  it.each([{}, { 'retry-after': '0' }])(
    'backs off where it is missing or says nothing: %j',
    async (headers) => {
      const { transport, request, times } = setUp([json({}, 429, headers)]);
      const error = await failure(transport.send(request));
      expect(error).toMatchObject({ code: 'rate-limited', retryable: true });
      expect(error.retryAt).toBeUndefined();
      expect(times).toEqual([0, 500, 1500, 3500, 7500]);
    },
  );

  it('of a 503 is heeded as well', async () => {
    const { transport, request, times } = setUp([json({}, 503, { 'retry-after': '4' }), json({})]);
    await settled(transport.send(request));
    expect(times).toEqual([0, 4000]);
    const long = setUp([json({}, 503, { 'retry-after': '3600' })]);
    expect(await failure(long.transport.send(long.request))).toMatchObject({
      code: 'service',
      retryAt: Date.now() + 3_600_000,
    });
  });
});

describe('abort', () => {
  const waits: [string, Reply, TransportLimits][] = [
    ['a cooldown', json({}, 429, { 'retry-after': '30' }), {}],
    ['a back-off', json({}, 503), {}],
    ['a request', () => new Promise(() => undefined), {}],
    ['a body', () => new Response(new ReadableStream({ pull: () => new Promise(() => undefined) })), {}],
  ];

  it.each(waits)(
    'ends %s with its own reason and leaves neither timer nor listener',
    async (_, reply, limits) => {
      const { transport, request } = setUp([reply], limits);
      const controller = new AbortController();
      const reason = new Error('stop');
      const sending = transport.send({ ...request, signal: controller.signal });
      const check = expect(sending).rejects.toBe(reason);
      await vi.advanceTimersByTimeAsync(100);
      expect(vi.getTimerCount()).toBeGreaterThan(0);
      controller.abort(reason);
      await check;
      expect(vi.getTimerCount()).toBe(0);
      expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    },
  );

  it('leaves no listener on a signal that outlives its requests', async () => {
    const { transport, request } = setUp([json({})]);
    const { signal } = new AbortController();
    await settled(Promise.all([1, 2, 3].map(() => transport.send({ ...request, signal }))));
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('makes no request under an aborted signal', async () => {
    const { transport, request, times } = setUp([json({})]);
    await expect(transport.send({ ...request, signal: AbortSignal.abort('enough') })).rejects.toBe('enough');
    expect(times).toEqual([]);
  });

  it('by close() ends what is under way and what comes later', async () => {
    const { transport, request } = setUp([json({}, 503)]);
    const sending = failure(transport.send(request));
    await transport.close();
    expect(await sending).toMatchObject({ code: 'invalid-input' });
    expect(await failure(transport.send(request))).toMatchObject({ code: 'invalid-input' });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('bodies', () => {
  it('are cancelled when they grow too large', async () => {
    const cancel = vi.fn();
    const endless = () =>
      new Response(
        new ReadableStream({
          pull: (controller) => {
            controller.enqueue(new Uint8Array(1000));
          },
          cancel,
        }),
      );
    const { transport, request } = setUp([endless], { maxBytes: 5000 });
    const error = await failure(transport.send(request));
    expect(error).toMatchObject({ code: 'service' });
    expect(error.message).toContain('longer than 5000 bytes');
    expect(cancel).toHaveBeenCalledOnce();
  });

  it('are cancelled when a request is given up', async () => {
    const cancel = vi.fn();
    const stalling = () => new Response(new ReadableStream({ cancel }));
    const { transport, request } = setUp([stalling], { timeout: 100 });
    expect((await failure(transport.send(request))).code).toBe('service');
    expect(cancel).toHaveBeenCalledOnce();
  });

  it('are cancelled when a fetch that heeds no signal brings them too late', async () => {
    const cancel = vi.fn();
    const tardy = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5000));
      return new Response(new ReadableStream({ cancel }));
    };
    const { transport, request } = setUp([tardy], { timeout: 100 });
    expect((await failure(transport.send(request))).code).toBe('service');
    expect(cancel).toHaveBeenCalledOnce();
  });

  it('that are not JSON make a service error with the status and an excerpt', async () => {
    const { transport, request } = setUp([
      () => new Response('<h1>Log in\u0007</h1>\n to the\u001b[0m Wi-Fi'),
    ]);
    const answer = await transport.send(request);
    expect(() => answer.read(v.object({}))).toThrow(
      expect.objectContaining({
        code: 'service',
        message:
          'Fake answered 200 to GET https://fake.test/things: <h1>Log in </h1> to the [0m Wi-Fi. JSON was expected; is a proxy in between?',
      }),
    );
  });

  it('of another shape make a service error that says where', async () => {
    const { transport, request } = setUp([json({ items: [{ id: 1 }] })]);
    const answer = await transport.send(request);
    expect(() => answer.read(v.object({ items: v.array(v.object({ id: v.string() })) }))).toThrow(
      /at items\.0\.id/,
    );
  });
});

describe('secrets', () => {
  it('stay out of errors, also where the service or the network repeats them', async () => {
    const echo = setUp([() => new Response(`bad header "Key s3cret"`, { status: 503 })]);
    const broken = setUp([() => Promise.reject(new TypeError('invalid value "Key s3cret"'))]);
    for (const { transport, request } of [echo, broken]) {
      const error = await failure(transport.send(request));
      expect(error.message).toContain('[redacted]');
      for (const text of [error.message, String(error.stack), JSON.stringify(error), String(error.cause)])
        expect(text).not.toMatch(/s3cret|private/);
    }
  });
});
