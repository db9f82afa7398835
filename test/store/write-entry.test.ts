import { memoryStore, SpotiTags, type TagStore } from 'spotitags';
import { describe, expect, it } from 'vitest';
import { delegate } from '../../src/util/delegate.ts';
import { FakeCatalog, FakeTagger } from '../fakes.ts';

/** As a Keyv on a full disk: it answers `false`, and keeps nothing. */
function fullStore(): TagStore {
  const store = memoryStore();
  return {
    get: (key) => store.get(key),
    set: () => Promise.resolve(false),
    delete: (key) => store.delete(key),
  };
}

describe('a store that answers false to a write', () => {
  it('stops tagging: what cannot be kept would be paid for and lost', async () => {
    const tagger = new FakeTagger(2);
    const catalog = new FakeCatalog({ Sleep: 10, Om: 10 });
    const spotiTags = new SpotiTags({ catalog, tagger, store: fullStore(), concurrency: 1 });
    await expect(spotiTags.tagArtist('Sleep')).rejects.toMatchObject({
      code: 'service',
      message: expect.stringContaining('answered false to a write') as string,
    });
    await expect(spotiTags.tagArtist('Om')).rejects.toMatchObject({ code: 'service' });
    expect(tagger.images).toBe(2);
  });

  it('keeps no corrections, and feedback says so', async () => {
    const options = { catalog: new FakeCatalog({}), tagger: new FakeTagger(), store: fullStore() };
    const feedback = new SpotiTags(options).feedback({ url: 'https://covers.test/a.jpg' }, { add: ['fog'] });
    await expect(feedback).rejects.toMatchObject({ code: 'service' });
  });
});

describe('a store that answers nothing to a write', () => {
  it('has kept it', async () => {
    const store = delegate(memoryStore(), { set: () => Promise.resolve(undefined) });
    const spotiTags = new SpotiTags({
      catalog: new FakeCatalog({ Sleep: 2 }),
      tagger: new FakeTagger(),
      store,
    });
    expect((await spotiTags.tagArtist('Sleep')).albums).toHaveLength(2);
  });
});

describe('a store that fails', () => {
  const broken = (fault: () => Promise<never>) => {
    const store = memoryStore();
    return { get: (key: string) => store.get(key), set: fault, delete: fault };
  };
  const faults = [
    () => Promise.reject(new Error('disk I/O error')),
    () => {
      throw new Error('disk I/O error');
    },
  ];

  it.each(faults)('is an error of the store, not of the tagger, and stops tagging', async (fault) => {
    const tagger = new FakeTagger(2);
    const catalog = new FakeCatalog({ Sleep: 10, Om: 10 });
    const spotiTags = new SpotiTags({ catalog, tagger, store: broken(fault), concurrency: 1 });
    const failure = { code: 'service', message: 'The store failed: disk I/O error.' };
    await expect(spotiTags.tagArtist('Sleep')).rejects.toMatchObject(failure);
    await expect(spotiTags.tagArtist('Om')).rejects.toMatchObject(failure);
    expect(tagger.images).toBe(2);
  });

  it('is an error of the store also if it fails in update, and nothing is paid for', async () => {
    for (const update of [...faults, () => Promise.resolve(false)]) {
      const tagger = new FakeTagger(2);
      const store = delegate(memoryStore(), { update });
      const spotiTags = new SpotiTags({ catalog: new FakeCatalog({ Sleep: 2 }), tagger, store });
      await expect(spotiTags.tagArtist('Sleep')).rejects.toThrow(/^The store (?:failed|answered false)/u);
      await expect(spotiTags.feedback({ url: 'https://a.test/a.jpg' }, { add: ['fog'] })).rejects.toThrow(
        /^The store/u,
      );
      expect(tagger.images).toBe(0);
    }
  });
});

/** As a Keyv that hides errors, with a private member. */
class HidingStore {
  readonly #entries = new Map<string, unknown>();
  isDown = false;
  #throws = false;

  get throwOnErrors(): boolean {
    return this.#throws;
  }

  set throwOnErrors(throws: boolean) {
    this.#throws = throws;
  }

  async get(key: string): Promise<unknown> {
    await Promise.resolve();
    if (this.isDown && this.throwOnErrors) throw new Error('no connection');
    return this.#entries.get(key);
  }

  set(key: string, value: unknown): Promise<unknown> {
    this.#entries.set(key, value);
    return Promise.resolve(true);
  }

  delete(key: string): Promise<unknown> {
    return Promise.resolve(this.#entries.delete(key));
  }
}

describe('a store that hides failed reads', () => {
  it('shows them here, keeps its private members, and is then as it was', async () => {
    const store = new HidingStore();
    const tagger = new FakeTagger(2);
    const spotiTags = new SpotiTags({ catalog: new FakeCatalog({ Sleep: 5 }), tagger, store });
    await spotiTags.tagArtist('Sleep');
    store.isDown = true;
    await expect(spotiTags.tagArtist('Sleep')).rejects.toThrow('The store failed: no connection.');
    expect([store.throwOnErrors, Object.hasOwn(store, 'throwOnErrors')]).toEqual([false, false]);
  });
});
