import { type Album, takeAlbums } from 'spotitags';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { isMbid } from '../../src/catalog/musicbrainz/reference.ts';
import type { FakeMusicBrainzArtist, FakeReleaseGroup } from '../../src/testing/msw/musicbrainz.ts';
import { mbidOf, useMusicBrainz } from '../msw/use-musicbrainz.ts';
import { catalogChecks } from '../../src/testing/catalog.ts';
import { runChecks } from '../checks.ts';

const { server, start, asked } = useMusicBrainz();

const group = (n: number, fields: Partial<FakeReleaseGroup> = {}): FakeReleaseGroup => ({
  id: mbidOf(100_000 + n),
  title: `Album ${n}`,
  'first-release-date': `${1600 + n}-07-02`,
  ...fields,
});

const artist = (
  n: number,
  name: string,
  fields: Partial<FakeMusicBrainzArtist> = {},
): FakeMusicBrainzArtist => ({
  id: mbidOf(n),
  name,
  ...fields,
});

/** 144 release groups on two pages, 12 covers: of 20 albums, those of which one was filed last. */
const wizard = artist(1, 'Electric Wizard', {
  disambiguation: 'UK doom metal band',
  merged: [mbidOf(900)],
  releaseGroups: [
    ...Array.from({ length: 120 }, (_, n) => group(200 + n, { 'secondary-types': ['Live'] })),
    ...Array.from({ length: 19 }, (_, n) => group(n, { art: n % 5 > 1 })),
    group(19),
    group(401, { 'primary-type': 'EP' }),
    group(402, { 'secondary-types': ['Live'] }),
    group(403, { 'secondary-types': ['Compilation', 'Live'] }),
    group(404, { 'primary-type': null }),
  ],
});

const doomy = (n: number, count: number, ...others: number[]) =>
  artist(1000 + n, `Doomed ${n}`, {
    tags: [
      { name: 'doom metal', count },
      ...others.map((votes, at) => ({ name: `other ${at}`, count: votes })),
    ],
  });

describe('MusicBrainzCatalog keeps the contract of catalogs', () => {
  const subject = {
    create: () =>
      start([
        artist(2, 'Wizard'),
        wizard,
        ...[3, 4, 5].map((n) => artist(n, 'Sleep', { disambiguation: `Sleep of ${n}` })),
        ...Array.from({ length: 230 }, (_, n) => doomy(n, 1 + (n % 7))),
      ]).catalog,
    known: {
      name: 'Electric Wizard',
      also: [
        wizard.id,
        wizard.id.toUpperCase(),
        mbidOf(900),
        `https://musicbrainz.org/artist/${wizard.id}`,
        `http://beta.musicbrainz.org/artist/${wizard.id}/releases?page=2`,
        `HTTPS://MUSICBRAINZ.ORG/ARTIST/${wizard.id}`,
        `musicbrainz.org/artist/${wizard.id}`,
        '  electric   WIZARD ',
        'Eléctric Wizard',
      ],
      covers: 12,
    },
    ambiguous: { name: 'Sleep', artists: 3 },
    unknown: 'Qqqq Zzzz',
    source: { name: 'doom metal', artists: 230 },
  };
  runChecks(catalogChecks(subject));
});

describe('findArtist', () => {
  const found = async (query: string, artists: FakeMusicBrainzArtist[]) => {
    const { artist: one, alternatives } = await start(artists).catalog.findArtist(query);
    return [one.name, ...alternatives.map(({ name }) => name)];
  };

  it('takes an exact name before the first hit, and asks once for it', async () => {
    const { catalog } = start([artist(1, 'Low Roar'), artist(2, 'Lów'), artist(3, 'Low')]);
    const { artist: one, alternatives } = await catalog.findArtist('low');
    expect(one.id).toBe(mbidOf(3));
    expect(alternatives.map(({ name }) => name)).toEqual(['Lów']);
    expect(asked()).toEqual(['/artist?query=artist:"low"&limit=100&offset=0']);
  });

  it('says of each artist what tells it from the others of its name', async () => {
    const { catalog } = start([
      artist(1, 'Sleep', { disambiguation: 'US stoner doom metal band' }),
      artist(2, 'Sleep', { disambiguation: 'German techno producer' }),
      artist(3, 'Sleep'),
    ]);
    const common = { catalog: 'musicbrainz', name: 'Sleep' };
    const url = (n: number) => `https://musicbrainz.org/artist/${mbidOf(n)}`;
    const sleep = { ...common, id: mbidOf(1), url: url(1), disambiguation: 'US stoner doom metal band' };
    expect(await catalog.findArtist('Sleep')).toEqual({
      artist: sleep,
      alternatives: [
        { ...common, id: mbidOf(2), url: url(2), disambiguation: 'German techno producer' },
        { ...common, id: mbidOf(3), url: url(3) },
      ],
    });
    expect((await catalog.findArtist(mbidOf(1))).artist).toEqual(sleep);
    expect((await catalog.findArtist(mbidOf(3))).artist).toEqual({ ...common, id: mbidOf(3), url: url(3) });
  });

  it.each([
    ['!!!', 'artist:"!!!"'],
    ['"Weird Al" Yankovic', 'artist:"\\"Weird Al\\" Yankovic"'],
    ['AC/DC', 'artist:"AC/DC"'],
    ['Sunn O)))', 'artist:"Sunn O)))"'],
    ['Back\\slash', 'artist:"Back\\\\slash"'],
    ['Me && You || [Them]: {all}^2*?~', 'artist:"Me && You || [Them]: {all}^2*?~"'],
    ['+/-', 'artist:"+/-"'],
    ['NOT', 'artist:"NOT"'],
    ['__proto__', 'artist:"__proto__"'],
    ['がち', 'artist:"がち"'],
  ])('finds %j', async (name, query) => {
    const { catalog } = start([artist(1, 'Somebody Al'), artist(2, name)]);
    expect((await catalog.findArtist(name)).artist).toMatchObject({ id: mbidOf(2), name });
    expect(asked()).toEqual([`/artist?query=${query}&limit=100&offset=0`]);
  });

  it('finds typographic spellings by those of a keyboard', async () => {
    expect(await found("Destiny's Child", [artist(1, 'Destiny’s Child')])).toEqual(['Destiny’s Child']);
    expect(await found('a-ha', [artist(1, 'a‐ha')])).toEqual(['a‐ha']);
    expect(await found('Guns N\u02bc Roses', [artist(1, "Guns N' Roses")])).toEqual(["Guns N' Roses"]);
    expect(await found('O\u02bcDeath', [artist(1, 'O\u2019Death')])).toEqual(['O\u2019Death']);
  });

  it('finds an alias, before a name that only contains it', async () => {
    const prince = [
      artist(1, 'The Artist Collective'),
      artist(2, 'Prince', { aliases: ['The Artist', 'Prince Rogers Nelson'] }),
      artist(3, 'Somebody Else', { aliases: ['THE ARTIST'] }),
    ];
    expect(await found('The Artist', prince)).toEqual(['Prince', 'Somebody Else']);
    expect(asked()).toHaveLength(2);
    expect(asked()[1]).toBe('/artist?query=alias:"The Artist"&limit=100&offset=0');
  });

  it('takes an exact name before an alias', async () => {
    const artists = [artist(1, 'Prince', { aliases: ['Sleep'] }), artist(2, 'Sleep')];
    expect(await found('Sleep', artists)).toEqual(['Sleep']);
  });

  it.each(['D:A:D', 'st.vincent/david-byrne', 'A.B.C/D', 'will.i.am/fergie', 'mr.children/x', 'www/x'])(
    'takes %j for a name, not for a link',
    async (name) => {
      expect(await found(name, [artist(1, name)])).toEqual([name]);
    },
  );

  it.each([
    ['Beatles', 'The Beatles'],
    ['Simon and Garfunkel', 'Simon & Garfunkel'],
  ])('finds %j as %j, which only punctuation sets apart', async (query, name) => {
    expect(await found(query, [artist(1, `${name} Tribute`), artist(2, name)])).toEqual([name]);
  });

  it('does not look for typing errors in a name that differs in punctuation alone', async () => {
    await found('Beatles', [artist(1, 'The Beatles')]);
    expect(asked()).toHaveLength(2);
  });

  it('finds a name in capitals, which some letters have none of', async () => {
    const city = 'Großstadtgeflüster';
    expect(await found(city.toUpperCase(), [artist(1, `${city} 2`), artist(2, city)])).toEqual([city]);
  });

  it('finds a name with typing errors, and the others of that name', async () => {
    const wizards = [wizard, artist(2, 'Electric Light Orchestra'), artist(3, 'Electric Wizard')];
    expect(await found('Elecrtic Wizzard', wizards)).toEqual(['Electric Wizard', 'Electric Wizard']);
    expect(asked().at(-1)).toBe('/artist?query=artist:(elecrtic~2 AND wizzard~2)&limit=100&offset=0');
  });

  it('spells a name with typing errors in whole syllables', async () => {
    await expect(found('소녀시대', [])).rejects.toMatchObject({ code: 'not-found' });
    expect(asked().at(-1)).toContain('artist:(소녀시대~1)'.normalize('NFC'));
  });

  it.each([
    ['Sun', 'Sun Ra'],
    ['Wizard', 'Electric Wizard'],
    ['中森明菜', '中森明菜トリビュート'],
  ])('does not take %j for %j, and names it', async (query, longer) => {
    await expect(found(query, [artist(1, longer)])).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining(`no artist "${query}". Did you mean "${longer}"?`) as unknown,
    });
  });

  it('finds the name with the same accents, also behind another one and on a later page', async () => {
    const others = Array.from({ length: 150 }, (_, n) => artist(n, `Mana ${n}`));
    expect(await found('Maná', [artist(1000, 'Mana'), ...others, artist(1001, 'Maná')])).toEqual([
      'Maná',
      'Mana',
    ]);
    const aliases = [artist(1, 'X', { aliases: ['Mana'] }), artist(2, 'Y', { aliases: ['Maná'] })];
    expect(await found('Maná', aliases)).toEqual(['Y', 'X']);
  });

  it('says that a name with typing errors is near, and takes none of several', async () => {
    expect(await start([wizard]).catalog.findArtist('Elecrtic Wizzard')).toMatchObject({ isNear: true });
    const several = [wizard, artist(2, 'Electric Wizards')];
    await expect(found('Electric Wizzard', several)).rejects.toThrow(
      'Did you mean "Electric Wizard" or "Electric Wizards"?',
    );
    await expect(found('Jack Jose', [artist(1, 'Jock Josh')])).rejects.toMatchObject({ code: 'not-found' });
  });

  it('reads hundreds of thousands of hits of a page', async () => {
    const { catalog } = start([artist(1, 'Sun')]);
    const hits = Array.from({ length: 200_000 }, (_, n) => ({ id: String(n), name: 'Sun' }));
    server.use(http.get('*/ws/2/artist', () => HttpResponse.json({ count: hits.length, artists: hits })));
    expect((await catalog.findArtist('Sun')).alternatives).toHaveLength(hits.length - 1);
  });

  it('does not guess at a name without words', async () => {
    await expect(found('???', [artist(1, '!!!')])).rejects.toMatchObject({ code: 'not-found' });
    expect(asked()).toHaveLength(2);
  });

  it('looks beyond the first hundred for an exact name, to the five hundredth hit', async () => {
    const suns = Array.from({ length: 600 }, (_, n) => artist(n, `Sun ${n}`));
    const sun = artist(1000, 'Sun');
    expect(await found('Sun', [...suns.slice(0, 250), sun, ...suns.slice(250)])).toEqual(['Sun']);
    expect(asked().map((path) => /offset=\d+/.exec(path)?.[0])).toEqual([
      'offset=0',
      'offset=100',
      'offset=200',
    ]);
    await expect(found('Sun', [...suns, sun])).rejects.toMatchObject({ code: 'not-found' });
  });

  it.each([
    ['https://musicbrainz.org/tag/doom%20metal', 'invalid-input', /artistsOf/],
    [`https://musicbrainz.org/release-group/${mbidOf(1)}`, 'invalid-input', /"release-group".*MBID or URL/],
    ['https://musicbrainz.org/artist/short', 'invalid-input', /short/],
    ['https://musicbrainz.org/artist/%zz', 'invalid-input', /musicbrainz\.org\/artist\/…/],
    ['https://open.spotify.com/artist/0id0000000000000000001', 'invalid-input', /musicbrainz\.org\/artist/],
    ['open.spotify.com/artist/0id0000000000000000001', 'invalid-input', /musicbrainz\.org\/artist/],
    ['spotify:artist:0id0000000000000000001', 'invalid-input', /musicbrainz\.org\/artist/],
    ['SPOTIFY:ARTIST:0id0000000000000000001', 'invalid-input', /musicbrainz\.org\/artist/],
    ['music.apple.com/us/artist/1', 'invalid-input', /musicbrainz\.org\/artist/],
    ['www.deezer.com/artist/1', 'invalid-input', /musicbrainz\.org\/artist/],
    [`https://evilmusicbrainz.org/artist/${mbidOf(1)}`, 'invalid-input', /evil/],
    [' ', 'invalid-input', /^The query is empty/],
    ['Sleep\0', 'invalid-input', /control characters/],
    [`https://musicbrainz.org/artist/${mbidOf(404)}`, 'not-found', /0404/],
    [mbidOf(404), 'not-found', /0404/],
  ])('explains what is wrong with %j', async (query, code, message) => {
    const { catalog } = start([wizard]);
    const error: unknown = await catalog.findArtist(query).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) as unknown });
    expect(asked().filter((path) => path.includes('query='))).toEqual([]);
  });
});

describe('albums', () => {
  const albumsOf = async (releaseGroups: FakeReleaseGroup[], limit: number, settings = {}) => {
    const { catalog, coverArtUrl } = start([{ ...wizard, releaseGroups }], settings);
    const { artist: found } = await catalog.findArtist(wizard.id);
    return { albums: await takeAlbums(catalog, found, limit), coverArtUrl };
  };
  const titles = (albums: readonly Album[]) => albums.map(({ title }) => title);

  it('asks for official albums, and for the art of no more of them than it needs', async () => {
    const none = { art: false };
    await albumsOf([group(1), group(2, none), group(3, none), group(4), group(5), group(6)], 3);
    expect(asked().slice(1)).toEqual([
      `/release-group?artist=${wizard.id}&type=album&release-group-status=website-default&limit=100&offset=0`,
      ...[1, 2, 3, 4, 5].map((n) => `/release-group/${group(n).id}`),
    ]);
  });

  it('goes on until ten covers are there, past albums that have none', async () => {
    const sparse = Array.from({ length: 60 }, (_, n) => group(n, { art: n % 5 === 4 }));
    const { albums } = await albumsOf(sparse, 10);
    expect(albums).toHaveLength(50);
    expect(albums.filter(({ cover }) => cover)).toHaveLength(10);
  });

  it('gives titles, years and covers of 500 pixels, oldest first', async () => {
    const { albums, coverArtUrl } = await albumsOf(
      [
        group(1, { 'first-release-date': '', title: 'Undated' }),
        group(2, { 'first-release-date': '1994-09-01', title: 'September' }),
        group(3, { 'first-release-date': '1994', title: 'Some time', art: false }),
        group(4, { 'first-release-date': '1994-01', title: 'January', art: false }),
        group(5, { 'first-release-date': '1994-01', title: 'Another' }),
      ],
      9,
    );
    const cover = (n: number) => ({
      album: group(n).id,
      url: `${coverArtUrl}/release-group/${group(n).id}/front-500`,
    });
    expect(albums).toEqual([
      { id: group(3).id, title: 'Some time', year: 1994 },
      { id: group(5).id, title: 'Another', year: 1994, cover: cover(5) },
      { id: group(4).id, title: 'January', year: 1994 },
      { id: group(2).id, title: 'September', year: 1994, cover: cover(2) },
      { id: group(1).id, title: 'Undated', cover: cover(1) },
    ]);
    const image = await fetch(cover(5).url);
    expect([image.status, image.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  });

  it('leaves out what is not of the types it was given, and bootlegs', async () => {
    const mixed = [
      group(1, { 'primary-type': 'EP' }),
      group(2, { 'secondary-types': ['Live'] }),
      group(3, { 'secondary-types': ['Live', 'Mixtape/Street'] }),
      group(4, { 'primary-type': 'Single' }),
      group(5, { bootleg: true }),
      group(6),
    ];
    expect(titles((await albumsOf(mixed, 9)).albums)).toEqual(['Album 6']);
    const types = { primaryTypes: ['album', 'ep'], secondaryTypes: ['live'] };
    expect(titles((await albumsOf(mixed, 9, types)).albums)).toEqual(['Album 1', 'Album 2', 'Album 6']);
    expect(asked().at(-4)).toContain('type=album|ep');
  });

  it('refuses the artist of another catalog', async () => {
    const { catalog } = start();
    for (const stranger of [
      { catalog: 'folder', id: mbidOf(1), name: 'A' },
      { catalog: 'musicbrainz', id: '../me', name: 'B' },
    ])
      await expect(takeAlbums(catalog, stranger, 1)).rejects.toMatchObject({ code: 'invalid-input' });
    expect(asked()).toEqual([]);
  });

  it('says not-found for an artist that is gone', async () => {
    const gone = { catalog: 'musicbrainz', id: mbidOf(404), name: 'Gone' };
    await expect(takeAlbums(start().catalog, gone, 1)).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('Gone') as unknown,
    });
  });
});

describe('artistsOf', () => {
  const list = async (source: string, artists: FakeMusicBrainzArtist[], settings = {}) => {
    const names: string[] = [];
    for await (const { name, id } of start(artists, settings).catalog.artistsOf(source)) {
      expect(isMbid(id)).toBe(true);
      names.push(name);
    }
    return names;
  };

  it('orders by votes for the tag, then by its part in the votes, then as MusicBrainz does', async () => {
    const artists = [doomy(1, 2), doomy(2, 3, 30), doomy(3, 3, 3), doomy(4, 9, 90, -5), doomy(5, 3, 1, 2)];
    expect(await list('doom metal', artists)).toEqual([4, 3, 5, 2, 1].map((n) => `Doomed ${n}`));
  });

  it('reads all pages, and lists once whom two pages bring', async () => {
    const artists = Array.from({ length: 250 }, (_, n) => doomy(n, n));
    const names = await list('Doom Metal', [...artists, ...artists.slice(0, 50)]);
    expect(names).toEqual(Array.from({ length: 249 }, (_, n) => `Doomed ${249 - n}`));
    expect(asked()).toEqual(
      [0, 100, 200].map((offset) => `/artist?query=tag:"Doom Metal"&limit=100&offset=${offset}`),
    );
  });

  it('reads no more than it was told to', async () => {
    const artists = Array.from({ length: 250 }, (_, n) => doomy(n, 1));
    expect(await list('doom metal', artists, { artistsPerTag: 150 })).toHaveLength(150);
  });

  it('tells the tag from longer ones, from those that were voted down, and hyphens from nothing', async () => {
    const tagged = (n: number, name: string, count: number) =>
      artist(n, `${name} ${count}`, { tags: [{ name, count }] });
    const artists = [
      tagged(1, 'epic hip hop', 9),
      tagged(2, 'hip hop', 0),
      tagged(3, 'hip hop', -1),
      tagged(4, 'hip hop', 1),
      tagged(5, 'hip-hop', 2),
      artist(7, 'both', {
        tags: [
          { name: 'hip hop', count: 2 },
          { name: 'Hip-Hop', count: 1 },
        ],
      }),
    ];
    expect(await list('Hip-Hop', artists)).toEqual(['both', 'hip-hop 2', 'hip hop 1']);
  });

  it('leaves out stand-ins for unknown artists and for too many', async () => {
    const tags = [{ name: 'folk', count: 90 }];
    const artists = [
      { id: '89ad4ac3-39f7-470e-963a-56509c546377', name: 'Various Artists', tags },
      { id: '9be7f096-97ec-4615-8957-8d40b5dcbc41', name: '[traditional]', tags },
      { id: '125ec42a-7229-4250-afc5-e057484327fe', name: '[unknown]', tags },
      { id: '66ea0139-149f-4a0c-8fbf-5ea9ec4a6e49', name: '[Disney]', tags },
      ...[
        'Christmas music',
        'classical music',
        'soundtrack',
        'theatre',
        'church chimes',
        'nature sounds',
      ].map((name, at) => artist(10 + at, `[${name}]`, { tags })),
      ...['no artist', 'language instruction', 'news report', 'anonymous', 'data', 'dialogue'].map(
        (name, at) => artist(30 + at, `[${name}]`, { tags }),
      ),
      artist(1, '[spunge]', { tags }),
      artist(2, '[x] Rx', { tags }),
    ];
    expect(await list('folk', artists)).toEqual(['[spunge]', '[x] Rx']);
  });

  it('leaves out a name in brackets of the type "Other"', async () => {
    const { catalog } = start();
    const hit = (id: number, type: string) => ({
      id: mbidOf(id),
      name: '[abc]',
      type,
      tags: [{ name: 'folk', count: 1 }],
    });
    const hits = [hit(1, 'Other'), hit(2, 'Group')];
    server.use(http.get('*/ws/2/artist', () => HttpResponse.json({ count: 2, artists: hits })));
    const ids: string[] = [];
    for await (const { id } of catalog.artistsOf('folk')) ids.push(id);
    expect(ids).toEqual([mbidOf(2)]);
  });

  it('takes the URL of a tag', async () => {
    expect(await list('https://musicbrainz.org/tag/doom%20metal', [doomy(1, 1)])).toEqual(['Doomed 1']);
    expect(await list('musicbrainz.org/tag/doom+metal/artist', [doomy(1, 1)])).toEqual(['Doomed 1']);
  });

  it('escapes a tag', async () => {
    const tags = [{ name: 'so-called "music" \\m/', count: 1 }];
    expect(await list('so-called "music" \\m/', [artist(1, 'A', { tags })])).toEqual(['A']);
  });

  it.each([
    ['a tag that no artist has', 'no such thing', 'not-found', /"no such thing"/],
    ['an artist', `https://musicbrainz.org/artist/${mbidOf(1)}`, 'invalid-input', /tag/],
    [
      'a playlist',
      'https://open.spotify.com/playlist/1',
      'invalid-input',
      /is not a known form of a MusicBrainz URL/,
    ],
    ['nothing', ' ', 'invalid-input', /tag/],
    ['NUL', 'doom\0', 'invalid-input', /control characters/],
  ])('explains why it cannot list %s', async (_, source, code, message) => {
    await expect(list(source, [doomy(1, 1)])).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as unknown,
    });
  });
});
