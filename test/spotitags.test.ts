import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import {
  type GenreResult,
  memoryStore,
  naiveBayes,
  type Progress,
  type ArtistSource,
  type Classifier,
  SpotiTags,
  SpotiTagsError,
  type Tagger,
  tagFilter,
  type TagResult,
} from 'spotitags';
import { album as albumOf, albumsOf, profile, separable, tags } from './examples.ts';
import { addressOf, FakeCatalog, FakeTagger } from './fakes.ts';
import { waitFor } from './wait-for.ts';

async function collect(results: AsyncIterable<GenreResult>): Promise<GenreResult[]> {
  const all: GenreResult[] = [];
  for await (const result of results) all.push(result);
  return all;
}

const nameOf = (result: GenreResult) =>
  result.status === 'tagged' ? result.profile.artist.name : `failed: ${result.error.message}`;

describe('tagArtist', () => {
  it('tags the covers of an artist, and sums what passes the filter', async () => {
    const tagger = new FakeTagger(4, 0, (cover) => ({
      tags: tags({ Skulls: addressOf(cover).endsWith('0.jpg') ? 0.9 : 0.5, art: 1 }),
    }));
    const spotiTags = new SpotiTags({ catalog: new FakeCatalog({ Sleep: 3 }), tagger });
    const { artist, albums, ...rest } = await spotiTags.tagArtist('Sleep');
    expect(artist).toEqual({ catalog: 'fake', id: 'sleep', name: 'Sleep' });
    expect(albums.map(({ title, year }) => [title, year])).toEqual([
      ['Sleep 0', 1970],
      ['Sleep 1', 1971],
      ['Sleep 2', 1972],
    ]);
    // The raw tags stay as the tagger gave them.
    expect(albums[0]?.cover).toEqual({
      status: 'tagged',
      tags: tags({ Skulls: 0.9, art: 1 }),
      source: { url: 'https://covers.test/Sleep/0.jpg' },
    });
    expect(rest).toEqual({ tagger: 'fake@1', tags: [{ name: 'skull', weight: 1.9, covers: 3 }] });
  });

  it('takes at most coversPerArtist covers', async () => {
    const tagger = new FakeTagger();
    await new SpotiTags({ catalog: new FakeCatalog({ Sleep: 30 }), tagger }).tagArtist('Sleep');
    expect(tagger.images).toBe(10);
    const two = new SpotiTags({ catalog: new FakeCatalog({ Sleep: 30 }), tagger, coversPerArtist: 2 });
    expect((await two.tagArtist('Sleep')).albums).toHaveLength(2);
  });

  it('keeps albums whose cover is missing, fails or repeats', async () => {
    const [first, second, third, fourth] = albumsOf('Sleep', 4);
    const bare = { id: third?.id, title: third?.title };
    const albums = [first, { ...second, cover: first?.cover }, bare, fourth] as ReturnType<typeof albumsOf>;
    const tagger = new FakeTagger(4, 0, (cover) =>
      addressOf(cover).endsWith('3.jpg')
        ? { error: new SpotiTagsError('cover', 'The image is broken.') }
        : { tags: tags({ skull: 0.5 }) },
    );
    const { albums: got, tags: sum } = await new SpotiTags({
      catalog: new FakeCatalog({ Sleep: albums }),
      tagger,
    }).tagArtist('Sleep');
    const source = (at: number) => ({ url: `https://covers.test/Sleep/${at}.jpg` });
    expect(got.map(({ cover }) => cover)).toEqual([
      { status: 'tagged', tags: tags({ skull: 0.5 }), source: source(0) },
      { status: 'repeated', of: 'Sleep/0', source: source(0) },
      { status: 'missing' },
      { status: 'failed', error: { code: 'cover', message: 'The image is broken.' }, source: source(3) },
    ]);
    expect(sum).toEqual([{ name: 'skull', weight: 0.5, covers: 1 }]);
    expect(tagger.images).toBe(2);
  });

  it('says clearly that an artist is unknown, or has no covers, or none that can be tagged', async () => {
    const broken = new FakeTagger(4, 0, () => ({
      error: new SpotiTagsError('cover', 'The image is broken.'),
    }));
    const catalog = new FakeCatalog({ Sleep: 2, Bare: [{ id: 'b', title: 'Bare' }], Empty: [] });
    const spotiTags = new SpotiTags({ catalog, tagger: broken });
    await expect(spotiTags.tagArtist('Stranger')).rejects.toSatisfy((e) =>
      SpotiTagsError.isInstance(e, 'not-found'),
    );
    await expect(spotiTags.tagArtist('Bare')).rejects.toThrow(/Bare has no album with a cover/);
    await expect(spotiTags.tagArtist('Empty')).rejects.toSatisfy((e) =>
      SpotiTagsError.isInstance(e, 'not-found'),
    );
    await expect(spotiTags.tagArtist('Sleep')).rejects.toThrow(/None of the 2 covers of Sleep.*broken/);
  });

  it('passes other artists of the same name on', async () => {
    const catalog = new FakeCatalog({ Sleep: 1 });
    const other = { catalog: 'fake', id: 'sleep-2', name: 'Sleep' };
    vi.spyOn(catalog, 'findArtist').mockResolvedValue({
      artist: { catalog: 'fake', id: 'sleep', name: 'Sleep' },
      alternatives: [other],
    });
    const spotiTags = new SpotiTags({ catalog, tagger: new FakeTagger() });
    expect((await spotiTags.tagArtist('Sleep')).alternatives).toEqual([other]);
  });

  it('tags a cover once: at the same time, one after another, and from the store of another run', async () => {
    const tagger = new FakeTagger();
    const store = memoryStore();
    const spotiTags = new SpotiTags({ catalog: new FakeCatalog({ Sleep: 5 }), tagger, store });
    const [one, two] = await Promise.all([spotiTags.tagArtist('Sleep'), spotiTags.tagArtist('Sleep')]);
    expect(two).toEqual(one);
    expect(await spotiTags.tagArtist('Sleep')).toEqual(one);
    const later = new SpotiTags({ catalog: new FakeCatalog({ Sleep: 5 }), tagger, store });
    expect(await later.tagArtist('Sleep')).toEqual(one);
    expect(tagger.images).toBe(5);
  });

  it('aborts, and tells the tagger', async () => {
    const tagger = new FakeTagger(4, 10_000);
    const controller = new AbortController();
    const reason = new Error('stop');
    const spotiTags = new SpotiTags({ catalog: new FakeCatalog({ Sleep: 3 }), tagger });
    const tagging = spotiTags.tagArtist('Sleep', { signal: controller.signal });
    await waitFor(() => {
      expect(tagger.running).toBe(1);
    });
    controller.abort(reason);
    await expect(tagging).rejects.toBe(reason);
    expect(tagger.aborted).toBe(1);
  });

  it('does not abort a cover that another caller waits for', async () => {
    const tagger = new FakeTagger(4, 300);
    const controller = new AbortController();
    const spotiTags = new SpotiTags({ catalog: new FakeCatalog({ Sleep: 3 }), tagger });
    const leaving = spotiTags.tagArtist('Sleep', { signal: controller.signal });
    const staying = spotiTags.tagArtist('Sleep');
    await waitFor(() => {
      expect(tagger.running).toBe(1);
    });
    controller.abort(new Error('stop'));
    await expect(leaving).rejects.toThrow('stop');
    expect((await staying).albums).toHaveLength(3);
    expect(tagger).toMatchObject({ images: 3, aborted: 0 });
  });

  it('does not warn of leaks, however many covers', async () => {
    const warned = vi.fn();
    process.on('warning', warned);
    const spotiTags = new SpotiTags({
      catalog: new FakeCatalog({ Sleep: 60 }),
      tagger: new FakeTagger(8),
      coversPerArtist: 60,
    });
    const { signal } = new AbortController();
    await spotiTags.tagArtist('Sleep', { signal });
    await collect(spotiTags.tagGenres({ doom: ['Sleep'] }, { signal }));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', warned);
    expect(warned).not.toHaveBeenCalled();
  });
});

describe('tagCovers', () => {
  it('names the tagger that threw an error of another library', async () => {
    const tagger: Tagger = {
      id: 'mine@1',
      maxBatchSize: 4,
      tag: () => Promise.reject(new TypeError('boom')),
    };
    const spotiTags = new SpotiTags({ catalog: new FakeCatalog({}), tagger });
    await expect(spotiTags.tagCovers([{ url: 'https://covers.test/a.jpg' }])).rejects.toMatchObject({
      code: 'service',
      message: 'The tagger mine@1 failed: boom.',
      cause: expect.any(TypeError) as TypeError,
    });
  });

  it('tags images in their order; equal bytes are tagged once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'spotitags-'));
    const path = join(folder, 'a.jpg');
    await writeFile(path, 'same bytes');
    const tagger = new FakeTagger(2);
    const spotiTags = new SpotiTags({ catalog: new FakeCatalog({}), tagger });
    const results = await spotiTags.tagCovers([
      { url: 'https://covers.test/1.jpg' },
      { path },
      { bytes: Buffer.from('same bytes') },
      { path: join(folder, 'missing.jpg') },
      { url: 'https://covers.test/1.jpg' },
    ]);
    await rm(folder, { recursive: true });
    expect(tagger.images).toBe(2);
    expect(results[1]).toEqual(results[2]);
    expect(results[0]).toEqual(results[4]);
    expect(results[0]?.tags?.[0]?.name).toBe('https://covers.test/1.jpg');
    expect(results[3]?.error).toMatchObject({ code: 'cover', message: 'The image does not exist.' });
  });
});

describe('tagGenres', () => {
  const artists = Object.fromEntries(Array.from({ length: 24 }, (_, at) => [`A${at}`, 7]));
  const names = Object.keys(artists);

  it('gives results in input order, whichever is found first', async () => {
    const catalog = new FakeCatalog(artists, (name) => (Number(name.slice(1)) % 3) * 5);
    const spotiTags = new SpotiTags({ catalog, tagger: new FakeTagger(16) });
    const results = await collect(spotiTags.tagGenres({ b: names.slice(0, 14), a: names.slice(14) }));
    expect(results.map(nameOf)).toEqual(names);
    expect(results.map(({ genre }) => genre)).toEqual(names.map((_, at) => (at < 14 ? 'b' : 'a')));
  });

  it('fills batches across artists', async () => {
    const tagger = new FakeTagger(16);
    const spotiTags = new SpotiTags({ catalog: new FakeCatalog(artists), tagger });
    await collect(spotiTags.tagGenres({ a: names }));
    expect(tagger.images).toBe(24 * 7);
    expect(tagger.batches).toHaveLength(Math.ceil((24 * 7) / 16));
  });

  it('has failures as items, and goes on', async () => {
    const spotiTags = new SpotiTags({ catalog: new FakeCatalog({ A: 2, B: 2 }), tagger: new FakeTagger() });
    const results = await collect(spotiTags.tagGenres({ a: ['A', 'Stranger', { artist: 'B' }] }));
    expect(results.map(nameOf)).toEqual(['A', 'failed: No artist Stranger.', 'B']);
    expect(results[1]).toMatchObject({ status: 'failed', genre: 'a', source: 'Stranger' });
  });

  it('fails the artists of a batch that fails, and no others', async () => {
    const catalog = new FakeCatalog({ A: 2, B: 2, C: 2 });
    const tagger = new FakeTagger(2, 0, (cover) => {
      if (addressOf(cover).includes('/B/')) throw new SpotiTagsError('service', 'The service is down.');
      return { tags: tags({ skull: 0.5 }) };
    });
    const results = await collect(
      new SpotiTags({ catalog, tagger, concurrency: 1 }).tagGenres({ a: ['A', 'B', 'C'] }),
    );
    expect(results.map(nameOf)).toEqual(['A', 'failed: The service is down.', 'C']);
    expect(results[1]).toMatchObject({ artist: { name: 'B' } });
  });

  it('takes the artists of playlists and folders, and Maps of genres', async () => {
    const spotiTags = new SpotiTags({
      catalog: new FakeCatalog({ A: 1, B: 1, C: 1 }),
      tagger: new FakeTagger(),
    });
    const url = 'https://open.spotify.com/playlist/B+C';
    const results = await collect(
      spotiTags.tagGenres(new Map([['__proto__', ['A', url, { playlist: 'A+B' }, { folder: 'C' }]]])),
    );
    expect(results.map(nameOf)).toEqual(['A', 'B', 'C', 'A', 'B', 'C']);
    expect(results[1]).toMatchObject({ genre: '__proto__', source: url });
  });

  it('takes so many artists of a genre, and all without a number', async () => {
    const spotiTags = new SpotiTags({
      catalog: new FakeCatalog({ A: 1, B: 1, C: 1 }),
      tagger: new FakeTagger(),
    });
    const names = async (source: ArtistSource) =>
      (await collect(spotiTags.tagGenres({ a: [source] }))).map(nameOf);
    expect(await names({ genre: 'A+B+C', artists: 2 })).toEqual(['A', 'B']);
    expect(await names({ genre: 'A+B+C' })).toEqual(['A', 'B', 'C']);
    await expect(names({ genre: 'A', artists: 0 })).rejects.toThrow('artists must be a whole number');
  });

  it('says so where a list is empty or the catalog has none, and goes on', async () => {
    const catalog = new FakeCatalog({ A: 1 });
    const spotiTags = new SpotiTags({ catalog, tagger: new FakeTagger() });
    const results = await collect(spotiTags.tagGenres({ a: [{ folder: '' }, 'A'] }));
    expect(results.map(nameOf)).toEqual(['failed: The list "" has no artists.', 'A']);
    Object.defineProperty(catalog, 'artistsOf', { value: undefined });
    const listless = new SpotiTags({ catalog, tagger: new FakeTagger() });
    expect((await collect(listless.tagGenres({ a: [{ folder: 'x' }, 'A'] }))).map(nameOf)).toEqual([
      'failed: The catalog fake cannot list the artists of "x". Name them one by one.',
      'A',
    ]);
  });

  it('refuses no genres, and a genre without sources, at once', () => {
    const spotiTags = new SpotiTags({ catalog: new FakeCatalog({}), tagger: new FakeTagger() });
    expect(() => spotiTags.tagGenres({})).toThrow(/No genres/);
    expect(() => spotiTags.tagGenres({ doom: [] })).toThrow(/"doom"/);
  });

  it('keeps to the limit of requests, over artists and batches alike', async () => {
    const tagger = new FakeTagger(2, 3);
    const spotiTags = new SpotiTags({ catalog: new FakeCatalog(artists, () => 1), tagger, concurrency: 3 });
    await collect(spotiTags.tagGenres({ a: names }));
    expect(tagger.mostRunning).toBeLessThanOrEqual(3);
    expect(tagger.mostRunning).toBeGreaterThan(1);
  });

  it('reads ahead until the untaken covers would fill every batch that can be under way', async () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`A${at}`, 10]));
    const catalog = new FakeCatalog(many);
    const spotiTags = new SpotiTags({
      catalog,
      tagger: new FakeTagger(10, 0),
      concurrency: 2,
      coversPerArtist: 10,
    });
    for await (const result of spotiTags.tagGenres({ a: Object.keys(many) })) {
      expect(result.status).toBe('tagged');
      // One artist was taken. (concurrency + 2) batches of 10 covers are four more.
      await waitFor(() => {
        expect(catalog.asked).toHaveLength(5);
      });
      await new Promise((resolve) => setTimeout(resolve, 40));
      break;
    }
    expect(catalog.asked).toHaveLength(5);
  });

  it('reads ahead until two batches of covers wait for the tagger', async () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`A${at}`, 10]));
    const catalog = new FakeCatalog(many, () => 600_000);
    const spotiTags = new SpotiTags({
      catalog,
      tagger: new FakeTagger(10),
      concurrency: 8,
      coversPerArtist: 10,
    });
    const running = collect(spotiTags.tagGenres({ a: Object.keys(many) }));
    running.catch(() => undefined);
    await waitFor(() => {
      expect(catalog.asked).toHaveLength(2);
    });
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(catalog.asked).toHaveLength(2);
    await spotiTags.close();
  });

  it('aborts the rest when the loop is left', async () => {
    const tagger = new FakeTagger(7, 5);
    const spotiTags = new SpotiTags({ catalog: new FakeCatalog(artists, () => 1), tagger });
    for await (const result of spotiTags.tagGenres({ a: names })) {
      expect(nameOf(result)).toBe('A0');
      break;
    }
    expect(tagger.running).toBe(0);
    const images = tagger.images;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(tagger.images).toBe(images);
    expect(images).toBeLessThan(24 * 7);
  });

  it('rejects with the reason of a signal', async () => {
    const reason = new Error('stop');
    const spotiTags = new SpotiTags({ catalog: new FakeCatalog(artists), tagger: new FakeTagger(7, 50) });
    await expect(
      collect(spotiTags.tagGenres({ a: names }, { signal: AbortSignal.abort(reason) })),
    ).rejects.toBe(reason);
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort(reason);
    }, 20);
    await expect(collect(spotiTags.tagGenres({ a: names }, { signal: controller.signal }))).rejects.toBe(
      reason,
    );
  });

  it('tells how far it is; numbers only grow, and end complete', async () => {
    const seen: Progress[] = [];
    const spotiTags = new SpotiTags({ catalog: new FakeCatalog({ A: 3, B: 2 }), tagger: new FakeTagger() });
    await collect(
      spotiTags.tagGenres({ a: ['A', 'Stranger', 'B'] }, { onProgress: (progress) => seen.push(progress) }),
    );
    expect(seen.at(-1)).toEqual({
      artists: { done: 2, failed: 1, lookedUp: 3, found: 3, total: 3, complete: true },
      covers: { done: 5, stored: 0, failed: 0, found: 5, pending: 0 },
    });
    const covers = seen.map((progress) => progress.covers.done);
    expect(covers).toEqual([...covers].sort((a, b) => a - b));
  });
});

describe('classify', () => {
  const catalog = new FakeCatalog({ 'Electric Wizard': 2 });
  const tagger = new FakeTagger(4, 0, () => ({ tags: tags({ skull: 0.9, dark: 0.4 }) }));

  it('classifies by name, artist or profile, with evidence', async () => {
    const classifier = await naiveBayes().train(separable());
    const spotiTags = new SpotiTags({ catalog, tagger, classifier });
    const byName = await spotiTags.classify('Electric Wizard');
    expect(byName.genre).toBe('doom metal');
    expect(byName.evidence[0]).toMatchObject({
      name: 'skull',
      albums: ['Electric Wizard/0', 'Electric Wizard/1'],
    });
    const found = await spotiTags.tagArtist('Electric Wizard');
    expect(await spotiTags.classify(found)).toEqual(byName);
    expect(await spotiTags.classify(found.artist)).toEqual(byName);
    expect((await spotiTags.classify(found, { evidence: 0 })).evidence).toEqual([]);
  });

  it('gives the titles of the evidence, and the profile', async () => {
    const classifier = await naiveBayes().train(separable());
    const { evidence, profile: classified } = await new SpotiTags({ catalog, tagger }).classify(
      'Electric Wizard',
      { classifier },
    );
    expect(evidence[0]?.titles).toEqual(['Electric Wizard 0', 'Electric Wizard 1']);
    expect(classified).toEqual(await new SpotiTags({ catalog, tagger }).tagArtist('Electric Wizard'));
    const silent: Classifier = {
      genres: ['x'],
      classify: () => Promise.resolve([{ genre: null, scores: [], calibrated: false }]),
    };
    expect((await new SpotiTags({ tagger }).classify(classified, { classifier: silent })).evidence).toEqual(
      [],
    );
  });

  it('takes a classifier in the call, before the one of the constructor', async () => {
    const classifier = await naiveBayes().train(separable());
    const spotiTags = new SpotiTags({ catalog, tagger });
    expect((await spotiTags.classify('Electric Wizard', { classifier })).genre).toBe('doom metal');
    const other: Classifier = { genres: ['x'], classify: () => Promise.reject(new Error('not asked')) };
    const both = new SpotiTags({ catalog, tagger, classifier: other });
    expect((await both.classify('Electric Wizard', { classifier })).genre).toBe('doom metal');
  });

  it('says what is missing without a classifier', async () => {
    const error = await new SpotiTags({ catalog, tagger }).classify('Electric Wizard').catch(String);
    expect(error).toMatch(/no classifier.*pass one/iu);
  });

  it('refuses a classifier of another tagger before anything is tagged', async () => {
    const classifier = await naiveBayes().train([
      { genre: 'a', profile: profile('A', [{ x: 1 }], 'other@1') },
    ]);
    const unpaid = new FakeTagger();
    expect(() => new SpotiTags({ catalog, tagger: unpaid, classifier })).toThrow(/other@1.*fake@1/u);
    const spotiTags = new SpotiTags({ catalog, tagger: unpaid });
    await expect(spotiTags.classify('Electric Wizard', { classifier })).rejects.toThrow(/other@1.*fake@1/u);
    expect(unpaid.images).toBe(0);
  });

  it('closes the classifier of the constructor, and not that of a call', async () => {
    const closed: string[] = [];
    const named = (name: string): Classifier => ({
      genres: ['x'],
      classify: () =>
        Promise.resolve([{ genre: 'x', scores: [{ genre: 'x', probability: 1 }], calibrated: false }]),
      close: () => Promise.resolve(void closed.push(name)),
    });
    const spotiTags = new SpotiTags({ catalog, tagger, classifier: named('constructor') });
    await spotiTags.classify('Electric Wizard', { classifier: named('call') });
    await spotiTags.close();
    expect(closed).toEqual(['constructor']);
  });
});

describe('SpotiTags', () => {
  it('closes its catalog and tagger, and fails what is under way', async () => {
    const catalog = new FakeCatalog({ Sleep: 3 });
    const tagger = new FakeTagger(4, 10_000);
    let tagging: Promise<unknown>;
    {
      await using spotiTags = new SpotiTags({ catalog, tagger });
      tagging = spotiTags.tagArtist('Sleep');
      tagging.catch(() => undefined);
      await waitFor(() => {
        expect(tagger.running).toBe(1);
      });
    }
    await expect(tagging).rejects.toThrow(/closed/);
    expect([catalog.closed, tagger.closed]).toEqual([1, 1]);
    await waitFor(() => {
      expect(tagger.running).toBe(0);
    });
  });

  it('ends a run when it is closed, and takes no more', async () => {
    const tagger = new FakeTagger(10, 5);
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`A${at}`, 10]));
    const spotiTags = new SpotiTags({ catalog: new FakeCatalog(many, () => 5), tagger });
    const running = collect(spotiTags.tagGenres({ a: Object.keys(many) }));
    running.catch(() => undefined);
    await waitFor(() => {
      expect(tagger.batches.length).toBeGreaterThan(1);
    });
    await spotiTags.close();
    await expect(running).rejects.toThrow(/closed/);
    const { length } = tagger.batches;
    await expect(spotiTags.tagArtist('A1')).rejects.toThrow(/closed/);
    expect(tagger.batches).toHaveLength(length);
    expect(length).toBeLessThan(40);
  });

  it('aborts at once, behind other people’s batches and a catalog that does not listen', async () => {
    const tagger = new FakeTagger(2, 600_000);
    const spotiTags = new SpotiTags({ catalog: new FakeCatalog({ A: 2, B: 2 }), tagger, concurrency: 1 });
    const first = spotiTags.tagArtist('A');
    first.catch(() => undefined);
    await waitFor(() => {
      expect(tagger.running).toBe(1);
    });
    await expect(spotiTags.tagArtist('B', { signal: AbortSignal.timeout(20) })).rejects.toThrow(/timeout/);
    expect(tagger.running).toBe(1);
    await spotiTags.close();

    const deaf = new FakeCatalog({});
    vi.spyOn(deaf, 'findArtist').mockReturnValue(new Promise(() => undefined));
    const waiting = new SpotiTags({ catalog: deaf, tagger });
    await expect(
      collect(waiting.tagGenres({ a: ['A'] }, { signal: AbortSignal.timeout(20) })),
    ).rejects.toThrow(/timeout/);
  });

  it('lets a broken tagger fail its covers, and nothing else', async () => {
    const broken: unknown[] = [
      undefined,
      {},
      { tags: [{ name: 'x', confidence: Number.NaN }] },
      { tags: [{ name: '', confidence: 1 }] },
    ];
    const tagger = new FakeTagger(5, 0, (cover) => {
      const at = Number(/(\d)\.jpg$/.exec(addressOf(cover))?.[1]);
      return (at < broken.length ? broken[at] : { tags: tags({ skull: 0.5 }) }) as TagResult;
    });
    const spotiTags = new SpotiTags({ catalog: new FakeCatalog({ Sleep: 5 }), tagger });
    const { albums } = await spotiTags.tagArtist('Sleep');
    expect(albums.map(({ cover }) => cover.status)).toEqual([
      'failed',
      'failed',
      'failed',
      'failed',
      'tagged',
    ]);
    for (const maxBatchSize of [0, Number.NaN, Infinity, 1.5]) {
      const odd = Object.assign(new FakeTagger(), { maxBatchSize });
      expect(() => new SpotiTags({ catalog: new FakeCatalog({}), tagger: odd })).toThrow(/maxBatchSize/);
    }
  });

  it('tags a cover once, although who asked first has gone and comes back', async () => {
    const tagger = new FakeTagger(4, 300);
    const spotiTags = new SpotiTags({ catalog: new FakeCatalog({ A: 2, B: 2 }), tagger });
    const controller = new AbortController();
    const a = spotiTags.tagArtist('A', { signal: controller.signal });
    const b = spotiTags.tagArtist('B');
    await waitFor(() => {
      expect(tagger.running).toBe(1);
    });
    controller.abort(new Error('stop'));
    await expect(a).rejects.toThrow('stop');
    await Promise.all([b, spotiTags.tagArtist('A')]);
    expect(tagger.images).toBe(4);
  });

  it('refuses options that make no sense', () => {
    const stations = { catalog: new FakeCatalog({}), tagger: new FakeTagger() };
    for (const bad of [{ coversPerArtist: 0 }, { concurrency: 1.5 }, { concurrency: Number.NaN }]) {
      expect(() => new SpotiTags({ ...stations, ...bad })).toThrow(/whole number/);
    }
  });

  it('fails covers whose tags cannot be kept', async () => {
    const store = { ...memoryStore(), set: () => Promise.reject(new Error('disk full')) };
    const spotiTags = new SpotiTags({
      catalog: new FakeCatalog({ Sleep: 1 }),
      tagger: new FakeTagger(),
      store,
    });
    await expect(spotiTags.tagArtist('Sleep')).rejects.toThrow('disk full');
  });

  it('counts tags of minCovers covers or more', async () => {
    const tagger = new FakeTagger(4, 0, (cover) => ({
      tags: tags(addressOf(cover).endsWith('0.jpg') ? { skull: 0.5, fog: 0.9 } : { skull: 0.5 }),
    }));
    const spotiTags = new SpotiTags({ catalog: new FakeCatalog({ Sleep: 2 }), tagger, minCovers: 2 });
    expect((await spotiTags.tagArtist('Sleep')).tags).toEqual([{ name: 'skull', weight: 1, covers: 2 }]);
  });

  it('sums with the filter it is given', async () => {
    const spotiTags = new SpotiTags({
      catalog: new FakeCatalog({ Sleep: 1 }),
      tagger: new FakeTagger(4, 0, () => ({ tags: albumTags })),
      filter: tagFilter({ minConfidence: 0.6 }),
    });
    expect((await spotiTags.tagArtist('Sleep')).tags.map(({ name }) => name)).toEqual(['skull']);
  });
});

const described = albumOf('a', { skull: 0.9, fog: 0.5 }).cover;
const albumTags = described.status === 'tagged' ? described.tags : [];
