import { realpath } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { SpotiTagsError } from '../../errors.ts';
import type { Album, Artist, CallOptions } from '../../model.ts';
import type { AlbumsOptions, Catalog, FoundArtist } from '../catalog.ts';
import { checkOptions } from '../../util/options.ts';
import { compareCodePoints } from '../../util/order.ts';
import { type Listing, list } from './files.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { type FolderCatalogOptions, type FolderSettings, folderOptions } from './options.ts';

interface Opened {
  readonly root: string;
  readonly manifest: Manifest;
  /** Real names of artists by folder name: `AC/DC` cannot be the name of a folder. */
  readonly artistNames: ReadonlyMap<string, string>;
}

/**
 * Covers in a folder, as music servers keep them: `[Genre/]Artist/Album/cover.jpg` and
 * `[Genre/]Artist/Album.jpg`. An image named cover, folder or front is the cover of its folder's album. Any
 * other image is a separate album. Other files, and names that begin with a dot, are ignored. The folder of
 * an album without an image is an album without a cover. A `manifest.json` at the root gives real titles and
 * years.
 *
 * Ids are paths relative to the root, with `/` between their parts. Links out of the root are not followed.
 */
export class FolderCatalog implements Catalog {
  readonly id = 'folder';
  readonly #settings: FolderSettings;
  #opened: Promise<Opened> | undefined;

  /** @throws SpotiTagsError `invalid-input` if an option is not what was expected. */
  constructor(options: FolderCatalogOptions) {
    this.#settings = checkOptions(folderOptions, options);
  }

  /** Names of the genre folders. @throws SpotiTagsError `not-found` if the root does not exist. */
  async genres(): Promise<readonly string[]> {
    if (this.#settings.layout === 'artist') {
      throw new SpotiTagsError('invalid-input', "The layout 'artist' has no genres. Use the layout 'genre'.");
    }
    return (await this.#list('')).folders;
  }

  /** @param query - an artist's name, or an id such as `metal/Sleep`. */
  async findArtist(query: string, { signal }: CallOptions = {}): Promise<FoundArtist> {
    const wanted = fold(query);
    const found: Artist[] = [];
    for await (const artist of this.#artists(await this.#genreFolders(), signal)) {
      if (artist.id.normalize('NFC') === query.normalize('NFC')) return { artist, alternatives: [] };
      if (fold(artist.name) === wanted) found.push(artist);
    }
    signal?.throwIfAborted();
    const [artist, ...alternatives] = found;
    if (artist) return { artist, alternatives };
    throw new SpotiTagsError(
      'not-found',
      `There is no artist ${JSON.stringify(query)} in the folder. An artist is a folder ${
        this.#settings.layout === 'genre' ? 'inside the folder of a genre' : 'at the root'
      }.`,
    );
  }

  async *albums(artist: Artist, { signal }: AlbumsOptions = {}): AsyncGenerator<Album, void> {
    if (artist.catalog !== this.id || artist.id === '') {
      throw new SpotiTagsError(
        'invalid-input',
        `${artist.name} (${artist.catalog}:${artist.id}) is not an artist of this folder.`,
      );
    }
    signal?.throwIfAborted();
    for await (const album of this.#albumsIn(artist.id)) {
      signal?.throwIfAborted();
      yield album;
    }
  }

  /** @param genre - the name of a genre folder; with layout `artist`, `''` or `.` for the root. */
  async *artistsOf(genre: string, { signal }: CallOptions = {}): AsyncGenerator<Artist, void> {
    const known = await this.#genreFolders();
    const folder = this.#settings.layout === 'artist' && genre === '.' ? '' : genre;
    const found = known.find((name) => name.normalize('NFC') === folder.normalize('NFC'));
    if (found === undefined) {
      throw new SpotiTagsError(
        'not-found',
        `There is no folder of the genre ${JSON.stringify(genre)}. The genres are: ${known.join(', ') || 'none'}.`,
      );
    }
    yield* this.#artists([found], signal);
  }

  async *#artists(genreFolders: readonly string[], signal?: AbortSignal): AsyncGenerator<Artist, void> {
    for (const genre of genreFolders) {
      const { artistNames } = await this.#open();
      const { folders } = (await this.#tryList(genre)) ?? { folders: [] };
      for (const name of folders) {
        signal?.throwIfAborted();
        const id = inFolder(genre, name);
        yield { catalog: this.id, id, name: artistNames.get(id.normalize('NFC')) ?? name };
      }
    }
  }

  async *#albumsIn(artistFolder: string): AsyncGenerator<Album, void> {
    const { folders, images } = await this.#list(artistFolder);
    // The same order for both layouts: by name, whether the album is a folder or a file.
    for (const name of [...folders, ...images].sort(compareCodePoints)) {
      if (images.includes(name)) yield await this.#album(artistFolder, name);
      else yield* this.#albumFolder(inFolder(artistFolder, name));
    }
  }

  async *#albumFolder(folder: string): AsyncGenerator<Album, void> {
    const { images } = await this.#list(folder);
    const [front] = images.filter(isFront).sort((a, b) => frontRank(a) - frontRank(b));
    if (front !== undefined) yield await this.#album(folder, front, folder);
    else if (images.length === 0) yield { id: folder, title: baseName(folder) };
    for (const image of images) if (!isFront(image)) yield await this.#album(folder, image);
  }

  async #album(folder: string, image: string, id = inFolder(folder, image)): Promise<Album> {
    const { root, manifest } = await this.#open();
    const file = inFolder(folder, image);
    const entry = manifest.get(file.normalize('NFC'));
    return {
      id,
      title: entry?.title ?? (isFront(image) ? baseName(folder) : parse(image).name),
      ...(entry?.year !== undefined && { year: entry.year }),
      cover: { path: join(root, file), album: id, relativePath: file },
    };
  }

  async #genreFolders(): Promise<readonly string[]> {
    return this.#settings.layout === 'artist' ? [''] : (await this.#list('')).folders;
  }

  async #list(folder: string): Promise<Listing> {
    const listing = await this.#tryList(folder);
    if (listing) return listing;
    const path = folder === '' ? this.#settings.root : folder;
    throw new SpotiTagsError(
      'not-found',
      `The folder ${JSON.stringify(path)} does not exist, or it may not be read.`,
    );
  }

  async #tryList(folder: string): Promise<Listing | undefined> {
    const { root } = await this.#open();
    return list(root, folder);
  }

  #open(): Promise<Opened> {
    this.#opened ??= open(this.#settings.root, this.#settings.layout === 'genre' ? 2 : 1).catch(
      (error: unknown) => {
        // The user may correct the problem, so the next call reads again.
        this.#opened = undefined;
        throw error;
      },
    );
    return this.#opened;
  }
}

async function open(folder: string, artistDepth: number): Promise<Opened> {
  const root = await realpath(folder).catch((cause: unknown) => {
    throw new SpotiTagsError('not-found', `The folder ${JSON.stringify(folder)} does not exist.`, { cause });
  });
  const manifest = await readManifest(root);
  const artistNames = new Map(
    Array.from(manifest, ([file, { artist }]) => [file.split('/').slice(0, artistDepth).join('/'), artist]),
  );
  return { root, manifest, artistNames };
}

const frontNames = ['cover', 'folder', 'front'];
const frontRank = (image: string) => frontNames.indexOf(parse(image).name.toLowerCase());
const isFront = (image: string) => frontRank(image) >= 0;
const baseName = (folder: string) => folder.split('/').at(-1) ?? folder;
const inFolder = (folder: string, name: string) => (folder === '' ? name : `${folder}/${name}`);
const fold = (name: string) => name.normalize('NFKC').toLowerCase().trim().replace(/\s+/gu, ' ');
