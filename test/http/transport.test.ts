import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as v from 'valibot';
import { failing, failure, json, now, settled, setUp } from './replies.ts';

beforeEach(() => {
  vi.useFakeTimers({ now });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('retry', () => {
  it.each([500, 502, 503, 504, 520, 522, 524, 530])('repeats a %i, backing off', async (status) => {
    const { transport, request, times } = setUp([json({}, status), json({}, status), json({ ok: 1 })]);
    expect(await settled(transport.send(request))).toMatchObject({ status: 200, json: { ok: 1 } });
    expect(times).toEqual([0, 500, 1500]);
  });

  it('repeats a network failure, five requests in all, and then says what failed', async () => {
    const { transport, request, times } = setUp([failing]);
    const error = await failure(transport.send(request));
    expect(error).toMatchObject({ code: 'service', retryable: true });
    expect(error.message).toBe('Fake: GET https://fake.test/things failed: fetch failed: ECONNRESET.');
    expect(times).toEqual([0, 500, 1500, 3500, 7500]);
  });

  it.each([200, 400, 401, 403, 404, 501, 526])('does not repeat a %i', async (status) => {
    const { transport, request, times } = setUp([json({}, status)]);
    expect(await settled(transport.send(request))).toMatchObject({ status });
    expect(times).toEqual([0]);
  });

  it('repeats a request for JSON that a proxy answers with a page, or that is cut', async () => {
    const page = () => new Response('<title>Log in</title>');
    const cut = () => new Response('{"ok":');
    const { transport, request, times } = setUp([page, cut, json({ ok: 1 })]);
    const asked = { ...request, headers: { accept: 'application/json' } };
    expect(await settled(transport.send(asked))).toMatchObject({ json: { ok: 1 } });
    expect(times).toHaveLength(3);
  });

  it.each(['redirect count exceeded', 'URL scheme must be a HTTP(S) scheme', 'Invalid URL', 'bad port'])(
    'does not repeat what fails each time: %s',
    async (reason) => {
      const fails = () => Promise.reject(new TypeError('fetch failed', { cause: new Error(reason) }));
      const { transport, request, times } = setUp([fails]);
      expect(await failure(transport.send(request))).toMatchObject({ code: 'service', retryable: false });
      expect(times).toHaveLength(1);
    },
  );

  it('ends when the next back-off would exceed the time to wait in total', async () => {
    const { transport, request, times } = setUp([json({}, 503)], { maxWaitMs: 2000 });
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
      decide: ({ json: body }: { json: unknown }) =>
        v.is(v.object({ busy: v.literal(true) }), body) ? ('unavailable' as const) : ('final' as const),
    };
    expect(await settled(transport.send({ ...request, service }))).toMatchObject({ json: { busy: false } });
    expect(times).toEqual([0, 500]);
  });

  it('gives up a request that hangs, even if fetch ignores the signal', async () => {
    const { transport, request, times } = setUp([() => new Promise(() => undefined)], { timeoutMs: 2000 });
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
    const slow = { ...request, rateLimit: { ...request.rateLimit, perSecond: 1 } };
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
