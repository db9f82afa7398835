import { join } from 'node:path';
import {
  type CollectOptions,
  SpotiTagsError,
  type TagStore,
  collect,
  memoryStore,
  planCollection,
} from 'spotitags';
import { describe, expect, it } from 'vitest';
import { FakeCatalog, FakeTagger } from '../fakes.ts';
import { folderOf } from '../files.ts';

/** How many times a collection asks the catalog for its two artists. Its tagger refuses all covers. */
async function asked(store: TagStore, options: Partial<CollectOptions> = {}): Promise<number> {
  const catalog = new FakeCatalog({ Sleep: 1, Om: 1 });
  const tagger = new FakeTagger();
  tagger.tag = () => Promise.reject(new SpotiTagsError('service', 'No network.'));
  const out = join(await folderOf({}), 'out.jsonl');
  const collecting = collect({ doom: ['Sleep', 'Om'] }, { catalog, tagger, store, out, ...options });
  await expect(collecting).rejects.toThrow('No network');
  return catalog.asked.length;
}

describe('a collection that was interrupted continues', () => {
  it('when a default is said that was not said before, and the other way around', async () => {
    const store = memoryStore();
    expect(await asked(store)).toBe(2);
    expect(await asked(store, { coversPerArtist: 10 })).toBe(0);
    expect(await asked(store)).toBe(0);
    const other = memoryStore();
    expect(await asked(other, { coversPerArtist: 10 })).toBe(2);
    expect(await asked(other)).toBe(0);
  });

  it('not with another number of covers, or in another scope', async () => {
    const store = memoryStore();
    expect(await asked(store)).toBe(2);
    expect(await asked(store, { coversPerArtist: 9 })).toBe(2);
    expect(await asked(store, { scope: ['metal'] })).toBe(2);
    expect(await asked(store, { scope: ['metal'] })).toBe(0);
  });

  it('under the same key in each release', async () => {
    const keys: string[] = [];
    const store = memoryStore();
    const seen = { ...store, set: (key: string, value: unknown) => (keys.push(key), store.set(key, value)) };
    await asked(seen);
    expect(keys[0]).toBe('run:73d8ecf81fdc3273:state');
  });
});

const cyclic: { self?: unknown } = {};
cyclic.self = cyclic;

it.each([
  ['10n', 10n],
  ['a function', () => 'metal'],
  ['a symbol', Symbol('metal')],
  ['a cycle', cyclic],
  ['10n within', { root: 10n }],
])('a scope that JSON cannot hold is refused: %s', async (_, scope) => {
  const run = { catalog: new FakeCatalog({}), tagger: new FakeTagger(), scope };
  for (const store of [{}, { store: memoryStore() }]) {
    await expect(planCollection({ doom: ['Sleep'] }, { ...run, ...store })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/^scope must be a value that JSON can hold.*, got ./u) as unknown,
    });
  }
});
