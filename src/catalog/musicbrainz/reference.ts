import { SpotiTagsError } from '../../errors.ts';

const mbid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What a link to MusicBrainz points to: an artist, a release … by its MBID, a tag by its name. */
export interface Reference {
  readonly kind: string;
  readonly id: string;
}

/** Whether it is an MBID as MusicBrainz writes them, in lower case. */
export function isMbid(text: string): boolean {
  return mbid.test(text);
}

/**
 * Reads an MBID (an artist's, presumably) and `https://musicbrainz.org/artist/…`. Undefined where the text is no link,
 * a name for example.
 * @throws SpotiTagsError `invalid-input` for a link that is none of MusicBrainz's.
 */
export function parseReference(text: string): Reference | undefined {
  if (isMbid(text.toLowerCase())) return { kind: 'artist', id: text.toLowerCase() };
  const parts = partsOf(text);
  if (!parts) return undefined;
  const [kind, id = ''] = parts;
  if (kind === 'tag' && id !== '') return { kind, id };
  if (kind !== undefined && isMbid(id.toLowerCase())) return { kind, id: id.toLowerCase() };
  throw new SpotiTagsError(
    'invalid-input',
    `"${text}" is no link that MusicBrainz is known to use; expected one like https://musicbrainz.org/artist/…`,
  );
}

/** The path of a link; undefined where the text is not one. */
function partsOf(text: string): string[] | undefined {
  // `https://…`, `musicbrainz.org/…`, and `spotify:artist:…`, which no band is called.
  if (/^[a-z]+:[a-z]+:\w+$/i.test(text)) return [];
  if (!/^(https?:\/\/|([\w-]+\.)+[a-z]{2,}\/)\S*$/i.test(text)) return undefined;
  const href = /^https?:/i.test(text) ? text : `https://${text}`;
  const url = URL.canParse(href) ? new URL(href) : undefined;
  if (!url || !/^(www\.|beta\.)?musicbrainz\.org$/.test(url.hostname)) return [];
  return url.pathname.split('/').filter(Boolean).map(decode);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    return part;
  }
}
