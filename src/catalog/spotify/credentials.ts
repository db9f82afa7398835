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
       * Gives a user's access token. Asked once, kept, and asked again when Spotify refuses the token, so it should
       * renew an expired one by itself. Playlists need a user's token.
       */
      readonly accessToken: () => Promise<string>;
      readonly clientId?: never;
      readonly clientSecret?: never;
    };

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
