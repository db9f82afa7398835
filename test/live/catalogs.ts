import { randomUUID } from 'node:crypto';
import { type Catalog, MusicBrainzCatalog, SpotifyCatalog, takeAlbums } from 'spotitags';
import { FakeMusicBrainz, FakeSpotify } from 'spotitags/testing/msw';
import { failsWith } from './run-live.ts';
import type { LiveCall, LiveService } from './service.ts';

const known = 'Electric Wizard';
const unknown = 'zqxjkvbw qzwvxkjb';

/** What each catalog promises, of an artist with a few albums. */
async function checkCatalog(catalog: Catalog, { counter, check }: LiveCall): Promise<void> {
  const { artist } = await catalog.findArtist(known, { counter });
  check('finds an artist by its exact name', artist.name === known);
  const byId = await catalog.findArtist(artist.id, { counter });
  check('finds the same artist by its id', byId.artist.id === artist.id && byId.artist.name === known);
  const albums = await takeAlbums(catalog, artist, 2, { counter });
  const covers = albums.flatMap(({ cover }) => cover?.url ?? []);
  check(
    'gives albums with covers that have an https URL',
    covers.length >= 2 && covers.every((url) => url.startsWith('https://')),
  );
  check(
    'gives each album an id, a title and a year or none',
    albums.every(({ id, title, year }) => id !== '' && title !== '' && (year === undefined || year > 1900)),
  );
  check(
    'does not guess an artist for letters without a sense',
    await failsWith('not-found', () => catalog.findArtist(unknown, { counter })),
  );
}

const spotify: LiveService = {
  name: 'Spotify',
  needs: ['SPOTIFY_CLIENT_ID', 'SPOTIFY_CLIENT_SECRET'],
  requests: 15,
  images: 0,
  costs: 'Free.',
  standIn: () => {
    const [clientId, clientSecret] = [randomUUID(), randomUUID()];
    const albums = Array.from({ length: 3 }, (_, n) => ({
      id: `0album${String(n).padStart(16, '0')}`,
      name: `Album ${n}`,
      release_date: '1997-01-01',
      images: [{ url: `https://i.scdn.co/image/${n}`, width: 640, height: 640 }],
    }));
    const artists = [{ id: '0artist000000000000000', name: known, albums }];
    return {
      handlers: new FakeSpotify({ artists, clientId, clientSecret }).handlers,
      env: { SPOTIFY_CLIENT_ID: clientId, SPOTIFY_CLIENT_SECRET: clientSecret },
      options: { requestsPerSecond: 1000 },
    };
  },
  async run(call) {
    const { env, options, check, counter } = call;
    const clientId = env['SPOTIFY_CLIENT_ID'] ?? '';
    const catalog = new SpotifyCatalog({
      ...{ clientId, clientSecret: env['SPOTIFY_CLIENT_SECRET'] ?? '' },
      ...options,
    });
    const refused = new SpotifyCatalog({ clientId, clientSecret: 'wrong', ...options });
    try {
      await checkCatalog(catalog, call);
      const isRefused = await failsWith('unauthorized', () => refused.findArtist(known, { counter }));
      check('says that a secret is wrong', isRefused);
    } finally {
      await catalog.close();
      await refused.close();
    }
  },
};

const musicBrainz: LiveService = {
  name: 'MusicBrainz and Cover Art Archive',
  needs: ['MUSICBRAINZ_CONTACT'],
  requests: 60,
  images: 0,
  costs: 'Free. It takes about a minute, at one request per second.',
  standIn: () => {
    const host = `${randomUUID()}.test`;
    const mbid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
    const releaseGroups = [1, 2, 3].map((n) => ({
      ...{ id: mbid(n), title: `Album ${n}` },
      'first-release-date': '1997',
    }));
    const artist = { id: mbid(9), name: known, tags: [{ name: 'doom metal', count: 9 }], releaseGroups };
    const urls = { apiUrl: `https://${host}/ws/2`, coverArtUrl: `https://covers.${host}` };
    return {
      handlers: new FakeMusicBrainz({ ...urls, artists: [artist] }).handlers,
      env: { MUSICBRAINZ_CONTACT: 'you@example.org' },
      options: { ...urls, requestsPerSecond: 1000, coverArtRequestsPerSecond: 1000 },
    };
  },
  async run(call) {
    const { env, options, check, counter } = call;
    const contact = env['MUSICBRAINZ_CONTACT'] ?? '';
    const catalog = new MusicBrainzCatalog({ contact, artistsPerTag: 100, ...options });
    try {
      await checkCatalog(catalog, call);
      const ids: string[] = [];
      for await (const { id } of catalog.artistsOf('doom metal', { counter })) ids.push(id);
      check('lists artists of a genre, each once', ids.length > 0 && new Set(ids).size === ids.length);
    } finally {
      await catalog.close();
    }
  },
};

export const catalogs: readonly LiveService[] = [spotify, musicBrainz];
