import pLimit from 'p-limit';
import { type TagStore, memoryStore } from 'spotitags';
import { describe, expect, it } from 'vitest';
import { Budget } from '../../src/run/budget.ts';
import { CoverQueue } from '../../src/run/cover-queue.ts';
import { keepTags } from '../../src/store/stored-tags.ts';
import { FakeTagger } from '../fakes.ts';

/** A queue for batches of four, whose requests share the limit. */
function open(concurrency: number, { store = memoryStore(), delay = 0, budget = new Budget() } = {}) {
  const limit = pLimit(concurrency);
  const tagger = new FakeTagger(4, delay);
  const queue = new CoverQueue(tagger, store, limit, budget);
  const add = (...names: readonly string[]) =>
    names.map((name) => queue.tag(name, { url: `https://covers.test/${name}` }));
  return { limit, tagger, queue, add, sizes: () => tagger.batches.map((batch) => batch.length) };
}

/** Lets everything happen that needs no more than turns of the event loop. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('a full batch', () => {
  it('leaves at once, also while more covers may come', async () => {
    const { queue, add, sizes } = open(2);
    const producer = queue.addProducer();
    await Promise.all(add('a', 'b', 'c', 'd'));
    expect(sizes()).toEqual([4]);
    producer.release();
  });
});

describe('a batch that is not full', () => {
  it('waits while more covers may come, and leaves when none may', async () => {
    const { queue, add, sizes } = open(2);
    const producer = queue.addProducer();
    const tagging = add('a', 'b', 'c');
    await settle();
    expect(sizes()).toEqual([]);
    producer.release();
    await Promise.all(tagging);
    expect(sizes()).toEqual([3]);
  });

  it('waits while a full batch waits for its slot, since that lets more covers come', async () => {
    const { limit, queue, add, sizes } = open(2);
    let endLookups: () => void = () => undefined;
    const lookups = new Promise<void>((resolve) => (endLookups = resolve));
    for (let slot = 0; slot < 2; slot += 1) void limit(() => lookups);
    const producer = queue.addProducer();
    const first = add('a', 'b', 'c', 'd', 'e', 'f');
    await settle();
    const more: Promise<unknown>[] = [];
    queue.onChange.add(() => {
      producer.unblock();
      if (more.length === 0) more.push(...add('g', 'h'));
    });
    producer.block();
    endLookups();
    await settle();
    producer.release();
    await Promise.all([...first, ...more]);
    expect(sizes()).toEqual([4, 4]);
  });
});

const tagged = { tags: [{ name: 'fog', confidence: 1 }] };

/** A store in which another process keeps tags of some covers before their claims are answered. */
function sharedStore(kept: readonly string[], claimed: Promise<void> = Promise.resolve()): TagStore {
  const store = memoryStore();
  return {
    ...store,
    update: async (key, change, ttlMs) => {
      await claimed;
      for (const name of kept) await keepTags(store, 'fake@1', name, tagged);
      await store.update?.(key, change, ttlMs);
    },
  };
}

describe('a batch of which another process has tagged a part', () => {
  it('is aborted when the callers of the rest have left', async () => {
    const { tagger, queue } = open(2, { store: sharedStore(['a']), delay: 60_000 });
    const abort = new AbortController();
    const first = queue.tag('a', { url: 'a' }, abort.signal);
    const second = queue.tag('b', { url: 'b' }, abort.signal);
    expect(await first).toMatchObject({ isStored: true });
    await settle();
    expect(tagger.batches).toEqual([[{ url: 'b' }]]);
    abort.abort(new Error('left'));
    await expect(second).rejects.toThrow('left');
    await settle();
    expect({ running: tagger.running, aborted: tagger.aborted }).toEqual({ running: 0, aborted: 1 });
  });

  it('goes on while a caller waits for a cover of the rest', async () => {
    const { tagger, queue } = open(2, { store: sharedStore(['a']), delay: 50 });
    const abort = new AbortController();
    const [, second] = ['a', 'b'].map((name) => queue.tag(name, { url: name }, abort.signal));
    const third = queue.tag('c', { url: 'c' });
    await settle();
    abort.abort(new Error('left'));
    await expect(second).rejects.toThrow('left');
    expect(await third).toMatchObject({ tags: [{ name: 'c' }] });
    expect(tagger.aborted).toBe(0);
  });

  it('is not sent if the callers of the rest have left before, and a caller that comes back gets it', async () => {
    let claim: () => void = () => undefined;
    const claimed = new Promise<void>((resolve) => (claim = resolve));
    const budget = new Budget({ taggerImages: 2 });
    const { tagger, queue } = open(2, { store: sharedStore(['a'], claimed), budget });
    const abort = new AbortController();
    const first = queue.tag('a', { url: 'a' });
    const second = queue.tag('b', { url: 'b' }, abort.signal);
    await settle();
    abort.abort(new Error('left'));
    await expect(second).rejects.toThrow('left');
    claim();
    expect(await first).toMatchObject({ isStored: true });
    await settle();
    expect(tagger.batches).toEqual([]);
    expect(budget.left('taggerImages')).toBe(2);
    expect(await queue.tag('b', { url: 'b' })).toMatchObject({ tags: [{ name: 'b' }] });
  });
});
