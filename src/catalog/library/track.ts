import type { ICommonTagsResult } from 'music-metadata';
import * as v from 'valibot';
import { loadMusicMetadata } from '../../covers/embedded-picture.ts';

/** What the tags inside a music file say. Plain data: survives JSON. */
export const trackSchema = v.object({
  artist: v.exactOptional(v.string()),
  albumArtist: v.exactOptional(v.string()),
  album: v.exactOptional(v.string()),
  /** The MusicBrainz id of the release. */
  release: v.exactOptional(v.string()),
  year: v.exactOptional(v.number()),
  genres: v.array(v.string()),
  isCompilation: v.exactOptional(v.literal(true)),
});
export type Track = v.InferOutput<typeof trackSchema>;

/** Reads the tags of a file, without its pictures. Throws whatever `music-metadata` throws for a file that it cannot read. */
export async function readTrack(path: string): Promise<Track> {
  const { parseFile } = await loadMusicMetadata('The catalog of a music library');
  const { common } = await parseFile(path, { duration: false, skipCovers: true, skipPostHeaders: true });
  return trackOf(common);
}

function trackOf(tags: ICommonTagsResult): Track {
  const artist = named(tags.artist);
  const albumArtist = named(tags.albumartist);
  const album = named(tags.album);
  const release = named(tags.musicbrainz_albumid);
  // Of several years, such as "1984, 2009", the first.
  const year = tags.year ?? tags.originalyear;
  return {
    ...(artist !== undefined && { artist }),
    ...(albumArtist !== undefined && { albumArtist }),
    ...(album !== undefined && { album }),
    ...(release !== undefined && { release }),
    ...(year !== undefined && year > 0 && { year }),
    genres: splitGenres(tags.genre ?? []),
    ...(tags.compilation === true && { isCompilation: true }),
  };
}

/** Text in Unicode's form NFC. Undefined for white space. */
function named(text: string | undefined): string | undefined {
  const trimmed = text?.replaceAll('\0', ' ').trim().normalize('NFC');
  return trimmed === '' ? undefined : trimmed;
}

/**
 * The genres of a field: `Doom Metal; Stoner` are two. A slash separates only with spaces around it, because "Singer/Songwriter"
 * is one.
 */
function splitGenres(fields: readonly string[]): string[] {
  const names = fields.flatMap((field) => field.split(/[;,|\0]|\s\/\s/u).map((name) => named(name) ?? ''));
  return [...new Set(names)].filter((name) => name !== '');
}
