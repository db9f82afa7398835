import { http, HttpResponse } from 'msw';
import { MusicBrainzCatalog, SpotiTagsError, type MusicBrainzCatalogOptions, takeAlbums } from 'spotitags';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { FakeMusicBrainz, type FakeReleaseGroup } from '../../src/testing/msw/musicbrainz.ts';
import { mbidOf, useMusicBrainz } from '../msw/use-musicbrainz.ts';

const { server, start, asked, requests } = useMusicBrainz();

const groups: FakeReleaseGroup[] = Array.from({ length: 12 }, (_, n) => ({
  id: mbidOf(100 + n),
  title: `Album ${n}`,
}));
const low = { id: mbidOf(1), name: 'Low', releaseGroups: groups };
const lowArtist = { catalog: 'musicbrainz', id: low.id, name: low.name };
const busy = () => HttpResponse.json({ error: 'Your requests are exceeding the limit.' }, { status: 503 });

async function failure(promise: Promise<unknown>): Promise<SpotiTagsError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (!SpotiTagsError.isInstance(error)) throw new Error(`expected a SpotiTagsError, got ${String(error)}`);
  return error;
}

describe('the rules of MusicBrainz', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Lets the clock run until the promise settles, in steps in which the faked network can answer. */
  async function settled<T>(promise: Promise<T>): Promise<T> {
    const pending = new Set([promise]);
    const done = () => pending.delete(promise);
    promise.then(done, done);
    while (pending.size > 0) await vi.advanceTimersByTimeAsync(50);
    return promise;
  }

  /** Catalogs of the real addresses, and when each host was asked, in milliseconds of the faked clock. */
  function official(settings: Partial<MusicBrainzCatalogOptions> = {}) {
    server.use(...new FakeMusicBrainz({ artists: [low] }).handlers);
    const times = new Map<string, number[]>();
    const fetch: typeof globalThis.fetch = (input, init) => {
      const { host } = new URL(input instanceof Request ? input.url : input);
      times.set(host, [...(times.get(host) ?? []), Date.now()]);
      return globalThis.fetch(input, init);
    };
    const create = (contact: string) => new MusicBrainzCatalog({ contact, fetch, ...settings });
    return { create, times };
  }

  const gaps = (times: readonly number[] = []) => times.slice(1).map((time, at) => time - (times[at] ?? NaN));

  it('one request a second, of all catalogs of the process and all kinds of request', async () => {
    const { create, times } = official();
    const [one, another] = [create('me@example.org'), create('https://example.org/us')];
    await settled(
      Promise.all([
        one.findArtist('Low'),
        another.findArtist('Low'),
        one.findArtist(low.id),
        takeAlbums(another, lowArtist, 1),
        one.findArtist('Stranger'),
      ]),
    ).catch(() => undefined);
    expect(gaps(times.get('musicbrainz.org'))).toEqual([1000, 1000, 1000, 1000, 1000, 1000]);
  });

  it('and the same one for its other host names', async () => {
    const { create, times } = official();
    server.use(
      ...new FakeMusicBrainz({ artists: [low], apiUrl: 'https://beta.musicbrainz.org/ws/2' }).handlers,
    );
    const beta = official({ apiUrl: 'https://beta.musicbrainz.org/ws/2/' });
    server.use(
      ...new FakeMusicBrainz({ artists: [low], apiUrl: 'https://beta.musicbrainz.org/ws/2' }).handlers,
    );
    await settled(
      Promise.all([create('a@b.org').findArtist('Low'), beta.create('a@b.org').findArtist('Low')]),
    );
    const [first = NaN] = times.get('musicbrainz.org') ?? [];
    const [second = NaN] = beta.times.get('beta.musicbrainz.org') ?? [];
    expect(second - first).toBe(1000);
  });

  it('covers are asked for five times a second, beside MusicBrainz', async () => {
    const { create, times } = official();
    const albums = await settled(takeAlbums(create('me@example.org'), lowArtist, 10));
    expect(albums).toHaveLength(10);
    expect(gaps(times.get('coverartarchive.org'))).toEqual(Array.from({ length: 9 }, () => 200));
  });

  it('one refused request for a cover ends the others', async () => {
    const { create, times } = official();
    const refuse = () => new HttpResponse('blocked', { status: 403 });
    server.use(http.get('https://coverartarchive.org/release-group/:id', refuse));
    await settled(failure(takeAlbums(create('me@example.org'), lowArtist, 10)));
    const sent = times.get('coverartarchive.org')?.length;
    expect(sent).toBeLessThan(10);
    await vi.advanceTimersByTimeAsync(5000);
    expect(times.get('coverartarchive.org')).toHaveLength(sent ?? NaN);
  });

  it('the caller is named, to both services', async () => {
    const { create } = official();
    await settled(takeAlbums(create(' me@example.org '), lowArtist, 1));
    const agents = requests.map(({ url, headers }) => [new URL(url).host, headers.get('user-agent')]);
    const agent = `spotitags/${packageJson.version} ( me@example.org )`;
    expect(agents).toEqual([
      ['musicbrainz.org', agent],
      ['coverartarchive.org', agent],
      ['archive.org', agent],
    ]);
    for (const { headers } of requests) expect(headers.get('accept')).toBe('application/json');
  });

  it('after a 503 it stays away, longer each time, and gives up in the end', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.999);
    const { create, times } = official();
    server.use(http.get('https://musicbrainz.org/ws/2/artist', busy));
    const error = await settled(failure(create('me@example.org').findArtist('Low')));
    expect(error).toMatchObject({ code: 'rate-limited', retryable: true });
    expect(error.message).toContain('MusicBrainz answered 503');
    expect(error.message).toContain('Your requests are exceeding the limit.');
    expect(gaps(times.get('musicbrainz.org')).map((gap) => Math.round(gap / 500) * 500)).toEqual([
      2000, 4000, 8000, 16_000,
    ]);
    vi.restoreAllMocks();
  });

  it('a 503 that says for how long keeps all requests away', async () => {
    const { create, times } = official();
    server.use(
      http.get(
        'https://musicbrainz.org/ws/2/artist',
        () => HttpResponse.json({ error: 'busy' }, { status: 503, headers: { 'retry-after': '20' } }),
        { once: true },
      ),
    );
    const catalog = create('me@example.org');
    const first = catalog.findArtist('Low');
    await vi.advanceTimersByTimeAsync(3000);
    await settled(Promise.all([first, catalog.findArtist(low.id)]));
    expect(gaps(times.get('musicbrainz.org'))[0]).toBeGreaterThanOrEqual(20_000);
    expect(times.get('musicbrainz.org')).toHaveLength(3);
  });
});

describe('options', () => {
  const make = (options: object) => () => new MusicBrainzCatalog({ contact: 'me@example.org', ...options });

  it.each([
    undefined,
    '',
    'me',
    'me@home',
    'example.org',
    'ftp://example.org',
    'a b@example.org',
    'me@example.org (x)',
    'me@example.org\r\nx: y',
    'mé@example.org',
    42,
    `a@${'.'.repeat(500_000)} b`,
    `https://${'a'.repeat(500_000)} b`,
  ])('refuses %.50j as a contact', (contact) => {
    expect(make({ contact })).toThrow(
      expect.objectContaining({
        code: 'invalid-input',
        message: expect.stringMatching(/Pass contact/) as unknown,
      }),
    );
  });

  it.each(['me@example.org', 'me+tags@mail.example.org', 'https://example.org/~me', 'http://localhost:3000'])(
    'takes %j as a contact',
    (contact) => {
      expect(make({ contact })).not.toThrow();
    },
  );

  it.each([
    [{ apiUrl: 'musicbrainz' }, /apiUrl/],
    [{ coverArtUrl: 'covers' }, /coverArtUrl/],
    [{ requestsPerSecond: 2 }, /at most 1 at musicbrainz\.org/],
    [{ apiUrl: 'https://beta.musicbrainz.org/ws/2', requestsPerSecond: 2 }, /at most 1/],
    [{ requestsPerSecond: 0 }, /requestsPerSecond must be above 0/],
    [{ coverArtRequestsPerSecond: NaN }, /coverArtRequestsPerSecond must be above 0/],
    [{ primaryTypes: [] }, /primaryTypes must be some of album, single/],
    [{ primaryTypes: ['Album'] }, /primaryTypes/],
    [{ secondaryTypes: ['bootleg'] }, /secondaryTypes must be some of .*mixtape\/street/],
    [{ artistsPerTag: 0 }, /artistsPerTag/],
  ])('refuses %j', (options, message) => {
    expect(make(options)).toThrow(
      expect.objectContaining({ code: 'invalid-input', message: expect.stringMatching(message) as unknown }),
    );
  });

  it('lets a mirror of its own be asked more often, and says how often both hosts are', () => {
    expect(make({})().requestsPerSecond).toBe(6);
    expect(make({ requestsPerSecond: 0.5 })().requestsPerSecond).toBe(5.5);
    expect(make({ apiUrl: 'http://localhost:5000/ws/2', requestsPerSecond: 50 })().requestsPerSecond).toBe(
      55,
    );
  });
});

describe('answers that are not as they should be', () => {
  it('a refusal that asking again does not change', async () => {
    const { catalog, apiUrl } = start();
    server.use(http.get(`${apiUrl}/artist`, () => HttpResponse.json({ error: 'No.' }, { status: 403 })));
    const error = await failure(catalog.findArtist('Low'));
    expect(error).toMatchObject({ code: 'unauthorized', retryable: false });
    expect(error.message).toContain('No. It may have blocked this program');
    expect(asked()).toHaveLength(1);
  });

  it('an address at which there is no search: not an unknown artist', async () => {
    const { catalog, apiUrl } = start([low]);
    server.use(http.get(`${apiUrl}/artist`, () => HttpResponse.html('<h1>404</h1>', { status: 404 })));
    expect(await failure(catalog.findArtist('Low'))).toMatchObject({ code: 'service', retryable: false });
    expect(await failure(catalog.artistsOf('slowcore').next())).toMatchObject({ code: 'service' });
  });

  it('a page that is not JSON, an unknown shape', async () => {
    const { catalog, apiUrl } = start();
    server.use(http.get(`${apiUrl}/artist`, () => HttpResponse.html('<h1>Maintenance</h1>')));
    expect(await failure(catalog.findArtist('Low'))).toMatchObject({ code: 'service', retryable: true });
    server.use(http.get(`${apiUrl}/artist`, () => HttpResponse.json({ count: 1, artists: [{ id: 1 }] })));
    const error = await failure(catalog.findArtist('Low'));
    expect(error).toMatchObject({ code: 'service', retryable: false });
    expect(error.message).toContain('artists.0.id');
  });

  it('a count that promises more than there is', async () => {
    const { catalog, apiUrl } = start();
    server.use(
      http.get(`${apiUrl}/artist`, ({ request }) => {
        const isFirst = request.url.includes('offset=0');
        return HttpResponse.json({
          count: 900,
          artists: isFirst ? [{ id: mbidOf(2), name: 'Lowest Low' }] : [],
        });
      }),
      http.get(`${apiUrl}/release-group`, () =>
        HttpResponse.json({ 'release-group-count': 900, 'release-groups': [] }),
      ),
    );
    expect((await failure(catalog.findArtist('Low'))).message).toContain('Lowest Low');
    expect(await takeAlbums(catalog, lowArtist, 1)).toEqual([]);
    expect(asked().filter((path) => path.startsWith('/release-group'))).toHaveLength(1);
  });

  it('null and absent fields', async () => {
    const { catalog, apiUrl } = start([low]);
    const hit = { id: low.id, name: 'Low', disambiguation: null, aliases: null, tags: null };
    const unnamed = {
      id: mbidOf(2),
      name: 'X',
      aliases: [{ name: null }],
      tags: [{ name: 'slow', count: null }],
    };
    server.use(
      http.get(`${apiUrl}/artist`, () => HttpResponse.json({ count: 2, artists: [unnamed, hit] })),
      http.get(`${apiUrl}/release-group`, () =>
        HttpResponse.json({
          'release-group-count': 2,
          'release-groups': [
            { id: groups[0]?.id, title: null, 'primary-type': 'Album', 'secondary-types': null },
            { id: groups[1]?.id, title: 'B', 'primary-type': null, 'first-release-date': null },
          ],
        }),
      ),
    );
    expect((await catalog.findArtist('Low')).artist).toEqual({
      ...lowArtist,
      url: `https://musicbrainz.org/artist/${low.id}`,
    });
    await expect(catalog.artistsOf('slow').next()).rejects.toMatchObject({ code: 'not-found' });
    expect(await takeAlbums(catalog, lowArtist, 5)).toMatchObject([{ id: groups[0]?.id, title: '' }]);
  });

  it('a release group that two pages bring is listed once', async () => {
    const { catalog } = start([{ ...low, releaseGroups: [...groups, ...groups.slice(0, 2)] }]);
    expect(await takeAlbums(catalog, lowArtist, 50)).toHaveLength(12);
  });

  it('archive.org that is not well for a moment, has lost an item, or has but its back', async () => {
    const { catalog } = start([{ ...low, releaseGroups: groups.slice(0, 3) }]);
    const index = (n: number) => `https://archive.org/download/mbid-${groups[n]?.id ?? ''}/index.json`;
    server.use(
      http.get(index(0), () => new HttpResponse(null, { status: 502 }), { once: true }),
      http.get(index(1), () => HttpResponse.html('<h1>Not found</h1>', { status: 404 })),
      http.get(index(2), () => HttpResponse.json({ images: [{ front: false, back: true }] })),
    );
    const albums = await takeAlbums(catalog, lowArtist, 3);
    expect(albums.map(({ cover }) => cover !== undefined)).toEqual([true, false, false]);
  });

  it.each([401, 403, 410, 451, 504])(
    'archive.org that answers %i for a release group, which is an album without a cover',
    async (status) => {
      // The back-off of a 504 would take seconds.
      vi.spyOn(Math, 'random').mockReturnValue(0);
      const { catalog } = start([{ ...low, releaseGroups: groups.slice(0, 4) }]);
      for (const n of [0, 2]) {
        const index = `https://archive.org/download/mbid-${groups[n]?.id ?? ''}/index.json`;
        server.use(http.get(index, () => new HttpResponse('<h1>Item not available</h1>', { status })));
      }
      const albums = await takeAlbums(catalog, lowArtist, 4);
      expect(albums.map(({ cover }) => cover !== undefined)).toEqual([false, true, false, true]);
      // Also if it is the only one.
      const { catalog: another } = start([{ ...low, releaseGroups: groups.slice(0, 1) }]);
      expect(await takeAlbums(another, lowArtist, 4)).toHaveLength(1);
      vi.restoreAllMocks();
    },
  );

  it('archive.org that cannot be reached at all: not an artist without covers', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { catalog } = start([{ ...low, releaseGroups: groups.slice(0, 3) }]);
    server.use(http.get('https://archive.org/*', () => new HttpResponse(null, { status: 504 })));
    expect(await failure(takeAlbums(catalog, lowArtist, 3))).toMatchObject({
      code: 'service',
      retryable: true,
    });
    vi.restoreAllMocks();
  });

  it.each([
    [undefined, 'front-500'],
    [{ '250': 'a', '500': 'b', '1200': 'c' }, 'front-500'],
    [{ small: 'a', large: 'b' }, 'front-500'],
    [{ '250': 'a', '1200': 'c' }, 'front-1200'],
    [{ '250': 'a', '500': null }, 'front'],
    [{}, 'front'],
  ])('a list of images with the thumbnails %j', async (thumbnails, file) => {
    const { catalog, coverArtUrl } = start([{ ...low, releaseGroups: groups.slice(0, 1) }]);
    const images = [{ front: false }, { front: true, thumbnails }];
    server.use(http.get('https://archive.org/*', () => HttpResponse.json({ images })));
    const [album] = await takeAlbums(catalog, lowArtist, 1);
    expect(album?.cover?.url).toBe(`${coverArtUrl}/release-group/${groups[0]?.id ?? ''}/${file}`);
  });

  it('the Cover Art Archive that wants to be left alone for minutes', async () => {
    const { catalog, coverArtUrl } = start([low]);
    const headers = { 'retry-after': '300' };
    server.use(
      http.get(`${coverArtUrl}/release-group/:id`, () => new HttpResponse('slow', { status: 503, headers }), {
        once: true,
      }),
    );
    const error = await failure(takeAlbums(catalog, lowArtist, 1));
    expect(error).toMatchObject({ code: 'rate-limited', retryAt: expect.any(Number) as unknown });
    expect(error.message).toContain('The Cover Art Archive answered 503');
    // Nor is it asked again before that, while MusicBrainz is.
    expect((await failure(takeAlbums(catalog, lowArtist, 1))).retryAt).toBe(error.retryAt);
    expect(asked().map((path) => path.split('?')[0])).toEqual([
      '/release-group',
      `/release-group/${groups[0]?.id ?? ''}`,
      '/release-group',
    ]);
  });

  it('a refusal is not taken for an album without art', async () => {
    const { catalog, coverArtUrl } = start([low]);
    server.use(
      http.get(`${coverArtUrl}/release-group/:id`, () => new HttpResponse('blocked', { status: 403 })),
    );
    const error = await failure(takeAlbums(catalog, lowArtist, 2));
    expect(error.code).toBe('unauthorized');
    expect(error.message).toContain('The Cover Art Archive answered 403');
  });
});

it('ends what is under way when it is closed, and refuses what comes later', async () => {
  const { catalog } = start([low], { requestsPerSecond: 0.001 });
  await catalog.findArtist(low.id);
  const waiting = failure(catalog.findArtist('Low'));
  await catalog.close();
  expect((await waiting).message).toContain('This object is closed');
  expect((await failure(takeAlbums(catalog, lowArtist, 1))).message).toContain('This object is closed');
});
