import { join } from 'node:path';
import { readEmbeddedPicture } from '../../covers/embedded-picture.ts';
import { SpotiTagsError } from '../../errors.ts';
import type { Album, Cover } from '../../model.ts';
import { artworkOf } from '../local/artwork.ts';
import type { FolderTree } from '../local/folder-tree.ts';
import type { LibraryAlbum } from './group.ts';

/**
 * The album with its cover, in the order of Navidrome: an image named cover, folder or front beside the music, then the
 * picture inside a file, then the only other image beside the music.
 */
export async function albumWithCover(
  tree: FolderTree,
  { id, title, year, folders, files, track }: LibraryAlbum,
): Promise<Album> {
  const path =
    (await imageBeside(tree, folders, 'front')) ??
    (await fileWithPicture(tree, files)) ??
    (await imageBeside(tree, folders, 'other'));
  const cover: Cover | undefined =
    path === undefined ? undefined : { path: join(tree.root, path), album: id, relativePath: path };
  return {
    id,
    title,
    ...(year !== undefined && { year }),
    ...(cover && { cover }),
    track: { path: join(tree.root, track) },
  };
}

async function imageBeside(
  tree: FolderTree,
  folders: readonly string[],
  which: 'front' | 'other',
): Promise<string | undefined> {
  for (const folder of folders) {
    const { images } = (await tree.list(folder)) ?? { images: [] };
    const { front, others } = artworkOf(images, { album: folder.split('/').at(-1) ?? '' });
    const image = which === 'front' ? front : others.length === 1 ? others[0] : undefined;
    if (image !== undefined) return folder === '' ? image : `${folder}/${image}`;
  }
  return undefined;
}

/** The picture is read again when the cover is tagged: pictures of a whole library do not fit into memory. */
async function fileWithPicture(tree: FolderTree, files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    try {
      await readEmbeddedPicture(join(tree.root, file));
      return file;
    } catch (error) {
      if (!SpotiTagsError.isInstance(error, 'cover')) throw error;
    }
  }
  return undefined;
}
