import { basename, dirname } from 'node:path';
import { imageTitle } from '../catalog/local/artwork.ts';
import { checkCover } from '../covers/check-cover.ts';
import { coverKey } from '../covers/cover-key.ts';
import { SpotiTagsError } from '../errors.ts';
import type { Album, Artist, ArtistProfile, Cover } from '../model.ts';
import { buildProfile } from './build-profile.ts';
import { imagesCatalog as catalog } from '../tags/images-catalog.ts';
import { unknownArtist } from './images-artist.ts';
import type { RunContext } from './context.ts';

/**
 * The profile of covers, one album for each, in the same order.
 * @throws SpotiTagsError `invalid-input` for no covers, `cover` if every cover failed.
 */
export async function profileOf(
  context: RunContext,
  covers: readonly Cover[],
  artist: string | Artist | undefined,
  signal: AbortSignal,
): Promise<ArtistProfile> {
  if (!Array.isArray(covers) || covers.length === 0)
    throw new SpotiTagsError('invalid-input', 'Pass a list of one or more covers, such as [{ path }].');
  for (const cover of covers) checkCover(cover);
  const owner = typeof artist === 'object' ? artist : await artistOf(covers, artist, signal);
  const found = { artist: owner, alternatives: [] };
  return buildProfile(found, albumsOf(covers), context, () => undefined, signal);
}

async function artistOf(
  covers: readonly Cover[],
  name: string | undefined,
  signal: AbortSignal,
): Promise<Artist> {
  if (name !== undefined) return { catalog, id: name, name };
  // A cover without a key fails later, with its error.
  const keys = await Promise.all(covers.map((cover) => coverKey(cover, { signal }).catch(() => '')));
  return unknownArtist(keys);
}

function albumsOf(covers: readonly Cover[]): Album[] {
  const ids = new Set<string>();
  return covers.map((cover, at) => {
    const wanted = cover.album ?? String(at + 1);
    let id = wanted;
    for (let copy = 2; ids.has(id); copy += 1) id = `${wanted} (${copy})`;
    ids.add(id);
    return { id, title: titleOf(cover), cover };
  });
}

function titleOf({ relativePath, path }: Cover): string {
  const file = relativePath ?? path;
  return file === undefined ? '' : imageTitle(basename(file), basename(dirname(file)));
}
