import { SpotiTagsError } from '../../errors.ts';

const mbid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The target of a MusicBrainz URL: an artist, a release and others by MBID, a tag by name. */
export interface Reference {
  readonly kind: string;
  readonly id: string;
}

/** Whether it is an MBID in MusicBrainz's form, in lower case. */
export function isMbid(text: string): boolean {
  return mbid.test(text);
}

/**
 * Reads an MBID (presumably of an artist) and `https://musicbrainz.org/artist/…`. Undefined if the text is
 * not a URL, for example if it is a name.
 * @throws SpotiTagsError `invalid-input` for a URL of another site.
 */
export function parseReference(text: string): Reference | undefined {
  if (isMbid(text.toLowerCase())) return { kind: 'artist', id: text.toLowerCase() };
  const parts = partsOf(text);
  if (!parts) return undefined;
  const [first, id = ''] = parts;
  const kind = first?.toLowerCase();
  if (kind === 'tag' && id !== '') return { kind, id };
  if (kind !== undefined && isMbid(id.toLowerCase())) return { kind, id: id.toLowerCase() };
  throw new SpotiTagsError(
    'invalid-input',
    `"${text}" is not a known form of a MusicBrainz URL. Pass one like https://musicbrainz.org/artist/….`,
  );
}

/** The path of a URL, or undefined if the text is not a URL. */
function partsOf(text: string): string[] | undefined {
  // `spotify:artist:…` is not the name of a band, but `D:A:D` is.
  if (/^spotify:[a-z]+:\w+$/i.test(text)) return [];
  // `https://…` and `musicbrainz.org/…`. Other endings may be names, such as `st.vincent/david-byrne`.
  if (!/^(https?:\/\/|www\.[\w.-]+\/|([\w-]+\.)+(com|org|net|fm|link)\/)\S*$/i.test(text)) return undefined;
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
