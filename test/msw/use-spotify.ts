import { randomUUID } from 'node:crypto';
import { afterEach, expect } from 'vitest';
import { SpotifyCatalog } from '../../src/catalog/spotify/spotify-catalog.ts';
import type { SpotifySettings } from '../../src/catalog/spotify/options.ts';
import { loadSpotifyContract } from './openapi.ts';
import { FakeSpotify, type FakeSpotifyOptions } from '../../src/testing/msw/spotify.ts';
import { useServer } from './use-server.ts';

/**
 * A fake Spotify for the tests of a file. Every request that reaches it is held against Spotify's own description of
 * its API, save in a test that fakes an answer which that does not describe.
 */
export async function useSpotify() {
  const { server, requests } = useServer();
  const contract = await loadSpotifyContract();
  const catalogs: SpotifyCatalog[] = [];

  afterEach(async () => {
    await Promise.all(catalogs.splice(0).map((catalog) => catalog.close()));
    if (contract) expect(requests.flatMap(contract)).toEqual([]);
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
