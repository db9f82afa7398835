import { type Catalog, memoryStore, MusicBrainzCatalog, SpotifyCatalog } from 'spotitags';
import { describe, expect, it } from 'vitest';
import { journalCatalog } from '../../src/collection/journal.ts';
import { Budget } from '../../src/run/budget.ts';
import { listOf } from '../fuzz/mutations.ts';

const pages = 6;
const perPage = 3;
const spotifyId = (number: number) => String(number).padStart(22, '0');
const mbid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const numbersOf = (page: number) => Array.from({ length: perPage }, (_, at) => page * perPage + at);

/** A service whose list has six pages. `broken` pages have another shape. */
function service(answer: (url: URL) => unknown) {
  const asked: string[] = [];
  const broken = new Set<string>();
  const fetch = (input: unknown) => {
    const url = new URL(String(input));
    if (url.pathname === '/api/token') {
      return Promise.resolve(Response.json({ access_token: 'token', expires_in: 3600 }));
    }
    asked.push(url.href);
    return Promise.resolve(Response.json(broken.has(url.href) ? { items: 7 } : answer(url)));
  };
  return { asked, broken, fetch };
}

const spotify = () => {
  const api = 'https://api.spotify.com/v1/playlists';
  const fake = service((url) => {
    const page = Number(url.searchParams.get('page') ?? 0);
    const next = page + 1 < pages ? `${api}/${spotifyId(1)}/items?page=${page + 1}` : null;
    const items = numbersOf(page).map((number) => ({
      item: { type: 'track', artists: [{ id: spotifyId(number), name: `Artist ${number}` }] },
    }));
    return { items, next };
  });
  const catalog = new SpotifyCatalog({
    accessToken: () => Promise.resolve('token'),
    fetch: fake.fetch,
    requestsPerSecond: 1000,
  });
  return { ...fake, catalog, list: `spotify:playlist:${spotifyId(1)}` };
};

const musicBrainz = () => {
  const fake = service((url) => {
    const page = Number(url.searchParams.get('offset')) / perPage;
    const artists = numbersOf(page).map((number) => ({
      id: mbid(number),
      name: `Artist ${number}`,
      tags: [{ name: 'doom metal', count: 2 }],
    }));
    return { count: pages * perPage, artists };
  });
  const catalog = new MusicBrainzCatalog({
    contact: 'me@example.org',
    apiUrl: 'https://mb.test/ws/2',
    fetch: fake.fetch,
    requestsPerSecond: 1000,
  });
  return { ...fake, catalog, list: 'doom metal' };
};

describe.each([
  ['a playlist of Spotify', spotify],
  ['a tag of MusicBrainz', musicBrainz],
])('%s that was interrupted', (_, start) => {
  const read = (catalog: Catalog, list: string, requests: number) => {
    if (!catalog.artistsOf) throw new Error('The journal dropped artistsOf.');
    const counter = new Budget({ catalogRequests: requests }).catalogCounter;
    return listOf(catalog.artistsOf(list, { counter }));
  };

  it('continues after its last complete page, so that a small budget gets through', async () => {
    const { asked, catalog, list } = start();
    const journal = journalCatalog(catalog, memoryStore(), 'run:');
    let runs = 0;
    let artists: unknown[] = [];
    while (artists.length === 0 && runs < 20) {
      runs += 1;
      artists = await read(journal, list, 2).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'over-budget' });
        return [];
      });
    }
    expect(artists).toHaveLength(pages * perPage);
    expect(artists).toEqual(await listOf(catalog.artistsOf(list)));
    // Each page at most twice: the last page of an interrupted run is asked for again.
    expect(asked.length - pages).toBeLessThanOrEqual(pages * 2);
    expect(runs).toBeLessThanOrEqual(pages);
  });

  it('asks again for a page that could not be read', async () => {
    const { asked, broken, catalog, list } = start();
    const journal = journalCatalog(catalog, memoryStore(), 'run:');
    await expect(read(journal, list, 2)).rejects.toMatchObject({ code: 'over-budget' });
    const [, second = ''] = asked;
    broken.add(second);
    await read(journal, list, 2).catch(() => undefined);
    broken.clear();
    expect(await read(journal, list, 20)).toHaveLength(pages * perPage);
  });
});
