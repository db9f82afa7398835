import * as v from 'valibot';
import { baseUrl, httpEntries, isCredential } from '../../http/options.ts';
import type { HttpOptions } from '../../http/transport.ts';
import {
  functionOf,
  mustSecretly,
  numberAboveZero,
  optionPath,
  optionsSchema,
  someOf,
  textLike,
} from '../../util/options.ts';
import type { SpotifyCredentials } from './credentials.ts';

export const officialUrl = 'https://api.spotify.com/v1';

/** The kinds of release that Spotify distinguishes. */
export type SpotifyAlbumGroup = 'album' | 'single' | 'compilation' | 'appears_on';

export interface SpotifySettings extends HttpOptions {
  /** @default 'https://api.spotify.com/v1' */
  readonly apiUrl?: string;
  /** Where client credentials are exchanged for a token. @default 'https://accounts.spotify.com' */
  readonly accountsUrl?: string;
  /** Two-letter country code (ISO 3166-1). Only releases available there are listed. @default none is sent */
  readonly market?: string;
  /** Which releases count as albums. `appears_on` adds covers of other artists. @default ['album'] */
  readonly includeGroups?: readonly SpotifyAlbumGroup[];
  /**
   * Requests per second, evenly spaced, over all catalogs of this process with the same credentials. Spotify
   * does not publish its limit. An app in Development Mode should rather use less than more. @default 10
   */
  readonly requestsPerSecond?: number;
}

/** Options of `SpotifyCatalog`: credentials and settings. */
export type SpotifyCatalogOptions = SpotifyCredentials & SpotifySettings;

/** Options whose problems have the code `unauthorized`. */
export const credentialNames = ['clientId', 'clientSecret'];

const missing =
  'Spotify credentials are missing or malformed. Create an app at https://developer.spotify.com/dashboard and pass ' +
  'its clientId and clientSecret (for example from SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET), or pass accessToken.';
const groups = ['album', 'single', 'compilation', 'appears_on'] as const satisfies SpotifyAlbumGroup[];
const credential = v.exactOptional(mustSecretly(missing, isCredential));

export const spotifyOptions = v.pipe(
  optionsSchema({
    ...httpEntries,
    clientId: credential,
    clientSecret: credential,
    accessToken: v.exactOptional(functionOf<() => Promise<string>>()),
    apiUrl: v.exactOptional(baseUrl, officialUrl),
    accountsUrl: v.exactOptional(baseUrl, 'https://accounts.spotify.com'),
    market: v.exactOptional(textLike(/^[A-Z]{2}$/, 'be a country code such as "DE"')),
    includeGroups: v.exactOptional(someOf(groups, 1), ['album']),
    requestsPerSecond: v.exactOptional(numberAboveZero, 10),
  }),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const { clientId, clientSecret, accessToken, ...settings } = dataset.value;
    if (accessToken !== undefined && (clientId !== undefined || clientSecret !== undefined)) {
      addIssue({ message: 'Pass clientId and clientSecret, or accessToken, but not both' });
      return NEVER;
    }
    if (accessToken !== undefined) return { ...settings, accessToken };
    if (clientId !== undefined && clientSecret !== undefined) return { ...settings, clientId, clientSecret };
    addIssue({ message: missing, path: optionPath('clientSecret') });
    return NEVER;
  }),
);

/** The options, checked and complete. */
export type CheckedSpotifyOptions = v.InferOutput<typeof spotifyOptions>;
