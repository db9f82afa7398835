import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { orAbort, sleep, withDeadline, withSignals } from '../../src/util/waits.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

describe('sleep', () => {
  it('lasts as long as it was told, and leaves nothing behind', async () => {
    const { signal } = new AbortController();
    let awake = false;
    const sleeping = sleep(1000, signal).then(() => (awake = true));
    expect([listeners(signal), vi.getTimerCount()]).toEqual([1, 1]);
    await vi.advanceTimersByTimeAsync(999);
    expect(awake).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await sleeping;
    expect([listeners(signal), vi.getTimerCount()]).toEqual([0, 0]);
  });

  it('ends with the reason of an abort, and leaves nothing behind', async () => {
    const controller = new AbortController();
    const sleeping = sleep(1000, controller.signal);
    controller.abort('enough');
    await expect(sleeping).rejects.toBe('enough');
    expect([listeners(controller.signal), vi.getTimerCount()]).toEqual([0, 0]);
  });

  it('does not begin under an aborted signal', async () => {
    await expect(sleep(1000, AbortSignal.abort('enough'))).rejects.toBe('enough');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not wake at once where a timer would overflow', async () => {
    let awake = false;
    void sleep(2 ** 40).then(() => (awake = true));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(awake).toBe(false);
  });
});

it('many who wait on one signal make one listener, and no warning', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const sleeping = Array.from({ length: 20 }, (_, n) => sleep(n < 10 ? 10 : 1000, signal));
  const short = Promise.all(sleeping.slice(0, 10));
  const long = Promise.allSettled(sleeping.slice(10));
  expect(listeners(signal)).toBe(1);
  await vi.advanceTimersByTimeAsync(10);
  await short;
  expect(listeners(signal)).toBe(1);
  controller.abort('enough');
  expect(await long).toEqual(Array.from({ length: 10 }, () => ({ status: 'rejected', reason: 'enough' })));
  expect([listeners(signal), vi.getTimerCount()]).toEqual([0, 0]);
});

describe('orAbort', () => {
  it('leaves a promise that does not settle', async () => {
    const controller = new AbortController();
    const waiting = orAbort(new Promise(() => undefined), controller.signal);
    controller.abort('enough');
    await expect(waiting).rejects.toBe('enough');
    expect(listeners(controller.signal)).toBe(0);
  });

  it('lets a rejection after the abort pass unheard', async () => {
    const failing = new Promise((_, reject) => setTimeout(reject, 10, new Error('late')));
    await expect(orAbort(failing, AbortSignal.abort('enough'))).rejects.toBe('enough');
    await vi.advanceTimersByTimeAsync(10);
  });
});

describe('withSignals and withDeadline', () => {
  it('pass on the reason of either signal', async () => {
    for (const which of [0, 1]) {
      const controllers = [new AbortController(), new AbortController()];
      const signals = controllers.map(({ signal }) => signal);
      const work = withSignals(signals, (signal) => sleep(1000, signal));
      controllers[which]?.abort(`from ${which}`);
      await expect(work).rejects.toBe(`from ${which}`);
      expect(signals.map(listeners)).toEqual([0, 0]);
    }
  });

  it('end late work, even if it ignores its signal', async () => {
    const { signal } = new AbortController();
    const work = withDeadline(
      500,
      () => new Error('late'),
      signal,
      () => new Promise(() => undefined),
    );
    const check = expect(work).rejects.toThrow('late');
    await vi.advanceTimersByTimeAsync(500);
    await check;
    expect([listeners(signal), vi.getTimerCount()]).toEqual([0, 0]);
  });
});
