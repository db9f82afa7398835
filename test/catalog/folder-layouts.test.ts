import { execFileSync } from 'node:child_process';
import { chmod, mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Artist, FolderCatalog, type FolderCatalogOptions, SpotiTagsError, takeAlbums } from 'spotitags';
import { describe, expect, it } from 'vitest';
import { folderOf } from '../files.ts';

type Files = Record<string, string>;

/** Files of the artist Sleep: their content does not matter. */
const sleep = (...names: string[]): Files =>
  Object.fromEntries(names.map((name, at) => [`metal/Sleep/${name}`, String(at)]));

/** Titles of the albums, and their covers without the folder of the artist. */
async function albumsIn(files: Files, options: Partial<FolderCatalogOptions> = {}) {
  const root = await folderOf(files);
  return albumsOf(new FolderCatalog({ root, ...options }), 'Sleep');
}

async function albumsOf(catalog: FolderCatalog, query: string) {
  const { artist } = await catalog.findArtist(query);
  const albums = await takeAlbums(catalog, artist, 100);
  return albums.map(({ title, cover }) =>
    cover?.relativePath === undefined ? title : [title, cover.relativePath.replace(`${artist.id}/`, '')],
  );
}

async function listed(artists: AsyncIterable<Artist>): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of artists) names.push(name);
  return names;
}

async function failure(promise: Promise<unknown>): Promise<SpotiTagsError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (!SpotiTagsError.isInstance(error)) throw new Error(`expected a SpotiTagsError, got ${String(error)}`);
  return error;
}

describe('the folder of an artist', () => {
  it('has albums whose names begin with dots, and no hidden files', async () => {
    const files = sleep(
      '...And Justice for All/cover.jpg',
      '.5 Gray.jpg',
      '.gif from god.png',
      '._Cover Art.jpg',
    );
    expect(
      await albumsIn({ ...files, ...sleep('.hidden.jpg', '.git/cover.jpg', '.@__thumb/cover.jpg') }),
    ).toEqual([
      ['...And Justice for All', '...And Justice for All/cover.jpg'],
      ['.5 Gray', '.5 Gray.jpg'],
      ['.gif from god', '.gif from god.png'],
    ]);
  });

  it('has no albums of the system or of a network drive', async () => {
    const system = '@eaDir #recycle lost+found $RECYCLE.BIN __MACOSX #snapshot @Recycle'.split(' ');
    const names = [...system, 'System Volume Information'];
    const files = { ...sleep('Dopesmoker.jpg'), ...sleep(...names.map((name) => `${name}/cover.jpg`)) };
    for (const name of names) {
      files[`${name}/Artist/cover.jpg`] = '1';
      files[`metal/${name}/cover.jpg`] = '1';
    }
    const root = await folderOf(files);
    const catalog = new FolderCatalog({ root });
    expect(await catalog.genres()).toEqual(['metal']);
    expect(await listed(catalog.artistsOf('metal'))).toEqual(['Sleep']);
    expect(await albumsOf(catalog, 'Sleep')).toEqual([['Dopesmoker', 'Dopesmoker.jpg']]);
  });

  it('keeps artists whose names look like those of a system', async () => {
    const files = {
      'pop/$NOT/a.jpg': '1',
      'pop/#1 Dads/a.jpg': '1',
      'pop/.38 Special/a.jpg': '1',
      'pop/@/a.jpg': '1',
    };
    const catalog = new FolderCatalog({ root: await folderOf(files) });
    expect(await listed(catalog.artistsOf('pop'))).toEqual(['#1 Dads', '$NOT', '.38 Special', '@']);
  });

  it('has pictures of the artist, which are not albums', async () => {
    const art =
      'artist.jpg fanart.jpg fanart2.jpg banner.png logo.png clearlogo.png poster.jpg back.jpg disc1.png';
    const wmp = [
      'AlbumArtSmall.jpg',
      'AlbumArt_{0A1B}_Large.jpg',
      'AlbumArt_{0A1B}_Small.jpg',
      'extrafanart/fanart1.jpg',
    ];
    const files = sleep(
      'folder.jpg',
      'cover.jpg',
      ...art.split(' '),
      ...wmp,
      'Clarity.jpg',
      'Dopesmoker/cover.jpg',
    );
    expect(await albumsIn(files)).toEqual([
      ['Clarity', 'Clarity.jpg'],
      ['Dopesmoker', 'Dopesmoker/cover.jpg'],
    ]);
  });

  it('has the cover of its only album, or of tracks beside albums', async () => {
    expect(await albumsIn(sleep('cover.jpg', 'fanart.jpg', '01.flac'))).toEqual([['Sleep', 'cover.jpg']]);
    expect(await albumsIn(sleep('folder.jpg', '01.flac', 'Clarity.jpg'))).toEqual([
      ['Clarity', 'Clarity.jpg'],
      ['Sleep', 'folder.jpg'],
    ]);
  });

  it('reads images with rare extensions', async () => {
    expect(await albumsIn(sleep('A.jfif', 'B.jpe', 'C.JFIF', 'D.svg'))).toEqual([
      ['A', 'A.jfif'],
      ['B', 'B.jpe'],
      ['C', 'C.JFIF'],
    ]);
  });

  it('may group albums by further folders', async () => {
    const grouped = [
      'Studio/Dopesmoker/cover.jpg',
      'Studio/folder.jpg',
      'Live/2003/Tokyo/CD1/cover.jpg',
      'EP/A.jpg',
    ];
    expect(await albumsIn(sleep(...grouped))).toEqual([
      ['A', 'EP/A.jpg'],
      ['Tokyo', 'Live/2003/Tokyo/CD1/cover.jpg'],
      ['Studio', 'Studio/folder.jpg'],
      ['Dopesmoker', 'Studio/Dopesmoker/cover.jpg'],
    ]);
  });

  it.skipIf(process.getuid?.() === 0)('keeps its other albums if a folder may not be read', async () => {
    const root = await folderOf(sleep('Closed/cover.jpg', 'Dopesmoker.jpg'));
    await chmod(join(root, 'metal/Sleep/Closed'), 0);
    const found = await albumsOf(new FolderCatalog({ root }), 'Sleep');
    await chmod(join(root, 'metal/Sleep/Closed'), 0o700);
    expect(found).toEqual(['Closed', ['Dopesmoker', 'Dopesmoker.jpg']]);
  });

  it.skipIf(process.platform !== 'linux')('keeps its other albums if a name is not UTF-8', async () => {
    const root = await folderOf(sleep('Dopesmoker.jpg'));
    const folder = Buffer.concat([Buffer.from(join(root, 'metal/Sleep/')), Buffer.of(0x42, 0xf6, 0x72)]);
    await mkdir(folder);
    expect(await albumsOf(new FolderCatalog({ root }), 'Sleep')).toEqual([
      'B\ufffdr',
      ['Dopesmoker', 'Dopesmoker.jpg'],
    ]);
  });
});

describe('the folder of an album', () => {
  it.each([
    [['cover.jpg', 'back.jpg', 'booklet-01.jpg', 'cd.jpg', 'IMG_2.jpg'], 'cover.jpg'],
    [['Folder.jpg', 'AlbumArtSmall.jpg', 'AlbumArt_{0A1B}_Large.jpg'], 'Folder.jpg'],
    [['albumart.jpg', 'back.jpg'], 'albumart.jpg'],
    [['Front Cover.jpg', 'Back Cover.jpg'], 'Front Cover.jpg'],
    [['cover (front).jpg', 'cover (back).jpg', 'inside.jpg'], 'cover (front).jpg'],
    [['cover1.jpg', 'cover.png'], 'cover.png'],
    [['Dopesmoker.jpg', 'other.jpg'], 'Dopesmoker.jpg'],
    [['AlbumArtSmall.jpg', 'AlbumArt_{0A1B}_Large.jpg'], 'AlbumArt_{0A1B}_Large.jpg'],
    [['CD1/cover.jpg', 'CD2/cover.jpg'], 'CD1/cover.jpg'],
    [['Disc 2/01.flac', 'Disc 2/folder.jpg'], 'Disc 2/folder.jpg'],
    [['Disk 01 - Live/x.jpg', 'back.jpg'], 'Disk 01 - Live/x.jpg'],
    [['cover.jpg', 'CD1/cover.jpg'], 'cover.jpg'],
    [['01.flac', 'Scans/front.jpg', 'Scans/p1.jpg'], 'Scans/front.jpg'],
    [['01.flac', 'scan of mine.jpg'], 'scan of mine.jpg'],
  ])('of %j has one cover', async (images, cover) => {
    const files = sleep(...images.map((image) => `Dopesmoker/${image}`));
    expect(await albumsIn(files)).toEqual([['Dopesmoker', `Dopesmoker/${cover}`]]);
  });

  it.each([[['back.jpg']], [['01.flac', 'booklet.jpg', 'Lyrics/a.txt']], [['CD1/01.flac', 'Scans/p1.jpg']]])(
    'of %j has no cover',
    async (names) => {
      expect(await albumsIn(sleep(...names.map((name) => `Dopesmoker/${name}`)))).toEqual(['Dopesmoker']);
    },
  );
});

describe('links', () => {
  const linked = async () => {
    const disk = await folderOf({ 'Dopesmoker/cover.jpg': '1', 'pop/Abba/Gold.jpg': '2' });
    const root = await folderOf({ 'metal/Om/Pilgrimage.jpg': '1' });
    await mkdir(join(root, 'metal/Sleep'));
    await symlink(join(disk, 'Dopesmoker'), join(root, 'metal/Sleep/Dopesmoker'));
    await symlink(join(disk, 'pop/Abba'), join(root, 'metal/Abba'));
    await symlink(join(disk, 'pop'), join(root, 'pop'));
    await symlink(root, join(root, 'metal/Om/all'));
    return root;
  };

  it('to another disk are followed if that is wished', async () => {
    const catalog = new FolderCatalog({ root: await linked(), followLinks: true });
    expect(await catalog.genres()).toEqual(['metal', 'pop']);
    expect(await albumsOf(catalog, 'metal/Abba')).toEqual([['Gold', 'Gold.jpg']]);
    expect(await albumsOf(catalog, 'Sleep')).toEqual([['Dopesmoker', 'Dopesmoker/cover.jpg']]);
    expect(await albumsOf(catalog, 'Om')).toEqual([['Pilgrimage', 'Pilgrimage.jpg'], 'all']);
    const escaping = { catalog: 'folder', id: 'metal/../../etc', name: 'x' };
    expect(await failure(takeAlbums(catalog, escaping, 1))).toMatchObject({ code: 'not-found' });
  });

  it('out of the root are not followed otherwise, which the error says', async () => {
    const catalog = new FolderCatalog({ root: await linked() });
    expect(await catalog.genres()).toEqual(['metal']);
    expect((await failure(catalog.artistsOf('Pop').next())).message).toMatch(/"pop" is a link/);
    expect((await failure(catalog.findArtist('abba'))).message).toMatch(
      /"metal\/Abba" is a link.*--follow-links/,
    );
    expect((await failure(albumsOf(catalog, 'Sleep'))).message).toMatch(
      /"metal\/Sleep\/Dopesmoker" is a link.*followLinks/,
    );
  });
});

describe('names', () => {
  it.each(['a-ha', 'A‐HA', 'aha', 'guns and roses', 'Guns N\u02bc Roses', 'bjork', 'BJÖRK', 'Metalica'])(
    'are found for %j',
    async (query) => {
      const root = await folderOf(
        Object.fromEntries(
          ['a-ha', 'Guns N’ Roses', 'Bjo\u0308rk', 'Metallica'].map((name) => [`pop/${name}/A.jpg`, '1']),
        ),
      );
      const catalog = new FolderCatalog({ root });
      const { artist, isNear = false } = await catalog.findArtist(query);
      expect(artist.name).toBe(artist.name.normalize('NFC'));
      expect(isNear).toBe(query === 'Metalica');
    },
  );

  it('that are similar are suggested', async () => {
    const root = await folderOf({ 'pop/Slayer/A.jpg': '1', 'pop/Slayon/A.jpg': '1' });
    const { code, message } = await failure(new FolderCatalog({ root }).findArtist('Slayor'));
    expect([code, message]).toEqual([
      'not-found',
      expect.stringMatching(/"Slayor".*Did you mean "Slayer" or "Slayon"\?$/) as unknown,
    ]);
  });

  it('of a genre or of the root are recognized', async () => {
    const root = await folderOf({ 'Doom Metal/Sleep/A.jpg': '1', 'Doom Metal/Doom Mental/A.jpg': '1' });
    const catalog = new FolderCatalog({ root });
    for (const query of ['doom metal', 'Doom-Metal', join(root, 'Doom Metal'), 'Doom Metal/'])
      expect((await failure(catalog.findArtist(query))).message).toMatch(
        /the genre "Doom Metal".*Sleep.*collect --genre "Doom Metal"/,
      );
    for (const query of ['.', root, `${root}/`])
      expect((await failure(catalog.findArtist(query))).message).toMatch(/whole catalog, not an artist/);
    for (const query of ['doom-metal', './Doom Metal/', join(root, 'Doom Metal'), '.'])
      expect(await listed(catalog.artistsOf(query))).toEqual(['Doom Mental', 'Sleep']);
    for (const query of [join(root, 'Doom Metal/Sleep'), './Doom Metal/Sleep/', 'Doom Metal\\Sleep'])
      expect((await catalog.findArtist(query)).artist.name).toBe('Sleep');
    expect(await failure(catalog.artistsOf('').next())).toMatchObject({ code: 'not-found' });
  });

  it('of one genre that are composed, spaced or written in other ways are one genre', async () => {
    const names = ['Caf\u00e9', 'Cafe\u0301', 'CAF\u00c9', 'Caf\u00e9 '];
    const files = names.map((name, at) => [`${name}/Artist ${at}/A.jpg`, '1'] as const);
    const catalog = new FolderCatalog({ root: await folderOf(Object.fromEntries(files)) });
    const genres = await catalog.genres();
    expect(genres.map((name) => name.toLowerCase())).toEqual(['caf\u00e9']);
    expect((await listed(catalog.artistsOf(genres[0] ?? ''))).sort()).toEqual(
      names.map((_, at) => `Artist ${at}`),
    );
  });

  it('of thousands of genres are listed, and those that are made later', async () => {
    const root = await folderOf({});
    for (let n = 0; n < 2000; n += 1) await mkdir(join(root, `Genre ${n}/Artist ${n}`), { recursive: true });
    const catalog = new FolderCatalog({ root });
    for (const genre of await catalog.genres())
      expect(await listed(catalog.artistsOf(genre))).toHaveLength(1);
    await mkdir(join(root, 'New/Artist'), { recursive: true });
    expect(await listed(catalog.artistsOf('new'))).toEqual(['Artist']);
  });

  it('with NUL are refused', async () => {
    const root = await folderOf(sleep('A.jpg'));
    const catalog = new FolderCatalog({ root });
    expect(await failure(catalog.findArtist('Sleep\0'))).toMatchObject({ code: 'invalid-input' });
    const strange = { catalog: 'folder', id: 'metal/Sleep\0', name: 'x' };
    expect(await failure(takeAlbums(catalog, strange, 1))).toMatchObject({ code: 'not-found' });
    expect(await failure(catalog.artistsOf('metal\0').next())).toMatchObject({ code: 'not-found' });
  });
});

describe('a manifest', () => {
  const entry = (file: string, artist: string, album = 'A') => ({ artist, album, file });
  const withManifest = async (manifest: unknown, files: Files) =>
    folderOf({ ...files, 'manifest.json': JSON.stringify(manifest) });
  const tree = { 'metal/Black Sabbath/Paranoid.jpg': '1', 'metal/Motorhead/Overkill.jpg': '2' };
  const entries = [
    entry('metal/Black Sabbath/Paranoid.jpg', 'Black Sabbath', 'Paranoid'),
    entry('metal/Motorhead/Overkill.jpg', 'Motörhead', 'Overkill'),
  ];

  it('that shows another layout is an error', async () => {
    const root = await withManifest(entries, tree);
    const asArtists = new FolderCatalog({ root, layout: 'artist' });
    expect(await failure(asArtists.findArtist('Motörhead'))).toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/layout 'artist'.*Black Sabbath.*--layout genre/) as unknown,
    });
    expect(await albumsOf(new FolderCatalog({ root }), 'Motörhead')).toEqual([['Overkill', 'Overkill.jpg']]);

    const flat = await withManifest([entry('Sleep/Dopesmoker/cover.jpg', 'Sleep')], {
      'Sleep/Dopesmoker/cover.jpg': '',
    });
    expect((await failure(new FolderCatalog({ root: flat }).findArtist('Sleep'))).message).toMatch(
      /--layout artist/,
    );
    const deep = await withManifest([entry('music/metal/Sleep/A.jpg', 'Sleep')], {
      'music/metal/Sleep/A.jpg': '',
    });
    expect((await failure(new FolderCatalog({ root: deep }).findArtist('Sleep'))).message).toMatch(
      /"music" as the root/,
    );
  });

  it('renames a folder by its own entries only, if most of them agree', async () => {
    const manifest = [
      entry('metal/AC_DC/A.jpg', 'AC/DC'),
      entry('metal/AC_DC/B.jpg', 'AC/DC'),
      entry('metal/AC_DC/C.jpg', 'AC/DC & Friends'),
      entry('metal/Split/A.jpg', 'Sleep'),
      entry('metal/Split/B.jpg', 'Om'),
      entry('metal/stray.jpg', 'Somebody'),
    ];
    const files = Object.fromEntries(manifest.map(({ file }) => [file, '1']));
    const catalog = new FolderCatalog({ root: await withManifest(manifest, files) });
    expect(await listed(catalog.artistsOf('metal'))).toEqual(['AC/DC', 'Split']);
  });

  it('may have years of null, and paths with backslashes', async () => {
    const manifest = [
      { genre: null, artist: 'Sleep', album: 'One', year: null, file: 'metal\\Sleep\\A.jpg' },
      { artist: 'Sleep', album: 'Two', year: '1999-01', file: '.\\metal\\Sleep\\B\\cover.jpg' },
      { artist: null, album: null, year: 2001, file: 'metal/Sleep/C.jpg' },
    ];
    const root = await withManifest(manifest, sleep('A.jpg', 'B/cover.jpg', 'C.jpg'));
    const catalog = new FolderCatalog({ root });
    const { artist } = await catalog.findArtist('Sleep');
    expect((await takeAlbums(catalog, artist, 9)).map(({ title, year }) => [title, year])).toEqual([
      ['One', undefined],
      ['Two', 1999],
      ['C', 2001],
    ]);
    const absolute = [{ artist: 'SLEEP', album: 'One', file: join(root, 'metal/Sleep/A.jpg') }];
    await writeFile(join(root, 'manifest.json'), JSON.stringify(absolute));
    expect((await new FolderCatalog({ root }).findArtist('Sleep')).artist.name).toBe('SLEEP');
  });

  it('is not followed out of the root, awaited from a pipe, or read without a limit', async () => {
    const outside = await folderOf({ 'manifest.json': '[]' });
    const root = await folderOf(sleep('A.jpg'));
    await symlink(join(outside, 'manifest.json'), join(root, 'manifest.json'));
    expect((await failure(new FolderCatalog({ root }).findArtist('Sleep'))).message).toMatch(
      /link out of the root/,
    );
    expect(await albumsOf(new FolderCatalog({ root, followLinks: true }), 'Sleep')).toHaveLength(1);

    const large = await folderOf(sleep('A.jpg'));
    await writeFile(join(large, 'manifest.json'), '[]');
    await truncate(join(large, 'manifest.json'), 60_000_000);
    expect((await failure(new FolderCatalog({ root: large }).findArtist('Sleep'))).message).toMatch(
      /60000000 bytes/,
    );

    if (process.platform === 'win32') return;
    const piped = await folderOf(sleep('A.jpg'));
    execFileSync('mkfifo', [join(piped, 'manifest.json')]);
    expect((await failure(new FolderCatalog({ root: piped }).findArtist('Sleep'))).message).toMatch(
      /regular file/,
    );
  });
});

describe('a wrong root', () => {
  it('that is a file, or is empty, is called so', async () => {
    const root = await folderOf({ 'a.jpg': '1', 'sub/empty.txt': '' });
    const file = new FolderCatalog({ root: join(root, 'a.jpg') });
    expect(await failure(file.findArtist('A'))).toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/a\.jpg" is not a folder/) as unknown,
    });
    const empty = new FolderCatalog({ root: join(root, 'sub') });
    for (const error of [await failure(empty.genres()), await failure(empty.findArtist('A'))])
      expect(error.message).toMatch(
        /contains no folders. Expected folders such as Genre\/Artist\/Album\.jpg/,
      );
  });

  it('one level too deep, or of the other layout, gets a hint', async () => {
    const root = await folderOf({ 'metal/Sleep/A.jpg': '1', 'metal/Om/B/cover.jpg': '1' });
    const asGenre = new FolderCatalog({ root: join(root, 'metal') });
    expect((await failure(asGenre.findArtist('Sleep'))).message).toMatch(/contains images.*--layout artist/);
    expect((await failure(asGenre.artistsOf('Sleep').next())).message).toMatch(
      /contains images.*--layout artist/,
    );
    const ofArtist = new FolderCatalog({ root: join(root, 'metal/Sleep'), layout: 'artist' });
    expect((await failure(ofArtist.artistsOf('.').next())).message).toMatch(/folder around it as the root/);
    const asArtist = new FolderCatalog({ root, layout: 'artist' });
    expect((await failure(asArtist.findArtist('Sleep'))).message).toMatch(/inside "metal".*--layout genre/);
    expect((await failure(asArtist.artistsOf('metal').next())).message).toMatch(/--layout genre/);
    const above = new FolderCatalog({ root: await folderOf({ 'covers/metal/Sleep/A.jpg': '1' }) });
    expect((await failure(above.findArtist('Sleep'))).message).toMatch(
      /inside "covers\/metal".*use the folder "covers" as the root/,
    );
  });
});
