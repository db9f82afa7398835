import { SpotiTagsError } from '../../errors.ts';

const kinds = ['artist', 'album', 'track', 'playlist', 'show', 'episode'] as const;

/** The target of a Spotify URI or URL. */
export interface Reference {
  readonly kind: (typeof kinds)[number];
  readonly id: string;
}

/** Whether it could be a Spotify id. A name with 22 letters could be one, too. */
export function isSpotifyId(text: string): boolean {
  return /^[0-9A-Za-z]{22}$/.test(text);
}

/**
 * Reads `spotify:artist:…`, `https://open.spotify.com/intl-de/artist/…?si=…` and their older forms. Undefined
 * if the text is neither a URI nor a URL, for example if it is a name.
 * @throws SpotiTagsError `invalid-input` for a URI or URL of another service.
 */
export function parseReference(text: string): Reference | undefined {
  const parts = partsOf(text);
  if (!parts) return undefined;
  // At any position: `intl-de/artist/ID`, `user/somebody/playlist/ID`, `artist/ID/discography`.
  const lower = parts.map((part) => part.toLowerCase());
  for (const kind of kinds) {
    const id = parts[lower.indexOf(kind) + 1];
    if (lower.includes(kind) && id !== undefined && isSpotifyId(id)) return { kind, id };
  }
  throw new SpotiTagsError(
    'invalid-input',
    `"${text}" is not a known form of a Spotify URL. Pass one like https://open.spotify.com/artist/… or ` +
      'spotify:artist:…. To expand a shortened URL, open it in a browser.',
  );
}

function partsOf(text: string): string[] | undefined {
  if (/^spotify:[a-z]+:/i.test(text)) return text.split(':').slice(1);
  if (!/^(https?:\/\/|(open|play)\.spotify\.com\/|spotify\.link\/)/i.test(text)) return undefined;
  const href = /^https?:/i.test(text) ? text : `https://${text}`;
  const url = URL.canParse(href) ? new URL(href) : undefined;
  return url && /^(open|play)\.spotify\.com$/.test(url.hostname)
    ? url.pathname.split('/').filter(Boolean)
    : [];
}
