import { randomUUID } from 'node:crypto';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { SpotifyCatalog } from '../../src/catalog/spotify/spotify-catalog.ts';
import type { SpotifySettings } from '../../src/catalog/spotify/spotify-catalog.ts';
import { loadSpotifyContract } from './openapi.ts';
import { FakeSpotify, type FakeSpotifyOptions } from './spotify.ts';

/**
 * A fake Spotify for the tests of a file. Every request that reaches it is held against Spotify's own description of
 * its API, save in a test that fakes an answer which that does not describe.
 */
export async function useSpotify() {
  const server = setupServer();
  const contract = await loadSpotifyContract();
  const requests: Request[] = [];
  const catalogs: SpotifyCatalog[] = [];

  server.events.on('request:start', ({ request }) => requests.push(request));
  beforeAll(() => {
    server.listen({ onUnhandledRequest: 'error' });
  });
  afterEach(async () => {
    await Promise.all(catalogs.splice(0).map((catalog) => catalog.close()));
    server.resetHandlers();
    const seen = requests.splice(0);
    if (contract) expect(seen.flatMap(contract)).toEqual([]);
  });
  afterAll(() => {
    server.close();
  });

  /** A fake with an account of its own, so that no test inherits the cooldowns and the pace of another. */
  const start = (options: FakeSpotifyOptions = {}, settings: SpotifySettings = {}) => {
    const credentials = { clientId: randomUUID(), clientSecret: randomUUID() };
    const fake = new FakeSpotify({ ...credentials, ...options });
    server.use(...fake.handlers);
    const create = (user = options.userToken) => {
      const given = user === undefined ? credentials : { accessToken: () => Promise.resolve(user) };
      const catalog = new SpotifyCatalog({ ...given, requestsPerSecond: 1000, ...settings });
      catalogs.push(catalog);
      return catalog;
    };
    return { fake, create, catalog: create(), credentials };
  };

  /** Paths, with their queries, asked of the Web API; not of the accounts service. */
  const asked = () =>
    requests
      .map(({ url }) => new URL(url))
      .filter(({ host }) => host === 'api.spotify.com')
      .map(({ pathname, search }) => decodeURIComponent(pathname.replace('/v1', '') + search));

  return { server, start, asked, requests, contract };
}

/** An id as Spotify's look, made of a number. */
export function spotifyId(n: number): string {
  return `0id${String(n).padStart(19, '0')}`;
}
