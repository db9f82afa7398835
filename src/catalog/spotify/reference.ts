import { SpotiTagsError } from '../../errors.ts';

const kinds = ['artist', 'album', 'track', 'playlist', 'show', 'episode'] as const;

/** What a Spotify URI or URL points to. */
export interface Reference {
  readonly kind: (typeof kinds)[number];
  readonly id: string;
}

/** Whether it could be an id of Spotify's. A name of 22 letters could be one, too. */
export function isSpotifyId(text: string): boolean {
  return /^[0-9A-Za-z]{22}$/.test(text);
}

/**
 * Reads `spotify:artist:…`, `https://open.spotify.com/intl-de/artist/…?si=…` and their older spellings. Undefined
 * where the text is neither a URI nor a URL, a name for example.
 * @throws SpotiTagsError `invalid-input` for a URI or URL that is none of Spotify's.
 */
export function parseReference(text: string): Reference | undefined {
  const parts = partsOf(text);
  if (!parts) return undefined;
  // Wherever it stands: `intl-de/artist/ID`, `user/somebody/playlist/ID`, `artist/ID/discography`.
  for (const kind of kinds) {
    const id = parts[parts.indexOf(kind) + 1];
    if (parts.includes(kind) && id !== undefined && isSpotifyId(id)) return { kind, id };
  }
  throw new SpotiTagsError(
    'invalid-input',
    `"${text}" is no link that Spotify is known to use; expected one like https://open.spotify.com/artist/… or spotify:artist:…` +
      ' (open a shortened link in a browser to see the full one).',
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
