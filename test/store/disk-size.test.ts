import { diskStore, type DiskStore, type DiskStoreOptions } from 'spotitags';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { folderOf } from '../files.ts';

const open = async (options?: DiskStoreOptions) => {
  const store = await diskStore(await folderOf({}), options);
  onTestFinished(() => store.close());
  return store;
};
const keysOf = async (store: DiskStore) => {
  const keys: string[] = [];
  for await (const { key } of store.entries()) keys.push(key);
  return keys;
};
const tags = (count: number) => Array.from({ length: count }, (_, at) => `tags:${at}`);
const setAll = (store: DiskStore, keys: readonly string[]) =>
  Promise.all(keys.map((key) => store.set(key, 1)));

afterEach(() => {
  vi.useRealTimers();
});

describe('a store on disk beyond its bound', () => {
  it('deletes a tenth, also of entries that were written at the same time', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const store = await open({ maxEntries: 100 });
    await setAll(store, tags(101));
    const first = await keysOf(store);
    expect(first).toHaveLength(91);
    // Of equal age, the first by key.
    expect(first).toEqual(tags(101).toSorted().slice(10));
  });

  it('deletes the oldest entries, and those that have expired', async () => {
    vi.useFakeTimers({ now: 1e12, toFake: ['Date'] });
    const store = await open({ maxEntries: 20 });
    await setAll(store, ['tags:old a', 'tags:old b']);
    vi.setSystemTime(1e12 + 1);
    await Promise.all(['a', 'b', 'c'].map((key) => store.set(`tags:expired ${key}`, 1, 10)));
    await setAll(store, ['tags:old c']);
    vi.setSystemTime(1e12 + 20);
    await setAll(store, tags(15));
    expect(await keysOf(store)).toEqual([...tags(15), 'tags:old a', 'tags:old b', 'tags:old c'].toSorted());
    await setAll(store, ['tags:x', 'tags:y', 'tags:z']);
    expect(await keysOf(store)).toEqual([...tags(15), 'tags:old c', 'tags:x', 'tags:y', 'tags:z'].toSorted());
  });

  it('keeps the newest entry, however small the bound', async () => {
    const store = await open({ maxEntries: 1 });
    for (const key of tags(5)) {
      await store.set(key, 1);
      expect(await keysOf(store)).toEqual([key]);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  });
});

describe('corrections in a store on disk', () => {
  const corrections = (count: number) => Array.from({ length: count }, (_, at) => `corrections:${at}`);

  it('do not count towards its bound, and are not in the way when it makes room', async () => {
    vi.useFakeTimers({ now: 1e12, toFake: ['Date'] });
    const store = await open({ maxEntries: 100 });
    await setAll(store, corrections(50));
    for (const [at, key] of tags(300).entries()) {
      vi.setSystemTime(1e12 + at + 1);
      await store.set(key, 1);
    }
    const kept = await keysOf(store);
    expect(kept.filter((key) => key.startsWith('corrections:'))).toHaveLength(50);
    expect(kept.filter((key) => key.startsWith('tags:')).length).toBeGreaterThan(85);
    expect(kept.length).toBeLessThanOrEqual(150);
    // Room that deleted corrections leave is not taken by other entries.
    for (const key of corrections(50)) await store.delete(key);
    await setAll(store, tags(300));
    expect((await keysOf(store)).length).toBeLessThanOrEqual(100);
  });

  it('do not make it read all entries at each write', async () => {
    const store = await open({ maxEntries: 100 });
    await setAll(store, [...corrections(200), ...tags(50)]);
    const parse = vi.spyOn(JSON, 'parse');
    onTestFinished(() => {
      parse.mockRestore();
    });
    for (const key of tags(100)) await store.set(key, 2);
    expect(parse).not.toHaveBeenCalled();
  });
});
