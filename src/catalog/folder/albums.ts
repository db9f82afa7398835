import { join } from 'node:path';
import type { Album } from '../../model.ts';
import { compareCodePoints } from '../../util/order.ts';
import { artworkOf, isArtFolder, isDiscFolder } from '../local/artwork.ts';
import { type FolderTree, type Listing, isWithin } from '../local/folder-tree.ts';
import { type Manifest, cleanPath } from './manifest.ts';

/** `Artist/Studio/Albums/Album`: folders between an artist and an album. */
const mostGroups = 2;

/** Finds the albums in the folder of an artist, and their covers. */
export class AlbumReader {
  readonly #tree: FolderTree;
  readonly #manifest: Manifest;

  constructor(tree: FolderTree, manifest: Manifest) {
    this.#tree = tree;
    this.#manifest = manifest;
  }

  /** @param listing - the contents of the artist's folder. */
  async *albumsOf(artist: string, listing: Listing): AsyncGenerator<Album, void> {
    const { folders, images, tracks } = listing;
    const { front, others } = artworkOf(images, 'artist');
    const titles = new Set(others);
    let hasAlbums = false;
    // The same order for both layouts: by name, whether the album is a folder or a file.
    for (const name of [...folders, ...others].sort(compareCodePoints)) {
      hasAlbums = true;
      if (titles.has(name)) yield this.#imageAlbum(artist, name);
      else yield* this.#albumFolder(inFolder(artist, name), listing.path, mostGroups);
    }
    // Beside albums, it is a picture of the artist, unless the tracks of an album are there as well.
    if (front !== undefined && (!hasAlbums || tracks.length > 0)) {
      yield this.#album(inFolder(artist, front), baseName(artist), inFolder(artist, front));
    }
  }

  /**
   * The album of a folder, or the albums in it if it only groups them.
   * @param parent - the real path of the folder around it.
   */
  async *#albumFolder(folder: string, parent: string, groups: number): AsyncGenerator<Album, void> {
    const title = baseName(folder);
    const listing = await this.#tree.list(folder);
    // A folder that may not be read, or a link to a folder around it.
    if (!listing || isWithin(listing.path, parent)) {
      yield { id: folder, title: title.normalize('NFC') };
      return;
    }
    const discs = listing.folders.filter(isDiscFolder);
    const { front, others } = artworkOf(listing.images, { album: title });
    const isAlbum = listing.tracks.length > 0 || discs.length > 0;
    const cover = front ?? (isAlbum ? others[0] : undefined);
    if (cover !== undefined) yield this.#album(folder, title, inFolder(folder, cover));
    else if (isAlbum) yield await this.#albumOfParts(folder, discs, listing);
    if (isAlbum) return;

    let hasAlbums = cover !== undefined;
    if (cover === undefined) {
      for (const image of others) {
        hasAlbums = true;
        yield this.#imageAlbum(folder, image);
      }
    }
    const inner = listing.folders.filter((name) => !isArtFolder(name));
    if (groups > 0) {
      for (const name of inner) {
        for await (const album of this.#albumFolder(inFolder(folder, name), listing.path, groups - 1)) {
          // Beside a cover, a folder without one is a part of this album.
          if (cover !== undefined && !album.cover) continue;
          hasAlbums = true;
          yield album;
        }
      }
    }
    // A folder of scans without a cover is not an album.
    if (!hasAlbums && !isArtFolder(title)) yield await this.#albumOfParts(folder, [], listing);
  }

  /** The album of a folder without an image: its cover may be with a disc, or among the scans. */
  async #albumOfParts(folder: string, discs: readonly string[], { folders }: Listing): Promise<Album> {
    for (const part of [...discs, ...folders.filter(isArtFolder)]) {
      const { images } = (await this.#tree.list(inFolder(folder, part))) ?? { images: [] };
      const { front, others } = artworkOf(images, { album: part });
      const image = front ?? (isDiscFolder(part) ? others[0] : undefined);
      if (image !== undefined)
        return this.#album(folder, baseName(folder), inFolder(folder, `${part}/${image}`));
    }
    return { id: folder, title: baseName(folder).normalize('NFC') };
  }

  /** An image whose name is the title. */
  #imageAlbum(folder: string, image: string): Album {
    const file = inFolder(folder, image);
    return this.#album(file, image.replace(/\.[^.]+$/u, ''), file);
  }

  #album(id: string, title: string, file: string): Album {
    const entry = this.#manifest.get(cleanPath(file));
    return {
      id,
      title: entry?.title ?? title.normalize('NFC'),
      ...(entry?.year !== undefined && { year: entry.year }),
      cover: { path: join(this.#tree.root, file), album: id, relativePath: file },
    };
  }
}

export function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

function baseName(folder: string): string {
  return folder.split('/').at(-1) ?? folder;
}
