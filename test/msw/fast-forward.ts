import { expect, vi } from 'vitest';

const realTimeout = setTimeout;

/**
 * Runs the clock until the promise settles, a tenth of a second a real millisecond: the mocked network takes turns of
 * the event loop, and a request that takes as many as its deadline has tenths would be late.
 */
export async function fastForward<T>(work: () => Promise<T>): Promise<T> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
  const state = { running: true };
  const promise = work().finally(() => (state.running = false));
  promise.catch(() => undefined);
  while (state.running) {
    await vi.advanceTimersByTimeAsync(100);
    await new Promise((resolve) => realTimeout(resolve, 1));
  }
  expect(vi.getTimerCount()).toBe(0);
  return promise;
}
