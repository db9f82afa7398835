import { setTimeout as sleep } from 'node:timers/promises';
import { type Album, type Artist, type CallOptions, memoryStore, planCollection, SpotiTags } from 'spotitags';
import { describe, expect, it } from 'vitest';
import { artist } from '../examples.ts';
import { FakeCatalog, FakeTagger } from '../fakes.ts';
import { unhandledRejections } from '../unhandled.ts';

const unhandled = unhandledRejections();

/** Lists artists without an end, in steps of some milliseconds. Each wait ends with the signal. */
class EndlessCatalog extends FakeCatalog {
  listed = 0;
  answered = 0;
  readonly #ms: { readonly list: number; readonly albums: number };

  constructor(ms: { readonly list: number; readonly albums: number }) {
    super({});
    this.#ms = ms;
  }

  override async *albums({ name }: Artist, { signal }: CallOptions = {}): AsyncGenerator<Album, void> {
    await sleep(this.#ms.albums, undefined, signal && { signal });
    this.answered += 1;
    yield { id: name, title: name, cover: { url: `https://covers.test/${name}` } };
  }

  override async *artistsOf(list: string, { signal }: CallOptions = {}): AsyncGenerator<Artist, void> {
    for (;;) {
      await sleep(this.#ms.list, undefined, signal && { signal });
      this.listed += 1;
      yield artist(`${list} ${this.listed}`);
    }
  }
}

function planOf(catalog: FakeCatalog, signal?: AbortSignal) {
  const spotiTags = new SpotiTags({ catalog, tagger: new FakeTagger(), concurrency: 4 });
  return spotiTags.plan({ a: [{ genre: 'Doom', artists: 10_000 }] }, signal && { signal });
}

describe('a plan that is aborted while it reads a list', () => {
  it('rejects with the reason, and leaves nothing running or unhandled', async () => {
    const catalog = new EndlessCatalog({ list: 5, albums: 12 });
    const reason = new Error('enough');
    const abort = new AbortController();
    setTimeout(() => {
      abort.abort(reason);
    }, 60);
    await expect(planOf(catalog, abort.signal)).rejects.toBe(reason);
    const { listed, answered } = catalog;
    await sleep(60);
    expect(unhandled).toEqual([]);
    expect([catalog.listed, catalog.answered]).toEqual([listed, answered]);
  });

  it('does not wait for a catalog that ignores its signal', async () => {
    const catalog = new FakeCatalog({});
    const abort = new AbortController();
    catalog.artistsOf = async function* () {
      abort.abort(new Error('enough'));
      await new Promise(() => undefined);
    };
    await expect(planOf(catalog, abort.signal)).rejects.toThrow('enough');
  });
});

it('a plan lists no more artists than it can ask about', async () => {
  const catalog = new EndlessCatalog({ list: 0, albums: 20 });
  const abort = new AbortController();
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, catalog.listed - catalog.answered)), 1);
  setTimeout(() => {
    abort.abort(new Error('enough'));
  }, 300);
  await expect(planOf(catalog, abort.signal)).rejects.toThrow('enough');
  clearInterval(watch);
  expect(catalog.answered).toBeGreaterThan(8);
  expect(most).toBeLessThanOrEqual(5);
});

describe('a catalog of the user that throws a plain error', () => {
  const broken = () => {
    const catalog = new FakeCatalog({ A: 2, B: 2 });
    const albums = catalog.albums.bind(catalog);
    catalog.albums = (one) => {
      if (one.name === 'A') throw new TypeError('x is undefined');
      return albums(one);
    };
    catalog.artistsOf = () => {
      throw new TypeError('no lists');
    };
    return catalog;
  };

  it('fails one artist of a plan, and one list, as in a run', async () => {
    const genres = { a: ['A', 'B', { genre: 'Doom' }] };
    const spotiTags = new SpotiTags({ catalog: broken(), tagger: new FakeTagger() });
    const plan = await spotiTags.plan(genres);
    expect(plan).toMatchObject({ artists: 1, covers: 2 });
    const failures = new Map(plan.failed.map(({ source, error }) => [source, error.message]));
    const ofRun = new Map<unknown, string>();
    for await (const result of spotiTags.tagGenres(genres))
      if (result.status === 'failed') ofRun.set(result.source, result.error.message);
    expect(failures).toEqual(ofRun);
    expect([...failures.values()].sort()).toEqual(['no lists', 'x is undefined']);
    expect(unhandled).toEqual([]);
  });
});

it('a number of artists that is not one is refused before the catalog is asked', async () => {
  const catalog = new FakeCatalog({ A: 1 });
  const spotiTags = new SpotiTags({ catalog, tagger: new FakeTagger() });
  for (const artists of [0, 1.5, untyped(10n)]) {
    const genres = { a: ['A', { genre: 'Doom', artists }] };
    const refused = expect.objectContaining({
      code: 'invalid-input',
      message: expect.stringContaining('artists must be a whole number from 1') as unknown,
    }) as unknown;
    expect(() => spotiTags.tagGenres(genres)).toThrow(refused);
    await expect(spotiTags.plan(genres)).rejects.toEqual(refused);
    const run = { catalog, tagger: new FakeTagger(), store: memoryStore() };
    await expect(planCollection(genres, run)).rejects.toEqual(refused);
  }
  expect(catalog.asked).toEqual([]);
});

/** What a program without types passes. */
const untyped = (value: unknown) => value as never;
