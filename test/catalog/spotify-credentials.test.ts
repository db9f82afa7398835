import { randomUUID } from 'node:crypto';
import { http, HttpResponse } from 'msw';
import { SpotiTagsError } from 'spotitags';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SpotifyCatalog } from '../../src/catalog/spotify/spotify-catalog.ts';
import { TokenSource } from '../../src/catalog/spotify/token.ts';
import { spotifyId, useSpotify } from '../msw/use-spotify.ts';

const { server, start, asked, requests } = await useSpotify();

const api = 'https://api.spotify.com/v1';
const low = { id: spotifyId(1), name: 'Low', albums: [] };

afterEach(() => {
  vi.useRealTimers();
});

async function failure(promise: Promise<unknown>): Promise<SpotiTagsError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (!SpotiTagsError.isInstance(error)) throw new Error(`expected a SpotiTagsError, got ${String(error)}`);
  return error;
}

describe('client credentials', () => {
  it('buy one token, however many ask at once', async () => {
    const { fake, catalog } = start({ artists: [low] });
    await Promise.all([1, 2, 3, 4].map(() => catalog.findArtist('Low')));
    expect(fake.tokensIssued).toBe(1);
  });

  it('still buy it when one of those who wait for it leaves', async () => {
    const { fake, catalog } = start({ artists: [low] });
    const controller = new AbortController();
    const leaving = catalog.findArtist('Low', { signal: controller.signal });
    const staying = catalog.findArtist('Low');
    controller.abort('enough');
    await expect(leaving).rejects.toBe('enough');
    expect((await staying).artist.name).toBe('Low');
    expect(fake.tokensIssued).toBe(1);
  });

  it('can still buy one after everybody left', async () => {
    const { catalog } = start({ artists: [low] });
    const controller = new AbortController();
    const leaving = catalog.findArtist('Low', { signal: controller.signal });
    controller.abort('enough');
    await expect(leaving).rejects.toBe('enough');
    expect((await catalog.findArtist('Low')).artist.name).toBe('Low');
  });

  it('renew it a minute before it expires', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { fake, catalog } = start({ artists: [low] });
    await catalog.findArtist('Low');
    vi.setSystemTime(Date.now() + 3_539_000);
    await catalog.findArtist('Low');
    expect(fake.tokensIssued).toBe(1);
    vi.setSystemTime(Date.now() + 2000);
    await catalog.findArtist('Low');
    expect(fake.tokensIssued).toBe(2);
  });

  it('renew it once where Spotify refuses it, for all who were refused', async () => {
    const { fake, catalog } = start({ artists: [low] });
    await catalog.findArtist('Low');
    fake.revokeTokens();
    await Promise.all([1, 2, 3].map(() => catalog.findArtist('Low')));
    expect(fake.tokensIssued).toBe(2);
  });

  it('do not lose a new token to those whose old one was refused late', async () => {
    let issued = 0;
    const tokens = new TokenSource(() => Promise.resolve({ value: `token ${(issued += 1)}` }));
    const old = await tokens.get();
    tokens.forget(old);
    expect(await tokens.get()).toBe('token 2');
    tokens.forget(old);
    expect(await tokens.get()).toBe('token 2');
  });

  it('give up where Spotify refuses the new token as well', async () => {
    const { catalog } = start();
    server.use(
      http.get(`${api}/*`, () =>
        HttpResponse.json({ error: { status: 401, message: 'No' } }, { status: 401 }),
      ),
    );
    expect(await failure(catalog.findArtist('Low'))).toMatchObject({
      code: 'unauthorized',
      retryable: false,
    });
    expect(asked()).toHaveLength(2);
  });

  it('that are wrong name the settings to check, and not themselves', async () => {
    const { credentials } = start();
    const catalog = new SpotifyCatalog({ clientId: credentials.clientId, clientSecret: 'wr0ng' });
    const error = await failure(catalog.findArtist('Low'));
    expect(error).toMatchObject({ code: 'unauthorized' });
    expect(error.message).toMatch(/invalid_client.*SPOTIFY_CLIENT_ID.*SPOTIFY_CLIENT_SECRET/);
    expect(error.message).not.toContain('wr0ng');
    await catalog.close();
  });
});

describe('accessToken', () => {
  const provide = (tokens: (string | Error)[]) => {
    const accessToken = vi.fn(() => {
      const next = tokens.length > 1 ? tokens.shift() : tokens[0];
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next ?? '');
    });
    return { accessToken, catalog: new SpotifyCatalog({ accessToken }) };
  };

  it('is asked once, and again for a token that is refused', async () => {
    start({ artists: [low], userToken: 'good' });
    const { accessToken, catalog } = provide(['stale', 'good']);
    await catalog.findArtist('Low');
    await catalog.findArtist('Low');
    expect(accessToken).toHaveBeenCalledTimes(2);
    expect(requests.every(({ url }) => !url.includes('accounts'))).toBe(true);
  });

  it('is asked no third time', async () => {
    start({ userToken: 'good' });
    const { accessToken, catalog } = provide(['bad-token']);
    const error = await failure(catalog.findArtist('Low'));
    expect(error.code).toBe('unauthorized');
    expect(error.message).not.toContain('bad-token');
    expect(accessToken).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['', 'did not return a token'],
    ['a\nb', 'did not return a token'],
    [new Error('no login'), 'failed'],
  ])('that gives %j is not taken for a token', async (token, message) => {
    const { catalog } = provide([token]);
    const error = await failure(catalog.findArtist('Low'));
    expect(error.code).toBe('unauthorized');
    expect(error.message).toContain(message);
    expect(requests).toEqual([]);
  });
});

describe('options', () => {
  const credentials = { clientId: randomUUID(), clientSecret: randomUUID() };

  it('take exactly one kind of credentials', () => {
    const accessToken = () => Promise.resolve('token');
    const unset = { ...credentials, clientSecret: process.env['NO_SUCH_SETTING'] };
    // @ts-expect-error both kinds at once
    expect(() => new SpotifyCatalog({ ...credentials, accessToken })).toThrow(/not both/);
    // @ts-expect-error neither of the kinds
    expect(() => new SpotifyCatalog({})).toThrow(/dashboard.*SPOTIFY_CLIENT_ID/);
    // @ts-expect-error one half of a kind
    expect(() => new SpotifyCatalog({ clientId: 'id' })).toThrow(/missing/);
    // @ts-expect-error an environment variable that is not set
    expect(() => new SpotifyCatalog(unset)).toThrow(/missing/);
    expect(() => new SpotifyCatalog({ ...credentials, clientSecret: '' })).toThrow(/missing/);
  });

  it.each([
    [{ market: 'Germany' }, /market.*Germany/],
    [{ includeGroups: [] }, /includeGroups/],
    [{ includeGroups: ['eps'] }, /includeGroups.*single/],
    [{ apiUrl: 'spotify' }, /apiUrl/],
    [{ accountsUrl: 'ftp://a' }, /accountsUrl/],
    [{ requestsPerSecond: 0 }, /requestsPerSecond/],
  ])('refuse %j', (settings, message) => {
    expect(() => new SpotifyCatalog({ ...credentials, ...(settings as object) })).toThrow(
      expect.objectContaining({ code: 'invalid-input', message: expect.stringMatching(message) as unknown }),
    );
  });

  it('take a fetch of the caller, and other addresses', async () => {
    const urls: string[] = [];
    const fetch = (url: unknown) => {
      urls.push(String(url));
      const body = urls.length === 1 ? { access_token: 't' } : { id: low.id, name: 'Low' };
      return Promise.resolve(Response.json(body));
    };
    const catalog = new SpotifyCatalog({
      ...credentials,
      apiUrl: 'https://proxy.test/spotify/',
      accountsUrl: 'https://proxy.test/accounts/',
      fetch,
    });
    await catalog.findArtist(low.id);
    expect(urls).toEqual([
      'https://proxy.test/accounts/api/token',
      `https://proxy.test/spotify/artists/${low.id}`,
    ]);
    expect(requests).toEqual([]);
  });
});
