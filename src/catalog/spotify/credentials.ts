import { randomUUID } from 'node:crypto';

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
       * Returns a user's access token. The result is kept until Spotify refuses it, then the function is
       * called again. So it should renew an expired token itself. Playlists need a user's token.
       */
      readonly accessToken: () => Promise<string>;
      readonly clientId?: never;
      readonly clientSecret?: never;
    };

const providers = new WeakMap<() => Promise<string>, string>();

/**
 * The account by which Spotify counts requests: the app. The app of an `accessToken` function is not known,
 * so the function itself stands for it. Unlike its tokens, the function stays the same, so cooldowns are not
 * forgotten.
 */
export function accountOf({ clientId, accessToken }: SpotifyCredentials): string {
  if (accessToken === undefined) return clientId;
  const known = providers.get(accessToken) ?? randomUUID();
  providers.set(accessToken, known);
  return known;
}
