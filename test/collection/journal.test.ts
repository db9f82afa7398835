import { type Catalog, memoryStore } from 'spotitags';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { journalCatalog } from '../../src/collection/journal.ts';
import { artist } from '../examples.ts';
import { FakeCatalog } from '../fakes.ts';
import { listOf } from '../fuzz/mutations.ts';

const week = 7 * 24 * 3_600_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A catalog that keeps its answers, and how often the source was asked. */
function open() {
  const source = new FakeCatalog({ Sleep: 3 });
  const albums = vi.spyOn(source, 'albums');
  const artistsOf = vi.spyOn(source, 'artistsOf');
  const catalog = journalCatalog(source, memoryStore(), 'run:');
  if (!catalog.artistsOf) throw new Error('The journal dropped artistsOf.');
  const list = catalog.artistsOf.bind(catalog);
  const ask = async () => {
    await catalog.findArtist('Sleep');
    expect(await listOf(catalog.albums(artist('Sleep')))).toHaveLength(3);
    expect(await listOf(list('Sleep+Om'))).toHaveLength(2);
  };
  const asked = () => [source.asked.length, albums.mock.calls.length, artistsOf.mock.calls.length];
  return { ask, asked };
}

describe('the answers of an interrupted run', () => {
  it('are used for a week', async () => {
    const { ask, asked } = open();
    await ask();
    vi.setSystemTime(Date.now() + week - 1);
    await ask();
    expect(asked()).toEqual([1, 1, 1]);
  });

  it('are asked for again after a week', async () => {
    const { ask, asked } = open();
    await ask();
    vi.setSystemTime(Date.now() + week);
    await ask();
    expect(asked()).toEqual([2, 2, 2]);
  });
});

describe('answers with members that are undefined, as a catalog in JavaScript gives them', () => {
  it('are kept like those without', async () => {
    const store = memoryStore();
    const source = undefinedCatalog();
    const first = await askAll(journalCatalog(source, store, 'run:'));
    expect(await askAll(journalCatalog(source, store, 'run:'))).toEqual(first);
    expect(source.asked).toBe(3);
  });
});

/** What a program without types passes. */
const untyped = (value: unknown) => value as never;

function undefinedCatalog(): Catalog & { asked: number } {
  const catalog = { id: 'plain', asked: 0 };
  const artist = { catalog: 'plain', id: '1', name: 'Sleep', url: undefined };
  const album = { id: 'a', title: 'A', year: undefined, cover: { url: 'https://a.test', album: undefined } };
  return Object.assign(
    catalog,
    untyped({
      findArtist: async () => {
        catalog.asked += 1;
        return Promise.resolve({ artist, alternatives: [artist], isNear: undefined });
      },
      albums: async function* () {
        catalog.asked += 1;
        yield await Promise.resolve({ ...album, track: undefined });
      },
      artistsOf: async function* () {
        catalog.asked += 1;
        yield await Promise.resolve(artist);
      },
    }),
  );
}

async function askAll(catalog: Catalog): Promise<unknown[]> {
  const { artist } = await catalog.findArtist('Sleep');
  if (!catalog.artistsOf) throw new Error('The journal dropped artistsOf.');
  return [await listOf(catalog.albums(artist)), await listOf(catalog.artistsOf('doom'))];
}
