import { probeCatalog, type CatalogProvider } from '../provider.ts';
import { spotifyOptions, type CheckedSpotifyOptions } from './options.ts';

export const spotifyProvider: CatalogProvider<CheckedSpotifyOptions> = {
  kind: 'catalog',
  name: 'spotify',
  exportName: 'SpotifyCatalog',
  summary: 'Spotify’s Web API as it is since 2026',
  needs: '`clientId` and `clientSecret`, or `accessToken`',
  environment: [
    [
      {
        name: 'SPOTIFY_ACCESS_TOKEN',
        option: 'accessToken',
        read: (token) => () => Promise.resolve(token),
      },
    ],
    [
      { name: 'SPOTIFY_CLIENT_ID', option: 'clientId' },
      { name: 'SPOTIFY_CLIENT_SECRET', option: 'clientSecret' },
    ],
  ],
  missing:
    'Spotify needs keys. Set SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET (or SPOTIFY_ACCESS_TOKEN), or use ' +
    '--catalog musicbrainz, or a folder of covers, which needs none: --root DIR.',
  options: spotifyOptions,
  open,
  probe: async (options, context) => probeCatalog(await open(options), context),
};

async function open(options: CheckedSpotifyOptions) {
  return new (await import('./spotify-catalog.ts')).SpotifyCatalog(options);
}
