import { randomUUID } from 'node:crypto';
import { SpotiTagsError } from '../../errors.ts';
import { isCredential } from '../../http/options.ts';

/** Exactly one of the two kinds. */
export type SpotifyCredentials =
  | {
      /** The app's "Client ID". */
      readonly clientId: string;
      /** The app's "Client secret". */
      readonly clientSecret: string;
      readonly accessToken?: never;
    }
  | {
      /**
       * Gives a user's access token. Asked once, kept, and asked again when Spotify refuses the token, so it should
       * renew an expired one by itself. Playlists need a user's token.
       */
      readonly accessToken: () => Promise<string>;
      readonly clientId?: never;
      readonly clientSecret?: never;
    };

const advice =
  'create an app at https://developer.spotify.com/dashboard and pass its clientId and clientSecret ' +
  '(for example from SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET), or pass accessToken';

/** Refuses what plain JavaScript or an unset environment variable lets through. */
export function checkCredentials(credentials: SpotifyCredentials): void {
  const given: Readonly<Partial<Record<'clientId' | 'clientSecret' | 'accessToken', unknown>>> = credentials;
  const { clientId, clientSecret, accessToken } = given;
  if (accessToken !== undefined && (clientId !== undefined || clientSecret !== undefined))
    throw new SpotiTagsError('invalid-input', 'Pass clientId and clientSecret, or accessToken, but not both');
  if (typeof accessToken === 'function') return;
  if (!isCredential(clientId) || !isCredential(clientSecret))
    throw new SpotiTagsError('unauthorized', `Spotify credentials are missing or malformed: ${advice}`);
}

const providers = new WeakMap<() => Promise<string>, string>();

/**
 * What Spotify counts requests by: the app. Of a token provider's app nothing is known, so the provider itself stands
 * for it: unlike its tokens, it lasts, and with it what is remembered of a ban.
 */
export function accountOf({ clientId, accessToken }: SpotifyCredentials): string {
  if (accessToken === undefined) return clientId;
  const known = providers.get(accessToken) ?? randomUUID();
  providers.set(accessToken, known);
  return known;
}
