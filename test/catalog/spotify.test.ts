import { takeAlbums } from '../../src/catalog/take-albums.ts';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { sameName } from '../../src/catalog/names.ts';
import type { FakeAlbum, FakeArtist } from '../../src/testing/msw/spotify.ts';
import { spotifyId, useSpotify } from '../msw/use-spotify.ts';
import { catalogChecks } from '../../src/testing/catalog.ts';
import { runChecks } from '../checks.ts';

const { server, start, asked, contract, requests } = await useSpotify();

const image = (name: string) =>
  [640, 300, 64].map((size) => ({
    url: `https://i.scdn.co/image/${name}-${size}`,
    width: size,
    height: size,
  }));

const album = (n: number, fields: Partial<FakeAlbum> = {}): FakeAlbum => ({
  id: spotifyId(1000 + n),
  name: `Album ${n}`,
  release_date: `${1970 + n}-07-02`,
  images: image(String(n)),
  ...fields,
});

const artist = (n: number, name: string, albums: FakeAlbum[] = []): FakeArtist => ({
  id: spotifyId(n),
  name,
  albums,
});

/** 23 albums on three pages; some share a cover, one has none. 20 distinct covers. */
const wizard = artist(
  1,
  'Electric Wizard',
  Array.from({ length: 23 }, (_, n) =>
    album(n, n === 3 ? { images: [] } : n === 4 || n === 15 ? { images: image('2') } : {}),
  ),
);

const track = (...names: string[]) => ({
  type: 'track',
  is_local: false,
  artists: names.map((name, at) => ({ id: spotifyId(Number(name)), name: `Artist ${name}`, at })),
});

const playlist = {
  id: spotifyId(77),
  entries: [
    ...Array.from({ length: 60 }, (_, n) => ({ is_local: false, item: track(String(1 + (n % 30)), '99') })),
    { track: track('31') },
    { item: track('31', '98') },
    null,
    { item: null },
    { item: { ...track('90'), type: 'episode' } },
    { is_local: true, item: { type: 'track', artists: [{ id: null, name: 'Home recording' }] } },
    { item: { ...track('91'), is_local: true } },
    { item: { type: 'track', artists: [] } },
    { item: { type: 'track', artists: [{ id: '0LyfQWJT6nXafLPZqxe9Of', name: 'Various Artists' }] } },
  ],
};

describe('SpotifyCatalog keeps the contract of catalogs', () => {
  const subject = {
    create: () =>
      start({
        artists: [
          artist(2, 'Wizard'),
          wizard,
          ...[3, 4, 5].map((n) => artist(n, 'Sleep')),
          ...Array.from({ length: 31 }, (_, n) => artist(100 + n, `Artist ${n}`)),
        ],
        playlists: [playlist],
        userToken: 'user-token',
      }).catalog,
    known: {
      name: 'Electric Wizard',
      also: [
        wizard.id,
        `spotify:artist:${wizard.id}`,
        `SPOTIFY:ARTIST:${wizard.id}`,
        `HTTPS://OPEN.SPOTIFY.COM/ARTIST/${wizard.id}`,
        `https://open.spotify.com/artist/${wizard.id}?si=abc`,
        `https://open.spotify.com/intl-de/artist/${wizard.id}`,
        `open.spotify.com/artist/${wizard.id}/discography/all`,
        `  electric   WIZARD `,
        'Eléctric Wizard',
      ],
      covers: 20,
    },
    ambiguous: { name: 'Sleep', artists: 3 },
    unknown: 'Qqqq Zzzz',
    source: { name: `https://open.spotify.com/playlist/${playlist.id}?si=1`, artists: 31 },
  };
  runChecks(catalogChecks(subject));
});

describe('findArtist', () => {
  it('takes an exact name before the first hit, and asks once for it', async () => {
    const { catalog } = start({ artists: [artist(1, 'Low Roar'), artist(2, 'Lów'), artist(3, 'Low')] });
    const { artist: found, alternatives } = await catalog.findArtist('low');
    expect(found.id).toBe(spotifyId(3));
    expect(alternatives.map(({ name }) => name)).toEqual(['Lów']);
    expect(asked()).toEqual(['/search?q=artist:"low"&type=artist&limit=10']);
    expect(found.url).toBe(`https://open.spotify.com/artist/${found.id}`);
  });

  it.each([
    ['Jay Z', 'JAY-Z'],
    ['Beatles', 'The Beatles'],
    ['Simon and Garfunkel', 'Simon & Garfunkel'],
  ])('finds %j as %j, which only punctuation sets apart', async (query, name) => {
    const { catalog } = start({ artists: [artist(1, `${name} Tribute`), artist(2, name)] });
    expect((await catalog.findArtist(query)).artist.name).toBe(name);
  });

  it('takes the only near name for a name with a typing error, and says so', async () => {
    const { catalog } = start({ artists: [artist(2, 'Electric Light Orchestra'), wizard] });
    const { artist: found, alternatives, isNear } = await catalog.findArtist('Elecrtic Wizzard');
    expect([found.name, alternatives, isNear]).toEqual(['Electric Wizard', [], true]);
  });

  it.each([
    ['ano', 'Another Artist'],
    ['Sleep Now', 'Sleep Token'],
    ['Jack Jose', 'Jack Johnson'],
  ])("does not take Spotify's first hit for %j, and suggests it", async (query, name) => {
    const { catalog } = start();
    const items = [{ id: spotifyId(1), name }];
    server.use(
      http.get('https://api.spotify.com/v1/search', () => HttpResponse.json({ artists: { items } })),
    );
    await expect(catalog.findArtist(query)).rejects.toMatchObject({
      code: 'not-found',
      message: `Spotify has no artist "${query}". Did you mean "${name}"?`,
    });
  });

  it('searches with plain signs, which Spotify splits into words as people do', async () => {
    const { catalog } = start({ artists: [artist(1, 'Guns N\u2019 Roses')] });
    const { artist: found } = await catalog.findArtist('Guns N\u02bc Roses');
    expect(found.name).toBe('Guns N\u2019 Roses');
    expect(asked()).toEqual(['/search?q=artist:"Guns+N\'+Roses"&type=artist&limit=10']);
  });

  it.each(['!!!', '"Weird Al" Yankovic', 'AC/DC', 'Sunn O)))', '__proto__', 'がち', '-1'])(
    'finds %j',
    async (name) => {
      const { catalog } = start({ artists: [artist(1, 'Somebody Al'), artist(2, name)] });
      expect((await catalog.findArtist(name)).artist).toMatchObject({ id: spotifyId(2), name });
    },
  );

  it('keeps apart what other scripts tell apart by marks', () => {
    expect(sameName('か', 'が')).toBe(false);
    expect(sameName('Motörhead', 'MOTORHEAD')).toBe(true);
  });

  it('takes 22 letters for an id first, and for a name then', async () => {
    const { catalog } = start({ artists: [artist(1, 'Abcdefghijklmnopqrstuv')] });
    expect((await catalog.findArtist('abcdefghijklmnopqrstuv')).artist.id).toBe(spotifyId(1));
    expect(asked()[0]).toBe('/artists/abcdefghijklmnopqrstuv');
  });

  it.each([
    [`https://open.spotify.com/playlist/${spotifyId(1)}`, 'invalid-input', /artistsOf/],
    [`spotify:user:me:playlist:${spotifyId(1)}`, 'invalid-input', /artistsOf/],
    [`https://open.spotify.com/album/${spotifyId(1)}`, 'invalid-input', /"album".*name, id or URL/],
    ['https://spotify.link/abc', 'invalid-input', /To expand a shortened URL/],
    ['https://example.org/artist/0id0000000000000000001', 'invalid-input', /open\.spotify\.com/],
    ['https://open.spotify.com/artist/short', 'invalid-input', /short/],
    [' ', 'invalid-input', /^The query is empty/],
    ['Sleep\0', 'invalid-input', /control characters/],
    [`https://open.spotify.com/artist/${spotifyId(404)}`, 'not-found', /0id0.*404/],
    [`spotify:artist:${spotifyId(404)}`, 'not-found', /0id0.*404/],
  ])('explains what is wrong with %j', async (query, code, message) => {
    const { catalog } = start({ artists: [wizard] });
    const error: unknown = await catalog.findArtist(query).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) as unknown });
    expect(asked().filter((path) => path.startsWith('/search'))).toEqual([]);
  });
});

describe('albums', () => {
  const wizardAlbums = async (limit: number, settings = {}, albums = wizard.albums ?? []) => {
    const { catalog } = start({ artists: [{ ...wizard, albums }] }, settings);
    const { artist: found } = await catalog.findArtist(wizard.id);
    return takeAlbums(catalog, found, limit);
  };

  it('asks for pages of ten, of albums alone, and for none too many', async () => {
    await wizardAlbums(9);
    // Two covers among the first ten are not new, so a second page is needed for nine.
    expect(asked().slice(1)).toEqual([
      `/artists/${wizard.id}/albums?include_groups=album&limit=10`,
      `/artists/${wizard.id}/albums?include_groups=album&limit=10&offset=10`,
    ]);
  });

  it('sends the market and the groups it was given', async () => {
    const mixed = [album(1, { group: 'single' }), album(2), album(3, { group: 'appears_on' })];
    const found = await wizardAlbums(9, { market: 'DE', includeGroups: ['album', 'single'] }, mixed);
    expect(found.map(({ title }) => title)).toEqual(['Album 1', 'Album 2']);
    expect(asked()[1]).toContain('include_groups=album,single&market=DE');
  });

  it('reads years, titles and the largest image', async () => {
    const unknown = [
      { url: 'https://i.scdn.co/image/first', width: null, height: null },
      { url: 'https://i.scdn.co/image/second', width: 640, height: 640 },
    ];
    const found = await wizardAlbums(9, {}, [
      album(0, { release_date: '1971', images: image('a').reverse() }),
      album(1, { release_date: '1971-07', images: unknown }),
      album(2, { release_date: '0000', name: '', images: [] }),
    ]);
    expect(found).toEqual([
      {
        id: spotifyId(1000),
        title: 'Album 0',
        year: 1971,
        cover: { url: 'https://i.scdn.co/image/a-640', album: spotifyId(1000) },
      },
      {
        id: spotifyId(1001),
        title: 'Album 1',
        year: 1971,
        cover: { url: 'https://i.scdn.co/image/first', album: spotifyId(1001) },
      },
      { id: spotifyId(1002), title: '' },
    ]);
  });

  it('refuses the artist of another catalog', async () => {
    const { catalog } = start();
    for (const stranger of [
      { catalog: 'folder', id: spotifyId(1), name: 'A' },
      { catalog: 'spotify', id: '../me', name: 'B' },
    ])
      await expect(takeAlbums(catalog, stranger, 1)).rejects.toMatchObject({ code: 'invalid-input' });
    expect(asked()).toEqual([]);
  });
});

describe('artistsOf', () => {
  const list = async (source: string, token?: string) => {
    const { catalog } = start({
      playlists: [playlist],
      ...(token === undefined ? {} : { userToken: token }),
    });
    const names: string[] = [];
    for await (const { name } of catalog.artistsOf(source)) names.push(name);
    return names;
  };

  it('lists main artists, of tracks alone, over all pages', async () => {
    const names = await list(`spotify:playlist:${playlist.id}`, 'token');
    expect(names).toEqual(Array.from({ length: 31 }, (_, n) => `Artist ${1 + n}`));
    expect(asked()).toEqual([
      `/playlists/${playlist.id}/items?limit=50`,
      `/playlists/${playlist.id}/items?limit=50&offset=50`,
    ]);
  });

  it.each([
    [
      'a playlist that the owner of the token does not own',
      playlist.id,
      'unauthorized',
      /accessToken.*names/,
    ],
    ["a playlist of Spotify's own", '37i9dQZF1DX0000000000A', 'not-found', /Spotify's own.*names/],
    ['an artist', `spotify:artist:${wizard.id}`, 'invalid-input', /playlist/],
    ['a name', 'doom metal', 'invalid-input', /playlist/],
  ])('explains why it cannot list %s', async (_, source, code, message) => {
    await expect(list(source)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as unknown,
    });
  });
});

describe.skipIf(!contract)("Spotify's description of its API", () => {
  it.each([
    ['/search?q=a&type=artist&limit=10', undefined],
    ['/search?q=a&type=artist&limit=11', /limit=11 is above 10/],
    ['/search?q=a&type=band', /type=band is not of/],
    ['/search?type=artist', /lacks q/],
    [`/artists/${spotifyId(1)}/albums?limit=20`, /above 10/],
    [`/artists/${spotifyId(1)}/albums?include_groups=album,eps`, /include_groups/],
    [`/artists/${spotifyId(1)}/albums?groups=album`, /knows no parameter groups/],
    [`/artists/${spotifyId(1)}/top-tracks?market=DE`, /deprecated/],
    [`/playlists/${spotifyId(1)}/tracks`, /deprecated/],
    ['/nothing', /no path/],
  ])('has this to say of %s: %s', (path, complaint) => {
    const found = contract?.(new Request(`https://api.spotify.com/v1${path}`)).join();
    expect(found).toMatch(complaint ?? /^$/);
  });

  it('sees the requests of these tests', async () => {
    const { catalog } = start({ artists: [wizard] });
    await catalog.findArtist(wizard.name);
    expect(requests.map(({ url }) => new URL(url).host)).toEqual(['accounts.spotify.com', 'api.spotify.com']);
  });
});
