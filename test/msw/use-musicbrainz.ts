import { randomUUID } from 'node:crypto';
import { afterEach } from 'vitest';
import { MusicBrainzCatalog, type MusicBrainzCatalogOptions } from 'spotitags';
import { FakeMusicBrainz, type FakeMusicBrainzOptions } from '../../src/testing/msw/musicbrainz.ts';
import { useServer } from './use-server.ts';

/** A fake MusicBrainz for the tests of a file. */
export function useMusicBrainz() {
  const { server, requests } = useServer();
  const catalogs: MusicBrainzCatalog[] = [];

  afterEach(async () => {
    await Promise.all(catalogs.splice(0).map((catalog) => catalog.close()));
  });

  /** A mirror with a host of its own, so that no test inherits the cooldowns and the pace of another. */
  const start = (
    artists: FakeMusicBrainzOptions['artists'] = [],
    settings: Partial<MusicBrainzCatalogOptions> = {},
  ) => {
    const host = `${randomUUID()}.test`;
    const urls = { apiUrl: `https://${host}/ws/2`, coverArtUrl: `https://covers.${host}` };
    server.use(...new FakeMusicBrainz({ ...urls, artists }).handlers);
    const create = () => {
      const catalog = new MusicBrainzCatalog({
        contact: 'me@example.org',
        requestsPerSecond: 1000,
        coverArtRequestsPerSecond: 1000,
        ...urls,
        ...settings,
      });
      catalogs.push(catalog);
      return catalog;
    };
    return { ...urls, create, catalog: create() };
  };

  /** Paths, with their queries, asked of MusicBrainz and the Cover Art Archive; not of archive.org. */
  const asked = () =>
    requests
      .map(({ url }) => new URL(url))
      .filter(({ host }) => host !== 'archive.org')
      .map(({ pathname, search }) => pathname.replace('/ws/2', '') + readable(search));

  return { server, start, asked, requests };
}

/** An MBID made of a number. */
export function mbidOf(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

function readable(search: string): string {
  return decodeURIComponent(search.replaceAll('+', ' ')).replace('&fmt=json', '');
}
