import { afterEach, describe, expect, it, vi } from 'vitest';
import { memoryStore } from 'spotitags';

describe('memoryStore', () => {
  afterEach(() => vi.useRealTimers());

  it('gives back what was set, until it is deleted', async () => {
    const store = memoryStore();
    await store.set('__proto__', [1]);
    expect(await store.get('__proto__')).toEqual([1]);
    expect(await store.get('constructor')).toBeUndefined();
    await store.delete('__proto__');
    expect(await store.get('__proto__')).toBeUndefined();
  });

  it('forgets the least recently used entry beyond its bound', async () => {
    const store = memoryStore({ maxEntries: 2 });
    await store.set('a', 1);
    await store.set('b', 2);
    await store.get('a');
    await store.set('c', 3);
    expect([await store.get('a'), await store.get('b'), await store.get('c')]).toEqual([1, undefined, 3]);
  });

  it('forgets an entry after its time', async () => {
    vi.useFakeTimers();
    const store = memoryStore();
    await store.set('a', 1, 1000);
    vi.advanceTimersByTime(999);
    expect(await store.get('a')).toBe(1);
    vi.advanceTimersByTime(1);
    expect(await store.get('a')).toBeUndefined();
  });
});
