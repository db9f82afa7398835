import { getEventListeners } from 'node:events';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { rememberCooldowns } from '../../src/http/cooldown.ts';
import type { TransportLimits } from '../../src/http/transport.ts';
import { failure, json, now, settled, setUp, type Reply } from './replies.ts';

// How requests end before their time, and what of them others may see.

beforeEach(() => {
  vi.useFakeTimers({ now });
});
afterEach(() => {
  vi.useRealTimers();
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

  it.each(['get', 'set'] as const)('ends the wait for a store of cooldowns (%s)', async (slow) => {
    const waiting = vi.fn(() => new Promise<undefined>(() => undefined));
    const quick = () => Promise.resolve(undefined);
    onTestFinished(rememberCooldowns({ get: quick, set: quick, [slow]: waiting }));
    const { transport, request } = setUp([json({}, 429, { 'retry-after': '30' })]);
    const controller = new AbortController();
    const sending = transport.send({ ...request, signal: controller.signal });
    const check = expect(sending).rejects.toThrow('stop');
    await vi.advanceTimersByTimeAsync(100);
    expect(waiting).toHaveBeenCalledOnce();
    controller.abort(new Error('stop'));
    await check;
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

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
    const { transport, request } = setUp([stalling], { timeoutMs: 100 });
    expect((await failure(transport.send(request))).code).toBe('service');
    expect(cancel).toHaveBeenCalledOnce();
  });

  it('are cancelled when a fetch that ignores its signal brings them too late', async () => {
    const cancel = vi.fn();
    const tardy = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5000));
      return new Response(new ReadableStream({ cancel }));
    };
    const { transport, request } = setUp([tardy], { timeoutMs: 100 });
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
          'Fake answered 200 to GET https://fake.test/things: <h1>Log in </h1> to the [0m Wi-Fi. The answer is not JSON. Check whether a proxy is in between.',
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
