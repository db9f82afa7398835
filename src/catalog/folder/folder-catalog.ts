import { relative, resolve } from 'node:path';
import { SpotiTagsError } from '../../errors.ts';
import type { Album, Artist, CallOptions } from '../../model.ts';
import { checkOptions } from '../../util/options.ts';
import type { AlbumsOptions, Catalog, FoundArtist } from '../catalog.ts';
import { matchName } from '../names.ts';
import { readQuery } from '../query.ts';
import { AlbumReader, inFolder } from './albums.ts';
import { FolderTree, type Listing, isWithin, openRoot } from '../local/folder-tree.ts';
import { type Genre, type Genres, genreOf, groupGenres } from './genres.ts';
import { artistNames, cleanPath, readManifest } from './manifest.ts';
import { type FolderCatalogOptions, type FolderSettings, folderOptions } from './options.ts';
import { NotFound } from './not-found.ts';

interface Opened {
  readonly tree: FolderTree;
  readonly albums: AlbumReader;
  /** Real names of artists by folder: `AC/DC` cannot be the name of a folder. */
  readonly artistNames: ReadonlyMap<string, string>;
}

/**
 * Covers in a folder, as music servers keep them: `[Genre/]Artist/Album/cover.jpg` and
 * `[Genre/]Artist/Album.jpg`. Discs (`Album/CD1/cover.jpg`) and folders between artist and album
 * (`Artist/Studio/Album`) are understood. An image named cover, folder or front is the cover of its folder's
 * album, and its other images do not count. Beside albums, such an image shows the artist, and is left out, as
 * are fanart, banners, logos, backs, discs and booklets. Any other image is a separate album. The folder of an
 * album without an image is an album without a cover. Hidden and system folders are ignored. A `manifest.json`
 * at the root gives real titles and years.
 *
 * Ids are paths relative to the root, with `/` between their parts. Links out of the root are not followed,
 * unless `followLinks` is set.
 */
export class FolderCatalog implements Catalog {
  readonly id = 'folder';
  readonly #settings: FolderSettings;
  #opened: Promise<Opened> | undefined;
  /** The genres, as they were read last. */
  #known: Genres | undefined;

  /** @throws SpotiTagsError `invalid-input` if an option is not what was expected. */
  constructor(options: FolderCatalogOptions) {
    this.#settings = checkOptions(folderOptions, options);
  }

  /**
   * Names of the genre folders, each once. Folders whose names differ only in case, white space or the
   * composition of accents are one genre.
   * @throws SpotiTagsError `not-found` if the root does not exist, or if it has no folders.
   */
  async genres(): Promise<readonly string[]> {
    if (this.#settings.layout === 'artist') {
      throw new SpotiTagsError('invalid-input', "The layout 'artist' has no genres. Use the layout 'genre'.");
    }
    const genres = await this.#genres();
    if (genres.size === 0) throw await (await this.#notFound()).folders();
    return Array.from(genres.values(), ({ name }) => name);
  }

  /** @param query - an artist's name, or an id such as `metal/Sleep`. */
  async findArtist(query: string, { signal }: CallOptions = {}): Promise<FoundArtist> {
    const text = readQuery(query, "an artist's name, or a path such as metal/Sleep");
    const paths = await this.#pathsOf(text);
    const genres = await this.#genres();
    const artists: Artist[] = [];
    for await (const artist of this.#artists([...genres.values()], signal)) {
      if (paths.includes(cleanPath(artist.id))) return { artist, alternatives: [] };
      artists.push(artist);
    }
    signal?.throwIfAborted();
    const match = matchName(text, artists);
    const genre = genreOf(genres, paths);
    const isRoot = paths.includes('');
    // A folder of exactly that name was meant before a near name.
    if (match.found && !(match.isNear && (genre || isRoot))) {
      const { found, alternatives, isNear } = match;
      return { artist: found, alternatives, ...(isNear && { isNear }) };
    }
    const notFound = await this.#notFound();
    if (genre) throw await notFound.genreAsArtist(text, genre);
    if (isRoot) throw notFound.rootAsArtist(text);
    throw await notFound.artist(text, match.found ? [] : match.suggestions, [...genres.values()]);
  }

  async *albums(artist: Artist, { signal }: AlbumsOptions = {}): AsyncGenerator<Album, void> {
    if (artist.catalog !== this.id || artist.id === '') {
      throw new SpotiTagsError(
        'invalid-input',
        `${artist.name} (${artist.catalog}:${artist.id}) is not an artist of this folder.`,
      );
    }
    signal?.throwIfAborted();
    const { tree, albums } = await this.#open();
    const listing = await tree.list(artist.id);
    if (!listing) throw (await this.#notFound()).folder(artist.id);
    let found = 0;
    for await (const album of albums.albumsOf(artist.id, listing)) {
      signal?.throwIfAborted();
      found += 1;
      yield album;
    }
    const [link] = listing.outsideLinks;
    if (found === 0 && link !== undefined) throw (await this.#notFound()).link(inFolder(artist.id, link));
  }

  /** @param genre - the name of a genre folder; `.` for the root, which is all artists. */
  async *artistsOf(genre: string, { signal }: CallOptions = {}): AsyncGenerator<Artist, void> {
    const paths = await this.#pathsOf(genre);
    // A library may have thousands of genres, so they are read again only for a genre that is not known yet.
    let wanted = this.#known && genreOf(this.#known, paths);
    const genres = wanted ? [wanted] : [...(await this.#genres()).values()];
    wanted ??= this.#known && genreOf(this.#known, paths);
    if (!wanted && !paths.includes('')) throw await (await this.#notFound()).genre(genre, genres);
    let found = 0;
    for await (const artist of this.#artists(wanted ? [wanted] : genres, signal)) {
      found += 1;
      yield artist;
    }
    signal?.throwIfAborted();
    if (found === 0) await (await this.#notFound()).checkEmpty(wanted?.folders ?? ['']);
  }

  async countArtists(genre: string, options: CallOptions = {}): Promise<number> {
    const artists: Artist[] = [];
    for await (const artist of this.artistsOf(genre, options)) artists.push(artist);
    return artists.length;
  }

  async *#artists(genres: readonly Genre[], signal?: AbortSignal): AsyncGenerator<Artist, void> {
    const { tree, artistNames: names } = await this.#open();
    for (const folder of genres.flatMap(({ folders }) => folders)) {
      const { folders } = (await tree.list(folder)) ?? { folders: [] };
      for (const name of folders) {
        signal?.throwIfAborted();
        const id = inFolder(folder, name);
        yield { catalog: this.id, id, name: names.get(cleanPath(id)) ?? name.normalize('NFC') };
      }
    }
  }

  /** With the layout `artist`, the root stands for one genre without a name. */
  async #genres(): Promise<Genres> {
    const isFlat = this.#settings.layout === 'artist';
    this.#known = isFlat
      ? new Map([['', { name: '', folders: [''] }]])
      : groupGenres((await this.#root()).folders);
    return this.#known;
  }

  async #root(): Promise<Listing> {
    const { tree } = await this.#open();
    const listing = await tree.list('');
    if (listing) return listing;
    throw (await this.#notFound()).folder('');
  }

  /** The paths below the root that the text may stand for. An empty path is the root itself. */
  async #pathsOf(text: string): Promise<readonly string[]> {
    const { root, layout } = this.#settings;
    const { tree } = await this.#open();
    const absolute = resolve(text);
    const tops = text === '' ? [] : [resolve(root), tree.root];
    return [
      ...(text !== '' || layout === 'artist' ? [text === '.' ? '' : cleanPath(text)] : []),
      ...tops.filter((top) => isWithin(top, absolute)).map((top) => cleanPath(relative(top, absolute))),
    ];
  }

  async #notFound(): Promise<NotFound> {
    const { tree } = await this.#open();
    return new NotFound(tree, this.#settings);
  }

  #open(): Promise<Opened> {
    this.#opened ??= open(this.#settings).catch((error: unknown) => {
      // The user may correct the problem, so the next call reads again.
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }
}

async function open({ root: folder, layout, followLinks }: FolderSettings): Promise<Opened> {
  const root = await openRoot(folder, 'covers');
  const tree = new FolderTree(root, followLinks);
  const manifest = await readManifest(root, followLinks);
  return {
    tree,
    albums: new AlbumReader(tree, manifest),
    artistNames: artistNames(manifest, layout),
  };
}
