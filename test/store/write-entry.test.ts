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
