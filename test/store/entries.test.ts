import { EventEmitter } from 'node:events';
import { Keyv } from 'keyv';
import { diskStore, memoryStore, SpotiTags, type TagStore } from 'spotitags';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { boundedKey, cooldownKey, correctionsKey, isLasting, tagsKey } from '../../src/store/keys.ts';
import { albumsOf } from '../examples.ts';
import { FakeCatalog, FakeTagger } from '../fakes.ts';
import { folderOf } from '../files.ts';

const cover = { url: 'https://covers.test/a.jpg' };
const open = (store: TagStore, tagger = new FakeTagger()) =>
  new SpotiTags({ catalog: new FakeCatalog({ Sleep: 3 }), tagger, store });

/** The adapter of a database. */
class Database extends EventEmitter {
  readonly rows = new Map<string, unknown>();
  readonly opts = {};
  isGone = false;

  constructor() {
    super();
    // Each Keyv listens.
    this.setMaxListeners(0);
  }

  get(key: string): Promise<unknown> {
    return this.isGone
      ? Promise.reject(new Error('connection refused'))
      : Promise.resolve(this.rows.get(key));
  }

  set(key: string, value: unknown): Promise<void> {
    if (key.length > 255) return Promise.reject(new Error('value too long for type character varying(255)'));
    this.rows.set(key, value);
    return Promise.resolve();
  }

  delete(key: string): Promise<boolean> {
    return Promise.resolve(this.rows.delete(key));
  }

  clear(): Promise<void> {
    this.rows.clear();
    return Promise.resolve();
  }
}

afterEach(() => {
  vi.useRealTimers();
});

describe('keys of entries', () => {
  const long = `url:https://covers.test/${'é'.repeat(300)}`;

  it('have at most 200 characters of ASCII, and differ if what they stand for differs', () => {
    const ids = ['palette@1', 'a'.repeat(2000), 'naïve', 'a\u0000b', 'a\u0000c', `${'a'.repeat(2000)}b`];
    const keys = ids.flatMap((id) => [
      tagsKey(id, long),
      tagsKey(id, `${long}x`),
      cooldownKey(`${id} ${long}`),
    ]);
    for (const key of keys) expect(key).toMatch(/^[\x20-\x7e]{1,200}$/u);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('stay readable if they are short, and corrections stay recognizable', () => {
    expect(tagsKey('palette@1', 'url:https://x.test/a')).toBe('tags:palette@1:url:https://x.test/a');
    expect(boundedKey('a'.repeat(200))).toBe('a'.repeat(200));
    expect(isLasting(correctionsKey(long))).toBe(true);
  });

  it('fit into the columns of SQL databases, so that a cover with a long URL is paid for once', async () => {
    const store = new Keyv({ store: new Database() });
    const url = `https://covers.test/${'a'.repeat(3000)}.jpg`;
    const tagger = new FakeTagger();
    for (let run = 0; run < 2; run++) await open(store, tagger).tagCovers([{ url }]);
    expect(tagger.images).toBe(1);
  });
});

describe('a store whose reads fail', () => {
  it('does not lose corrections, although Keyv hides the failure', async () => {
    const database = new Database();
    const store = new Keyv({ store: database });
    await open(store).feedback(cover, { add: ['fog'] });
    database.isGone = true;
    await expect(open(store).feedback(cover, { add: ['skull'] })).rejects.toThrow(/connection refused/u);
    database.isGone = false;
    expect(await open(store).feedback(cover, { add: ['sun'] })).toEqual({ add: ['fog', 'sun'], remove: [] });
    // The object of the user is as it was.
    expect(store.throwOnErrors).toBe(false);
  });

  it('sends no cover to the tagger, since its tags may be there', async () => {
    const database = new Database();
    const store = new Keyv({ store: database });
    database.isGone = true;
    const tagger = new FakeTagger();
    await expect(open(store, tagger).tagArtist('Sleep')).rejects.toThrow(/connection refused/u);
    expect(tagger.images).toBe(0);
  });
});

describe('a store that does not answer', () => {
  it('ends the run after a minute, and says so', async () => {
    vi.useFakeTimers();
    const store = { ...memoryStore(), get: () => new Promise(() => undefined) };
    const tagging = open(store).tagCovers([cover]);
    const failed = expect(tagging).rejects.toMatchObject({
      code: 'service',
      message: expect.stringContaining('did not answer within 60 s') as string,
    });
    await vi.advanceTimersByTimeAsync(61_000);
    await failed;
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('corrections of several writers', () => {
  const names = Array.from({ length: 10 }, (_, at) => `tag ${at}`);

  it('add up, for two objects with one store', async () => {
    const store = memoryStore();
    await Promise.all(names.map((name) => open(store).feedback(cover, { add: [name] })));
    expect((await open(store).feedback(cover, { add: ['last'] })).add.toSorted()).toEqual(['last', ...names]);
  });

  it('add up, for two clients of one database in a process', async () => {
    const database = new Database();
    const clients = names.map(() => new Keyv({ store: database }));
    await Promise.all(
      names.map((name, at) => open(clients[at] ?? new Keyv()).feedback(cover, { add: [name] })),
    );
    const all = await open(new Keyv({ store: database })).feedback(cover, { add: ['last'] });
    expect(all.add.toSorted()).toEqual(['last', ...names]);
  });

  it('add up, for two handles of one folder', async () => {
    const folder = await folderOf({});
    const stores = [await diskStore(folder), await diskStore(folder)];
    await Promise.all(
      names.map((name, at) => open(stores[at % 2] ?? memoryStore()).feedback(cover, { add: [name] })),
    );
    const all = await open(stores[0] ?? memoryStore()).feedback(cover, { add: ['last'] });
    expect(all.add.toSorted()).toEqual(['last', ...names]);
    for (const store of stores) await store.close();
  });
});

it('reads albums and corrections of a run with one store as before', async () => {
  const store = memoryStore();
  const spotiTags = open(store);
  const [album] = albumsOf('Sleep', 1);
  await spotiTags.feedback(album?.cover ?? cover, { add: ['fog'] });
  const { albums } = await spotiTags.tagArtist('Sleep');
  expect(albums[0]?.cover).toMatchObject({ status: 'tagged', corrections: { add: ['fog'] } });
});
