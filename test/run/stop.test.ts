import {
  memoryStore,
  SpotiTags,
  SpotiTagsError,
  type Catalog,
  type GenreResult,
  takeAlbums,
} from 'spotitags';
import { describe, expect, it } from 'vitest';
import { journalCatalog } from '../../src/collection/journal.ts';
import { albumsOf } from '../examples.ts';
import { FakeCatalog, FakeTagger } from '../fakes.ts';

const artists = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`A${at}`, 3]));

async function collect(results: AsyncIterable<GenreResult>): Promise<GenreResult[]> {
  const all: GenreResult[] = [];
  for await (const result of results) all.push(result);
  return all;
}

describe('stop', () => {
  it('sends nothing more, and keeps what is answered', async () => {
    const store = memoryStore();
    const tagger = new FakeTagger(4, 20);
    const stop = new AbortController();
    const reason = new Error('enough');
    const spotiTags = new SpotiTags({ catalog: new FakeCatalog(artists), tagger, store, concurrency: 2 });
    const run = collect(
      spotiTags.tagGenres(
        { a: Object.keys(artists) },
        {
          stop: stop.signal,
          onProgress: ({ covers }) => {
            if (covers.done >= 8 && !stop.signal.aborted) stop.abort(reason);
          },
        },
      ),
    );
    await expect(run).rejects.toBe(reason);
    const sent = tagger.images;
    expect(sent).toBeLessThan(60);
    expect(tagger.aborted).toBe(0);
    expect(tagger.running).toBe(0);
    // A run that goes on pays for the rest alone.
    const again = new FakeTagger();
    const results = await collect(
      new SpotiTags({ catalog: new FakeCatalog(artists), tagger: again, store }).tagGenres({
        a: Object.keys(artists),
      }),
    );
    expect(results.every(({ status }) => status === 'tagged')).toBe(true);
    expect(again.images).toBe(60 - sent);
  });

  it('has no need to come: a run does not end while what is paid for is under way, though its artist has failed', async () => {
    const store = memoryStore();
    const tagger = new FakeTagger(4, 20);
    const tag = tagger.tag.bind(tagger);
    let sent = 0;
    tagger.tag = (covers, options) =>
      (sent += 1) === 1 ? Promise.reject(new SpotiTagsError('service', 'No network.')) : tag(covers, options);
    const spotiTags = new SpotiTags({ catalog: new FakeCatalog({ A: 8 }), tagger, store });
    const [result] = await collect(spotiTags.tagGenres({ a: ['A'] }));
    expect(result).toMatchObject({ status: 'failed', error: { message: 'No network.' } });
    expect({ aborted: tagger.aborted, running: tagger.running }).toEqual({ aborted: 0, running: 0 });
    sent = 0;
    await expect(
      spotiTags.tagCovers(albumsOf('A', 12).flatMap(({ cover }) => cover ?? [])),
    ).rejects.toThrow();
    expect({ aborted: tagger.aborted, running: tagger.running, kept: tagger.images }).toEqual({
      aborted: 0,
      running: 0,
      kept: 8,
    });
  });

  it('stops tagging once tags cannot be kept', async () => {
    const tagger = new FakeTagger();
    let kept = 0;
    const store = {
      ...memoryStore(),
      set: () => ((kept += 1) > 10 ? Promise.reject(new Error('disk full')) : Promise.resolve(true)),
    };
    const catalog = new FakeCatalog(artists);
    const spotiTags = new SpotiTags({ catalog, tagger, store, concurrency: 1 });
    const results = await collect(spotiTags.tagGenres({ a: Object.keys(artists) }));
    expect(tagger.images).toBe(12);
    expect(results.filter(({ status }) => status === 'failed').length).toBeGreaterThan(15);
  });
});

describe('journalCatalog', () => {
  const ask = async (catalog: Catalog) => {
    const found = await catalog.findArtist('A1');
    const albums = await takeAlbums(catalog, found.artist, 2);
    const listed = [];
    for await (const artist of catalog.artistsOf?.('A1+A2') ?? []) listed.push(artist);
    return { found, albums, listed };
  };

  it('asks for nothing twice within a run, and keeps runs apart', async () => {
    const store = memoryStore();
    const catalog = new FakeCatalog(artists);
    const first = await ask(journalCatalog(catalog, store, 'run:1:'));
    const silent = new FakeCatalog({});
    expect(await ask(journalCatalog(silent, store, 'run:1:'))).toEqual(first);
    expect(silent.asked).toEqual([]);
    await ask(journalCatalog(catalog, store, 'run:2:'));
    expect(catalog.asked).toEqual(['A1', 'A1']);
  });

  it('keeps no failure, and a list that was not read to its end is not taken for whole', async () => {
    const store = memoryStore();
    const catalog = new FakeCatalog(artists);
    const journaled = journalCatalog(catalog, store, 'run:1:');
    for await (const artist of journaled.artistsOf?.('A1+A2') ?? []) {
      expect(artist.name).toBe('A1');
      break;
    }
    expect((await ask(journaled)).listed.map(({ name }) => name)).toEqual(['A1', 'A2']);
    await expect(journaled.findArtist('Stranger')).rejects.toThrow('No artist');
    await expect(journaled.findArtist('Stranger')).rejects.toThrow('No artist');
    expect(catalog.asked).toEqual(['A1', 'Stranger', 'Stranger']);
  });
});

describe('a stop that waits for a tagger that ignores its signal', () => {
  const waiting = async (signal?: AbortSignal) => {
    const stop = new AbortController();
    const tagger = new FakeTagger();
    const sent = new Promise<void>((resolve) => {
      tagger.tag = () => {
        resolve();
        return new Promise(() => undefined);
      };
    });
    const spotiTags = new SpotiTags({ catalog: new FakeCatalog(artists), tagger });
    const options = { stop: stop.signal, ...(signal && { signal }) };
    const run = collect(spotiTags.tagGenres({ a: Object.keys(artists) }, options));
    run.catch(() => undefined);
    await sent;
    stop.abort(new Error('enough'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    return { run, spotiTags };
  };

  it('ends with the signal', async () => {
    const abort = new AbortController();
    const { run } = await waiting(abort.signal);
    const reason = new Error('at once');
    abort.abort(reason);
    await expect(run).rejects.toBe(reason);
  });

  it('ends when the object is closed', async () => {
    const { run, spotiTags } = await waiting();
    await spotiTags.close();
    await expect(run).rejects.toThrow('SpotiTags was closed');
  });
});
