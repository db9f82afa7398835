import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FolderCatalog, SpotiTagsError, takeAlbums } from 'spotitags';
import { folderOf } from '../files.ts';
import { catalogChecks } from '../../src/testing/catalog.ts';
import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { runChecks } from '../checks.ts';

const all = 100;

describe('FolderCatalog keeps the contract of catalogs', () => {
  const root = mkdtempSync(join(tmpdir(), 'spotitags-'));
  const files = {
    'metal/Sleep/Dopesmoker/cover.jpg': 'a',
    'metal/Sleep/Holy Mountain.png': 'b',
    'metal/Sleep/Holy Mountain (Reissue).png': 'b',
    'metal/Sleep/Volume One.webp': 'c',
    'metal/Sleep/No Cover/notes.txt': '',
    'metal/Om/Pilgrimage.jpg': 'd',
    'pop/Om/Pop.jpg': 'e',
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  const contents = new Map(Object.entries(files).map(([name, content]) => [join(root, name), content]));
  runChecks(
    catalogChecks({
      create: () => new FolderCatalog({ root }),
      known: { name: 'Sleep', also: ['metal/Sleep'], covers: 3 },
      ambiguous: { name: 'Om', artists: 2 },
      unknown: 'Stranger',
      source: { name: 'metal', artists: 2 },
      supports: { counter: { no: 'It sends no requests.' } },
      coverKey: ({ path = '' }) => contents.get(path) ?? path,
    }),
  );
});

describe('FolderCatalog', () => {
  const titles = async (root: string, artist: string, layout: 'genre' | 'artist' = 'genre') => {
    const catalog = new FolderCatalog({ root, layout });
    const found = await catalog.findArtist(artist);
    return (await takeAlbums(catalog, found.artist, all)).map(({ title }) => title);
  };

  it('reads covers beside and within albums’ folders, and nothing else', async () => {
    const root = await folderOf({
      'metal/Sleep/Dopesmoker/folder.JPG': '1',
      'metal/Sleep/Dopesmoker/01.flac': '',
      'metal/Sleep/Clarity.jpeg': '2',
      'metal/Sleep/Live/Tokyo.webp': '3',
      'metal/Sleep/.hidden.jpg': '4',
      'metal/Sleep/notes.txt': '5',
      'metal/Sleep/Volume/Cover.png': '6',
      'metal/Sleep/Volume/front.png': '7',
    });
    const catalog = new FolderCatalog({ root });
    const { artist } = await catalog.findArtist('sleep');
    expect(artist).toEqual({ catalog: 'folder', id: 'metal/Sleep', name: 'Sleep' });
    expect(await takeAlbums(catalog, artist, all)).toEqual([
      {
        id: 'metal/Sleep/Clarity.jpeg',
        title: 'Clarity',
        cover: {
          path: expect.stringContaining('Clarity') as string,
          album: 'metal/Sleep/Clarity.jpeg',
          relativePath: 'metal/Sleep/Clarity.jpeg',
        },
      },
      {
        id: 'metal/Sleep/Dopesmoker',
        title: 'Dopesmoker',
        cover: {
          path: join(root, 'metal/Sleep/Dopesmoker/folder.JPG'),
          album: 'metal/Sleep/Dopesmoker',
          relativePath: 'metal/Sleep/Dopesmoker/folder.JPG',
        },
      },
      { id: 'metal/Sleep/Live/Tokyo.webp', title: 'Tokyo', cover: expect.anything() as object },
      {
        id: 'metal/Sleep/Volume',
        title: 'Volume',
        cover: {
          path: expect.stringContaining('Cover.png') as string,
          album: 'metal/Sleep/Volume',
          relativePath: 'metal/Sleep/Volume/Cover.png',
        },
      },
    ]);
  });

  it('takes an album’s folder without an image as an album without a cover', async () => {
    const root = await folderOf({ 'Sleep/Dopesmoker/01.flac': '', 'Sleep/Clarity.jpg': '1' });
    const catalog = new FolderCatalog({ root, layout: 'artist' });
    const { artist } = await catalog.findArtist('Sleep');
    expect(artist.id).toBe('Sleep');
    expect((await takeAlbums(catalog, artist, all))[1]).toEqual({
      id: 'Sleep/Dopesmoker',
      title: 'Dopesmoker',
    });
  });

  it('has real titles, years and names where a manifest gives them', async () => {
    const manifest = [
      {
        genre: 'rock',
        artist: 'AC/DC',
        album: 'Back in Black?',
        year: '1980',
        file: 'rock/AC_DC/Back in Black_.jpg',
      },
      {
        genre: 'rock',
        artist: 'AC/DC',
        album: 'Powerage',
        year: 1978,
        file: 'rock/AC_DC/Powerage/cover.jpg',
      },
      {
        genre: 'rock',
        artist: 'AC/DC',
        album: 'Caf\u00e9',
        year: 'unknown',
        file: 'rock/AC_DC/Cafe\u0301.jpg',
      },
    ];
    const root = await folderOf({
      'manifest.json': JSON.stringify(manifest),
      'rock/AC_DC/Back in Black_.jpg': '1',
      'rock/AC_DC/Powerage/cover.jpg': '2',
      'rock/AC_DC/Caf\u00e9.jpg': '3',
      'rock/AC_DC/Unlisted.jpg': '4',
    });
    const catalog = new FolderCatalog({ root });
    const { artist } = await catalog.findArtist('ac/dc');
    expect(artist).toEqual({ catalog: 'folder', id: 'rock/AC_DC', name: 'AC/DC' });
    expect((await takeAlbums(catalog, artist, all)).map(({ title, year }) => [title, year])).toEqual([
      ['Back in Black?', 1980],
      ['Caf\u00e9', undefined],
      ['Powerage', 1978],
      ['Unlisted', undefined],
    ]);
  });

  it('refuses a manifest that is none', async () => {
    for (const manifest of ['{', '{}', '[{"artist":"A"}]']) {
      const root = await folderOf({ 'manifest.json': manifest, 'a/A/1.jpg': '1' });
      await expect(new FolderCatalog({ root }).findArtist('A')).rejects.toThrow(/manifest\.json/);
    }
  });

  it('follows no link out of its root, nor into a circle', async () => {
    const outside = await folderOf({ 'Other/secret.jpg': '1' });
    const root = await folderOf({ 'metal/Sleep/Clarity.jpg': '1' });
    await symlink(join(outside, 'Other'), join(root, 'metal/Other'));
    await symlink(join(outside, 'Other/secret.jpg'), join(root, 'metal/Sleep/secret.jpg'));
    await symlink(join(root, 'metal'), join(root, 'metal/Sleep/loop'));
    await symlink(join(root, 'nowhere'), join(root, 'metal/Sleep/dangling.jpg'));
    await symlink(join(root, 'metal/Sleep/Clarity.jpg'), join(root, 'metal/Sleep/Within.jpg'));
    expect(await titles(root, 'Sleep')).toEqual(['Clarity', 'Within', 'loop']);
    await expect(new FolderCatalog({ root }).findArtist('Other')).rejects.toThrow(/"Other"/);
    const escaping = { catalog: 'folder', id: 'metal/../../etc', name: 'x' };
    await expect(takeAlbums(new FolderCatalog({ root }), escaping, all)).rejects.toThrow(
      /^The folder .* does not exist/,
    );
  });

  it('finds names whichever way accents are composed, and takes no artist of elsewhere', async () => {
    const root = await folderOf({ 'cafe\u0301/Bjo\u0308rk/1.jpg': '1' });
    const catalog = new FolderCatalog({ root });
    for await (const { name } of catalog.artistsOf('caf\u00e9'))
      expect(name.normalize('NFC')).toBe('Bj\u00f6rk');
    const { artist } = await catalog.findArtist('caf\u00e9/Bj\u00f6rk');
    expect(await takeAlbums(catalog, artist, all)).toHaveLength(1);
    for (const other of [
      { ...artist, catalog: 'spotify' },
      { ...artist, id: '' },
    ]) {
      await expect(takeAlbums(catalog, other, all)).rejects.toSatisfy((error) =>
        SpotiTagsError.isInstance(error, 'invalid-input'),
      );
    }
    await symlink(await folderOf({ 'secret.jpg': '1' }), join(root, 'evil'));
    await expect(takeAlbums(catalog, { ...artist, id: 'evil' }, all)).rejects.toThrow(
      /^The folder "evil" does not exist/,
    );
  });

  it('leaves an image that cannot be read to the tagger, and looks again where a manifest was broken', async () => {
    const root = await folderOf({ 'a/A/1.jpg': '1', 'manifest.json': '{' });
    await mkdir(join(root, 'a/A/fifo'));
    const catalog = new FolderCatalog({ root });
    await expect(catalog.findArtist('A')).rejects.toThrow(/manifest/);
    await writeFile(
      join(root, 'manifest.json'),
      '\ufeff[{"artist":"A","album":"One","year":"1971-05","file":"./a/A/1.jpg"}]',
    );
    const { artist } = await catalog.findArtist('A');
    expect((await takeAlbums(catalog, artist, all))[0]).toMatchObject({ title: 'One', year: 1971 });
  });

  it('names the genres there are, when asked for another or for all', async () => {
    const root = await folderOf({ 'pop/A/1.jpg': '1', 'metal/B/1.jpg': '1', 'notes.txt': '' });
    const catalog = new FolderCatalog({ root });
    expect(await catalog.genres()).toEqual(['metal', 'pop']);
    await expect(catalog.artistsOf('jazz').next()).rejects.toThrow(/"jazz".*metal, pop/);
    await mkdir(join(root, 'empty'));
    expect((await catalog.artistsOf('empty').next()).done).toBe(true);
  });

  it('reads lazily, and what was added meanwhile', async () => {
    const root = await folderOf({ 'metal/Sleep/Clarity.jpg': '1' });
    const catalog = new FolderCatalog({ root });
    const { artist } = await catalog.findArtist('Sleep');
    await writeFile(join(root, 'metal/Sleep/Dopesmoker.jpg'), '2');
    expect((await takeAlbums(catalog, artist, all)).map(({ title }) => title)).toEqual([
      'Clarity',
      'Dopesmoker',
    ]);
  });

  it('lists all artists of a root without genres', async () => {
    const root = await folderOf({ 'B/1.jpg': '1', 'A/1.jpg': '1' });
    const catalog = new FolderCatalog({ root, layout: 'artist' });
    const names: string[] = [];
    for await (const { name } of catalog.artistsOf('.')) names.push(name);
    expect(names).toEqual(['A', 'B']);
    await expect(catalog.genres()).rejects.toThrow(/layout/);
  });

  it('says clearly that the folder is not there', async () => {
    const catalog = new FolderCatalog({ root: join(tmpdir(), 'no-such-folder') });
    await expect(catalog.genres()).rejects.toSatisfy((error) =>
      SpotiTagsError.isInstance(error, 'not-found'),
    );
    await expect(catalog.findArtist('A')).rejects.toThrow(/^The folder .*no-such-folder" does not exist/);
  });
});
