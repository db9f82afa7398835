import { coverKey } from '../covers/cover-key.ts';
import { SpotiTagsError, wholeNumber } from '../errors.ts';
import type { Album, Artist, CallOptions, Cover } from '../model.ts';
import type { Catalog } from './catalog.ts';

/**
 * The artist's albums up to the one with the last of `covers` distinct covers, or all of them. Albums without
 * a cover, and albums that repeat a cover, are included but do not count.
 *
 * @throws SpotiTagsError `invalid-input` for a number of covers that is not a whole number from 1.
 */
export async function takeAlbums(
  catalog: Catalog,
  artist: Artist,
  covers: number,
  options: CallOptions = {},
): Promise<readonly Album[]> {
  wholeNumber('covers', covers);
  const albums: Album[] = [];
  const seen = new Set<string>();
  for await (const album of catalog.albums(artist, { ...options, covers })) {
    options.signal?.throwIfAborted();
    albums.push(album);
    if (!album.cover) continue;
    seen.add(await keyOf(album.cover, options.signal));
    if (seen.size >= covers) break;
  }
  options.signal?.throwIfAborted();
  return albums;
}

/** A file that cannot be read is identified by its path. The tagger reports its error. */
async function keyOf(cover: Cover, signal: AbortSignal | undefined): Promise<string> {
  try {
    return await coverKey(cover, signal && { signal });
  } catch (error) {
    if (SpotiTagsError.isInstance(error, 'cover') && cover.path !== undefined) return cover.path;
    throw error;
  }
}
