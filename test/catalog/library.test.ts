import { chmod, mkdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Album, TagStore } from 'spotitags';
import { MusicLibraryCatalog, type ScanProgress } from '../../src/catalog/library/index.ts';
import { readCoverFile } from '../../src/covers/read-file.ts';
import { catalogChecks } from '../../src/testing/catalog.ts';
import { runChecks } from '../checks.ts';
import { folderOf } from '../files.ts';
import { aiffFile, wavFile, wmaFile } from '../more-music-files.ts';
import { type MusicTags, flacFile, m4aFile, mp3File, opusFile, vorbisFile } from '../music-files.ts';

const image = (fill: number) =>
  Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(300, fill)]);
const sleep: MusicTags = { artist: 'Sleep', albumArtist: 'Sleep', genre: 'Doom Metal; Stoner', year: '1993' };
const holy = { ...sleep, album: "Sleep's Holy Mountain" };

async function albumsOf(catalog: MusicLibraryCatalog, name: string): Promise<Album[]> {
  const { artist } = await catalog.findArtist(name);
  const albums: Album[] = [];
  for await (const album of catalog.albums(artist)) albums.push(album);
  return albums;
}

async function artistsOf(catalog: MusicLibraryCatalog, genre: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of catalog.artistsOf(genre)) names.push(name);
  return names;
}

describe('MusicLibraryCatalog keeps the contract of catalogs', () => {
  const root = mkdtempSync(join(tmpdir(), 'spotitags-'));
  const track = (artist: string, album: string, fill: number) =>
    mp3File({ artist, album, genre: 'Metal', picture: { bytes: image(fill) } });
  const files = {
    'a/1.mp3': track('Sleep', 'Dopesmoker', 1),
    'b/1.mp3': track('Sleep', 'Holy Mountain', 2),
    'c/1.mp3': track('Sleep', 'Holy Mountain (Reissue)', 2),
    'd/1.mp3': track('Sleep', 'Volume One', 3),
    'e/1.mp3': track('Ánima', 'One', 4),
    'f/1.mp3': track('Anima', 'Two', 5),
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  const fills = new Map(
    Object.keys(files).map((name, at) => [join(root, name), String([1, 2, 2, 3, 4, 5][at])]),
  );
  runChecks(
    catalogChecks({
      create: () => new MusicLibraryCatalog({ root }),
      known: { name: 'Sleep', also: ['sleep'], covers: 3 },
      ambiguous: { name: 'Anima', artists: 2 },
      unknown: 'Unheard Of',
      source: { name: 'metal', artists: 3 },
      supports: { counter: { no: 'It sends no requests.' } },
      coverKey: ({ path = '' }) => fills.get(path) ?? path,
    }),
  );
});

describe('MusicLibraryCatalog', () => {
  it('reads artists, albums, years and genres from the tags of every format', async () => {
    const root = await folderOf({
      'a/1.mp3': mp3File({ artist: 'Sleep', album: 'Dopesmoker', year: '2003', genre: 'Doom Metal' }),
      'b/1.flac': flacFile({
        artist: 'Sleep',
        album: 'The Sciences',
        year: '2018-04-20',
        genre: 'doom metal',
      }),
      'c/1.opus': opusFile({ artist: 'Sleep', album: 'Jerusalem', year: '1999', genre: 'Doom-Metal' }),
      'd/1.m4a': m4aFile({ artist: 'Sleep', album: 'Volume One', year: '1991', genre: 'Doom Metal' }),
      'e/1.ogg': vorbisFile({ artist: 'Sleep', album: 'Vorbis', year: '1981', genre: 'Doom Metal' }),
      'f/1.wma': wmaFile({ artist: 'Sleep', album: 'Windows', year: '1982', genre: 'Doom Metal' }),
      'g/1.aiff': aiffFile({ artist: 'Sleep', album: 'Apple', year: '1983', genre: 'Doom Metal' }),
      'h/1.wav': wavFile({ artist: 'Sleep', album: 'Waves', year: '1984', genre: 'Doom Metal' }),
    });
    const catalog = new MusicLibraryCatalog({ root });
    const albums = await albumsOf(catalog, 'sleep');
    expect(albums.map(({ id, title, year }) => ({ id, title, year }))).toEqual([
      { id: 'e', title: 'Vorbis', year: 1981 },
      { id: 'f', title: 'Windows', year: 1982 },
      { id: 'g', title: 'Apple', year: 1983 },
      { id: 'h', title: 'Waves', year: 1984 },
      { id: 'd', title: 'Volume One', year: 1991 },
      { id: 'c', title: 'Jerusalem', year: 1999 },
      { id: 'a', title: 'Dopesmoker', year: 2003 },
      { id: 'b', title: 'The Sciences', year: 2018 },
    ]);
    expect(await catalog.genres({ minArtists: 1 })).toEqual([{ name: 'Doom Metal', artists: 1 }]);
  });

  it('has the track in the middle of an album for its sound', async () => {
    const track = (album: string) => mp3File({ ...sleep, album });
    const root = await folderOf({
      'a/1.mp3': track('A'),
      'a/2.mp3': track('A'),
      'a/3.mp3': track('A'),
      'a/4.mp3': track('A'),
      'a/5.mp3': track('A'),
      'b/1.mp3': 'broken',
      'b/2.mp3': track('B'),
      'c/CD1/1.mp3': track('C'),
      'c/CD1/2.mp3': track('C'),
      'c/CD2/1.mp3': track('C'),
      'c/CD2/2.mp3': track('C'),
    });
    const albums = await albumsOf(new MusicLibraryCatalog({ root }), 'Sleep');
    const paths = ['a/3.mp3', 'b/2.mp3', 'c/CD2/1.mp3'];
    expect(albums.map(({ track: found }) => found)).toEqual(
      paths.map((path) => ({ path: join(root, path) })),
    );
  });

  it('takes covers beside the music, then those inside, then the only other image', async () => {
    const inside = { picture: { bytes: image(1) } };
    const root = await folderOf({
      'one/Folder.jpg': image(2),
      'one/back.jpg': image(3),
      'one/1.mp3': mp3File({ ...sleep, ...inside, album: 'One' }),
      'two/AlbumArtSmall.jpg': image(3),
      'two/scan of it.jpg': image(3),
      'two/1.flac': flacFile({ ...sleep, album: 'Two' }),
      'two/2.flac': flacFile({ ...sleep, ...inside, album: 'Two' }),
      'three/artist.jpg': image(3),
      'three/photo.jpg': image(4),
      'three/1.m4a': m4aFile({ ...sleep, album: 'Three' }),
      'four/back.jpg': image(3),
      'four/1.mp3': mp3File({ ...sleep, album: 'Four' }),
    });
    const albums = await albumsOf(new MusicLibraryCatalog({ root }), 'Sleep');
    const places = albums.map(({ title, cover }) => [title, cover?.relativePath]);
    expect(places).toEqual([
      ['Four', undefined],
      ['One', 'one/Folder.jpg'],
      ['Three', 'three/photo.jpg'],
      ['Two', 'two/2.flac'],
    ]);
    const covers = albums.flatMap(({ cover }) => cover?.path ?? []);
    const bytes = await Promise.all(covers.map((path) => readCoverFile(path)));
    expect(bytes.map((content) => content[5])).toEqual([2, 4, 1]);
  });

  it('joins discs, with the cover of either folder', async () => {
    const root = await folderOf({
      'Sleep/Live/CD1/1.mp3': mp3File({ ...sleep, album: 'Live (Disc 1)' }),
      'Sleep/Live/CD2/1.mp3': mp3File({ ...sleep, album: 'Live (Disc 2)' }),
      'Sleep/Live/CD2/cover.jpg': image(1),
    });
    const albums = await albumsOf(new MusicLibraryCatalog({ root }), 'Sleep');
    expect(albums).toMatchObject([
      { id: 'Sleep/Live', title: 'Live', cover: { relativePath: 'Sleep/Live/CD2/cover.jpg' } },
    ]);
  });

  it('keeps albums of one title apart by their MusicBrainz ids', async () => {
    const root = await folderOf({
      'old/1.mp3': mp3File({ ...sleep, album: 'Dopesmoker', release: 'a', year: '2003' }),
      'new/1.mp3': mp3File({ ...sleep, album: 'Dopesmoker', release: 'b', year: '2012' }),
    });
    expect(await albumsOf(new MusicLibraryCatalog({ root }), 'Sleep')).toMatchObject([
      { id: 'old', year: 2003 },
      { id: 'new', year: 2012 },
    ]);
  });

  it('takes the artist of most files if there is no album artist, without guests', async () => {
    const track = (artist: string) => flacFile({ artist, album: 'Guests' });
    const root = await folderOf({
      'x/1.flac': track('Sleep feat. Om'),
      'x/2.flac': track('Sleep'),
      'x/3.flac': track('Om'),
    });
    const catalog = new MusicLibraryCatalog({ root });
    expect(await artistsOf(catalog, '.')).toEqual(['Sleep']);
  });

  it('lists compilations under no artist, and counts them', async () => {
    const root = await folderOf({
      'a/1.mp3': mp3File({ artist: 'Sleep', albumArtist: 'Various Artists', album: 'Tribute' }),
      'b/1.m4a': m4aFile({ artist: 'Sleep', album: 'Hits', isCompilation: true }),
      'b/2.m4a': m4aFile({ artist: 'Om', album: 'Hits', isCompilation: true }),
      'c/1.flac': flacFile({ artist: 'Sleep', album: 'Mixed' }),
      'c/2.flac': flacFile({ artist: 'Om', album: 'Mixed' }),
      'd/1.mp3': mp3File(holy),
    });
    const catalog = new MusicLibraryCatalog({ root });
    expect(await artistsOf(catalog, '.')).toEqual(['Sleep']);
    expect(await catalog.scan()).toEqual({
      files: 6,
      artists: 1,
      albums: 1,
      compilations: 3,
      unreadable: [],
      untagged: [],
    });
  });

  it('lists the artists of a genre in any spelling, and genres that have enough', async () => {
    const track = (artist: string, genre: string) => mp3File({ artist, album: 'A', genre });
    const root = await folderOf({
      'a/1.mp3': track('A', 'Hip-Hop'),
      'b/1.mp3': track('B', 'hip hop'),
      'c/1.mp3': track('C', 'Hip-Hop|Jazz'),
      'd/1.mp3': track('D', 'Singer/Songwriter'),
    });
    const catalog = new MusicLibraryCatalog({ root });
    expect(await artistsOf(catalog, 'HIP HOP')).toEqual(['A', 'B', 'C']);
    expect(await catalog.countArtists('jazz')).toBe(1);
    expect(await catalog.genres()).toEqual([{ name: 'Hip-Hop', artists: 3 }]);
    expect((await catalog.genres({ minArtists: 1 })).map(({ name }) => name)).toEqual([
      'Hip-Hop',
      'Jazz',
      'Singer/Songwriter',
    ]);
    await expect(catalog.countArtists('polka')).rejects.toThrow(
      'The music library has no artists of the genre "polka". Its genres are: Hip-Hop, Jazz, Singer/Songwriter.',
    );
  });

  it('leaves out a genre of a few files only', async () => {
    const files = Array.from({ length: 10 }, (_, at) => [
      `a/${at}.mp3`,
      mp3File({ artist: 'Sleep', album: 'A', genre: at === 0 ? 'Pop' : 'Doom' }),
    ]);
    const root = await folderOf(Object.fromEntries(files) as Record<string, Uint8Array>);
    const catalog = new MusicLibraryCatalog({ root });
    expect(await catalog.genres({ minArtists: 1 })).toEqual([{ name: 'Doom', artists: 1 }]);
  });

  it('says which files are broken, and which name no artist, and goes on', async () => {
    const root = await folderOf({
      'a/1.mp3': mp3File(holy),
      'a/2.flac': 'this is not music',
      'a/3.mp3': mp3File({ album: 'Without an artist' }),
      'a/.hidden.mp3': mp3File(sleep),
      '@eaDir/1.mp3': mp3File(sleep),
    });
    expect(await new MusicLibraryCatalog({ root }).scan()).toMatchObject({
      files: 3,
      artists: 1,
      compilations: 0,
      unreadable: ['a/2.flac'],
      untagged: ['a/3.mp3'],
    });
  });

  it('tells how many of all music files it has read, folder by folder', async () => {
    const names = ['a/1.mp3', 'a/2.mp3', 'b/1.mp3', 'c/d/1.mp3'];
    const root = await folderOf(Object.fromEntries(names.map((name) => [name, mp3File(holy)])));
    const told: ScanProgress[] = [];
    const catalog = new MusicLibraryCatalog({ root });
    await catalog.scan({ onProgress: (progress) => void told.push(progress) });
    expect(told.map(({ files }) => files)).toEqual([0, 2, 3, 4]);
    expect(new Set(told.map(({ total }) => total))).toEqual(new Set([4]));
  });

  it('does not follow links out of the root', async () => {
    const outside = await folderOf({
      '1.mp3': mp3File({ ...sleep, artist: 'Outside', albumArtist: 'Outside' }),
    });
    const root = await folderOf({ 'a/1.mp3': mp3File(holy) });
    await symlink(outside, join(root, 'link'));
    await symlink(join(outside, '1.mp3'), join(root, 'a/2.mp3'));
    expect(await artistsOf(new MusicLibraryCatalog({ root }), '.')).toEqual(['Sleep']);
  });

  it('never writes into the library', async () => {
    const root = await folderOf({ 'a/1.mp3': mp3File(holy), 'a/cover.jpg': image(1) });
    await chmod(join(root, 'a'), 0o555);
    const before = await readFile(join(root, 'a/1.mp3'));
    await albumsOf(new MusicLibraryCatalog({ root }), 'Sleep');
    expect((await readFile(join(root, 'a/1.mp3'))).equals(before)).toBe(true);
    await chmod(join(root, 'a'), 0o755);
  });

  describe('with a store', () => {
    function counting(): TagStore & { readonly writes: string[] } {
      const entries = new Map<string, unknown>();
      const writes: string[] = [];
      return {
        writes,
        get: (key) => Promise.resolve(entries.get(key)),
        set: (key, value) => {
          writes.push(key);
          entries.set(key, structuredClone(value));
          return Promise.resolve(true);
        },
        delete: (key) => Promise.resolve(entries.delete(key)),
      };
    }

    it('reads only folders again in which a file is new, changed or gone', async () => {
      const root = await folderOf({ 'a/1.mp3': mp3File(holy), 'b/1.mp3': mp3File({ ...sleep, album: 'B' }) });
      const store = counting();
      await new MusicLibraryCatalog({ root, store }).scan();
      expect(store.writes).toHaveLength(2);
      await new MusicLibraryCatalog({ root, store }).scan();
      expect(store.writes).toHaveLength(2);

      await writeFile(join(root, 'b/1.mp3'), mp3File({ ...sleep, album: 'Changed' }));
      await utimes(join(root, 'b/1.mp3'), 1, 1);
      const albums = await albumsOf(new MusicLibraryCatalog({ root, store }), 'Sleep');
      expect(albums.map(({ title }) => title)).toEqual(['Changed', "Sleep's Holy Mountain"]);
      expect(store.writes).toHaveLength(3);
    });

    it('continues a scan that was aborted', async () => {
      const names = Array.from({ length: 30 }, (_, at) => `album ${String(at).padStart(2, '0')}/1.mp3`);
      const root = await folderOf(
        Object.fromEntries(names.map((name) => [name, mp3File({ ...sleep, album: name })])),
      );
      const store = counting();
      const abort = new AbortController();
      const aborting: TagStore = {
        ...store,
        set: (key, value) => {
          if (store.writes.length === 9) abort.abort(new Error('enough'));
          return store.set(key, value);
        },
      };
      const stopped = new MusicLibraryCatalog({ root, store: aborting }).scan({ signal: abort.signal });
      await expect(stopped).rejects.toThrow('enough');
      await new Promise((resolve) => setTimeout(resolve, 50));
      const kept = store.writes.length;
      expect(kept).toBeLessThan(15);
      expect(await new MusicLibraryCatalog({ root, store }).scan()).toMatchObject({ albums: 30 });
      expect(store.writes).toHaveLength(30);
    });

    it('fails if the store does not keep the index', async () => {
      const root = await folderOf({ 'a/1.mp3': mp3File(holy) });
      const store = { ...counting(), set: () => Promise.resolve(false) };
      await expect(new MusicLibraryCatalog({ root, store }).scan()).rejects.toMatchObject({
        code: 'service',
      });
    });
  });

  it('says what is wrong with the root', async () => {
    const empty = await folderOf({ 'a.txt': '' });
    await mkdir(join(empty, 'b'));
    await expect(new MusicLibraryCatalog({ root: empty }).scan()).rejects.toThrow(
      'There are no music files in',
    );
    await expect(new MusicLibraryCatalog({ root: join(empty, 'c') }).scan()).rejects.toThrow(
      'does not exist',
    );
    await expect(new MusicLibraryCatalog({ root: join(empty, 'a.txt') }).scan()).rejects.toThrow(
      'is not a folder',
    );
    expect(() => new MusicLibraryCatalog({ root: 1 as never })).toThrow('root');
  });
});
