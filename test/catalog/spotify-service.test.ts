import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { http, HttpResponse } from 'msw';
import { SpotiTagsError, takeAlbums } from 'spotitags';
import { describe, expect, it } from 'vitest';
import { SpotifyCatalog } from '../../src/catalog/spotify/spotify-catalog.ts';
import { spotifyId, useSpotify } from '../msw/use-spotify.ts';

const { server, start, asked, requests } = await useSpotify();

const api = 'https://api.spotify.com/v1';
const low = { id: spotifyId(1), name: 'Low', albums: [] };
const lowArtist = { catalog: 'spotify', id: low.id, name: low.name };

const recorded = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`../fixtures/${name}`, import.meta.url), 'utf8'));

async function failure(promise: Promise<unknown>): Promise<SpotiTagsError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (!SpotiTagsError.isInstance(error)) throw new Error(`expected a SpotiTagsError, got ${String(error)}`);
  return error;
}

describe('pages', () => {
  const follow = (next: string) => {
    const { catalog } = start();
    server.use(http.get(`${api}/artists/:id/albums`, () => HttpResponse.json({ items: [], next })));
    return failure(takeAlbums(catalog, lowArtist, 5));
  };

  it('that lead to another host are not followed', async () => {
    const error = await follow('https://evil.test/v1/artists?offset=10');
    expect(error.code).toBe('service');
    expect(error.message).toContain('same host');
    expect(requests.some(({ url }) => url.includes('evil'))).toBe(false);
  });

  it("that name Spotify's host behind a proxy are asked of the proxy", async () => {
    const proxy = `https://${randomUUID()}.test/spotify`;
    const { catalog } = start({}, { apiUrl: proxy });
    const item = (n: number) => ({ id: spotifyId(n), name: `Album ${n}`, images: [] });
    const next = `${api}/artists/${low.id}/albums?offset=10&limit=10`;
    server.use(
      http.get(`${proxy}/artists/:id/albums`, ({ request }) => {
        const isSecond = new URL(request.url).searchParams.get('offset') === '10';
        return HttpResponse.json(isSecond ? { items: [item(2)], next: null } : { items: [item(1)], next });
      }),
    );
    expect((await takeAlbums(catalog, lowArtist, 5)).map(({ id }) => id)).toEqual([
      spotifyId(1),
      spotifyId(2),
    ]);
    expect(asked()).toEqual([]);
  });

  it('that go round in circles come to an end', async () => {
    const error = await follow(`${api}/artists/${low.id}/albums?include_groups=album&limit=10`);
    expect(error.message).toContain('Its list of pages does not end.');
    expect(asked()).toHaveLength(1);
  });

  it('that bring an album again bring it once', async () => {
    const { catalog } = start();
    const item = { id: spotifyId(5), name: 'Trust', images: [{ url: 'https://i.scdn.co/image/a' }] };
    server.use(
      http.get(`${api}/artists/:id/albums`, ({ request }) => {
        const next = request.url.includes('offset') ? null : `${request.url}&offset=10`;
        return HttpResponse.json({ items: [item, null], next });
      }),
    );
    expect(await takeAlbums(catalog, lowArtist, 5)).toHaveLength(1);
  });
});

describe('what other apps and former years answer', () => {
  it('an artist with followers and genres', async () => {
    const { catalog } = start();
    const body = await recorded('spotify-artist.pre-2026.json');
    server.use(http.get(`${api}/artists/:id`, () => HttpResponse.json(body as object)));
    expect((await catalog.findArtist('spotify:artist:0TnOYISbd1XYRBk9myaseg')).artist).toEqual({
      catalog: 'spotify',
      id: '0TnOYISbd1XYRBk9myaseg',
      name: 'Pitbull',
      url: 'https://open.spotify.com/artist/0TnOYISbd1XYRBk9myaseg',
    });
  });

  it('playlist entries with `track`', async () => {
    const { catalog } = start({ userToken: 'token' });
    const body = await recorded('spotify-playlist-items-tracks.pre-2026.json');
    server.use(http.get(`${api}/playlists/:id/items`, () => HttpResponse.json(body as object)));
    const names: string[] = [];
    for await (const { name } of catalog.artistsOf(spotifyId(1))) names.push(name);
    expect(names).toEqual(['Royal Blood', 'Tigercub']);
  });

  it('null or absent genres, images, dates and urls', async () => {
    const { catalog } = start();
    server.use(
      http.get(`${api}/search`, () =>
        HttpResponse.json({
          artists: { items: [null, { id: low.id, name: 'Low', genres: null, images: null }] },
        }),
      ),
      http.get(`${api}/artists/:id/albums`, () =>
        HttpResponse.json({
          items: [
            { id: 'a', name: null, images: null },
            { id: 'b', name: 'B' },
          ],
        }),
      ),
    );
    expect((await catalog.findArtist('Low')).artist).toEqual(lowArtist);
    expect(await takeAlbums(catalog, lowArtist, 5)).toEqual([
      { id: 'a', title: '' },
      { id: 'b', title: 'B' },
    ]);
  });
});

describe('refusals', () => {
  const answer = (path: string, response: () => Response) => {
    server.use(http.get(api + path, response));
  };

  it('an empty 403 says what it means', async () => {
    const { catalog } = start();
    answer('/search', () => new HttpResponse(null, { status: 403 }));
    expect(await failure(catalog.findArtist('Low'))).toMatchObject({
      code: 'unauthorized',
      retryable: false,
    });
  });

  it('a page that is not JSON is quoted', async () => {
    const { catalog } = start();
    answer('/search', () => HttpResponse.html('<html>Log in to the Wi-Fi</html>'));
    const error = await failure(catalog.findArtist('Low'));
    expect(error.code).toBe('service');
    expect(error.message).toContain('Log in to the Wi-Fi');
  });

  it('a cooldown of the albums leaves the search alone', async () => {
    const { catalog } = start({ artists: [low] });
    answer('/artists/:id/albums', () =>
      HttpResponse.json(
        { error: { status: 429, message: 'Too many', reason: 'QUOTA_EXCEEDED' } },
        { status: 429, headers: { 'retry-after': '86400' } },
      ),
    );
    for (let call = 0; call < 2; call += 1) {
      const error = await failure(takeAlbums(catalog, lowArtist, 5));
      expect(error).toMatchObject({ code: 'rate-limited', retryable: true });
      expect(error.retryAt).toBeGreaterThan(Date.now() + 86_000_000);
    }
    expect((await catalog.findArtist('Low')).artist.name).toBe('Low');
    expect(asked().filter((path) => path.includes('/albums'))).toHaveLength(1);
  });

  it('a used-up quota without a time is not asked again', async () => {
    const { catalog } = start();
    answer('/search', () =>
      HttpResponse.json({ error: { status: 429, message: 'x', reason: 'QUOTA_EXCEEDED' } }, { status: 429 }),
    );
    const error = await failure(catalog.findArtist('Low'));
    expect(error).toMatchObject({ code: 'rate-limited', retryable: true });
    expect(error.message).toContain('QUOTA_EXCEEDED');
    expect(error.retryAt).toBeGreaterThan(Date.now() + 9 * 60_000);
    await failure(catalog.findArtist('Sleep'));
    expect(asked()).toHaveLength(1);
  });

  it('a token that comes back in an error is taken out', async () => {
    start({ userToken: 'pl4nted-token' });
    const catalog = new SpotifyCatalog({ accessToken: () => Promise.resolve('pl4nted-token') });
    answer('/search', () =>
      HttpResponse.json({ error: { message: 'bad Bearer pl4nted-token' } }, { status: 400 }),
    );
    const error = await failure(catalog.findArtist('Low'));
    expect(error.message).toContain('bad Bearer [redacted]');
    await catalog.close();
  });
});
