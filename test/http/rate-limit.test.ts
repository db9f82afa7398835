import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { accountKey } from '../../src/http/process-wide.ts';
import { acquireSlot } from '../../src/http/rate-limit.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('acquireSlot', () => {
  it('spaces requests evenly, first come, first served', async () => {
    const rateLimit = { key: randomUUID(), perSecond: 4 };
    const begin = Date.now();
    const turns: [number, number][] = [];
    for (const n of [0, 1, 2, 3])
      void acquireSlot(rateLimit, 'X').then(() => turns.push([n, Date.now() - begin]));
    await vi.runAllTimersAsync();
    expect(turns).toEqual([
      [0, 0],
      [1, 250],
      [2, 500],
      [3, 750],
    ]);
  });

  it('does not save up slots that were not used', async () => {
    const rateLimit = { key: randomUUID(), perSecond: 1 };
    await acquireSlot(rateLimit, 'X');
    await vi.advanceTimersByTimeAsync(60_000);
    const begin = Date.now();
    await acquireSlot(rateLimit, 'X');
    const second = acquireSlot(rateLimit, 'X');
    await vi.runAllTimersAsync();
    await second;
    expect(Date.now() - begin).toBe(1000);
  });

  it('gives the slot of a caller that aborts to the next', async () => {
    const rateLimit = { key: randomUUID(), perSecond: 1 };
    await acquireSlot(rateLimit, 'X');
    const begin = Date.now();
    const controller = new AbortController();
    const impatient = [
      acquireSlot(rateLimit, 'X', controller.signal),
      acquireSlot(rateLimit, 'X', controller.signal),
    ];
    const patient = acquireSlot(rateLimit, 'X').then(() => Date.now() - begin);
    controller.abort('enough');
    for (const one of impatient) await expect(one).rejects.toBe('enough');
    await vi.runAllTimersAsync();
    expect(await patient).toBe(1000);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is not used up by one who aborts before it began', async () => {
    const rateLimit = { key: randomUUID(), perSecond: 1 };
    const begin = Date.now();
    const controller = new AbortController();
    const leaving = acquireSlot(rateLimit, 'X', controller.signal);
    controller.abort('enough');
    await expect(leaving).rejects.toBe('enough');
    await acquireSlot(rateLimit, 'X');
    expect(Date.now() - begin).toBe(0);
  });

  it('is not forgotten while a caller waits, whatever other limits come', async () => {
    const rateLimit = { key: randomUUID(), perSecond: 1 };
    const begin = Date.now();
    const times: number[] = [];
    const note = () => times.push(Date.now() - begin);
    const first = acquireSlot(rateLimit, 'X').then(note);
    const other = acquireSlot({ key: randomUUID(), perSecond: 1 }, 'X');
    const second = acquireSlot(rateLimit, 'X').then(note);
    await vi.runAllTimersAsync();
    await Promise.all([first, other, second]);
    expect(times).toEqual([0, 1000]);
  });

  it('is shared by every copy of the module, and not with other accounts', async () => {
    vi.resetModules();
    const copy = await import('../../src/http/rate-limit.ts');
    expect(copy.acquireSlot).not.toBe(acquireSlot);
    const rateLimit = { key: randomUUID(), perSecond: 1 };
    await acquireSlot(rateLimit, 'X');
    await acquireSlot({ key: randomUUID(), perSecond: 1 }, 'X');
    const begin = Date.now();
    const second = copy.acquireSlot(rateLimit, 'X');
    await vi.runAllTimersAsync();
    await second;
    expect(Date.now() - begin).toBe(1000);
  });
});

describe('accountKey', () => {
  it('tells credentials and hosts apart without holding a credential', () => {
    const keys = [accountKey('a', 'secret-1'), accountKey('a', 'secret-2'), accountKey('b', 'secret-1')];
    expect(new Set(keys).size).toBe(3);
    expect(keys.join()).not.toContain('secret');
    expect(accountKey('a', 'secret-1')).toBe(keys[0]);
  });
});
