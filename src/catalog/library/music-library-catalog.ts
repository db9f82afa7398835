import { SpotiTagsError, wholeNumber } from '../../errors.ts';
import type { Album, Artist, CallOptions } from '../../model.ts';
import { foldGenre } from '../../tags/genres.ts';
import { checkOptions } from '../../util/options.ts';
import { compareCodePoints } from '../../util/order.ts';
import { orAbort } from '../../util/waits.ts';
import type { AlbumsOptions, Catalog, FoundArtist } from '../catalog.ts';
import { FolderTree, openRoot } from '../local/folder-tree.ts';
import { didYouMean, hintAt, matchName } from '../names.ts';
import { readQuery } from '../query.ts';
import { albumWithCover } from './covers.ts';
import { type Library, type LibraryArtist, LibraryGroups } from './group.ts';
import { type LibrarySettings, type MusicLibraryOptions, libraryOptions } from './options.ts';
import { type ScanProgress, scanFolders } from './scan.ts';

/** A genre of a library, as most of its files spell it. */
export interface LibraryGenre {
  readonly name: string;
  readonly artists: number;
}

export interface LibraryGenresOptions extends CallOptions {
  /** Genres with fewer artists are left out. @default 3 */
  readonly minArtists?: number;
}

export interface LibraryScanOptions extends CallOptions {
  /** Told after each folder how many of all music files were read. A scan that has already ended tells nothing. */
  readonly onProgress?: (progress: ScanProgress) => void;
}

/** What is in a music library. */
export interface LibrarySummary {
  readonly files: number;
  readonly artists: number;
  readonly albums: number;
  /** Albums by various artists, which are listed under no artist. */
  readonly compilations: number;
  /** Paths of files that could not be read, relative to the root. */
  readonly unreadable: readonly string[];
  /** Paths of files that name no artist, or no album and are in no folder. They are left out. */
  readonly untagged: readonly string[];
}

interface Opened {
  readonly tree: FolderTree;
  readonly library: Library;
}

/** A scan, and how many callers wait for it. */
interface Scan {
  readonly opened: Promise<Opened>;
  readonly abort: AbortController;
  readonly listeners: Set<(progress: ScanProgress) => void>;
  waiters: number;
}

/**
 * A person's music: artists, albums, years and genres from the tags inside the files (MP3, FLAC, M4A, OGG, Opus and others),
 * covers from images beside the music and from pictures inside the files. Files are only read. Needs `music-metadata`.
 *
 * Albums are grouped by MusicBrainz id, or by album artist and title; without an album artist, by the artist of most files. Discs
 * are joined. Albums by various artists are listed under no artist. The first call scans the library; with a `store`, only files
 * that are new or changed are read again. Ids and paths are relative to the root. Links out of the root are not followed.
 */
export class MusicLibraryCatalog implements Catalog {
  readonly id = 'library';
  readonly #settings: LibrarySettings;
  #scan: Scan | undefined;

  /** @throws SpotiTagsError `invalid-input` if an option is not what was expected. */
  constructor(options: MusicLibraryOptions) {
    this.#settings = checkOptions(libraryOptions, options);
  }

  /** Scans the library, if it was not scanned yet, and says what is in it. */
  async scan(options: LibraryScanOptions = {}): Promise<LibrarySummary> {
    const { library } = await this.#open(options);
    const { files, artists, compilations, unreadable, untagged } = library;
    const albums = artists.reduce((sum, artist) => sum + artist.albums.length, 0);
    return { files, artists: artists.length, albums, compilations, unreadable, untagged };
  }

  /**
   * Genres of the artists, those with most artists first. An artist has each genre that a third of its files have.
   * @param options - `minArtists`: genres with fewer artists are left out, 3 by default.
   */
  async genres({ minArtists = 3, ...options }: LibraryGenresOptions = {}): Promise<readonly LibraryGenre[]> {
    wholeNumber('minArtists', minArtists);
    const { library } = await this.#open(options);
    const counts = new Map<string, number>();
    for (const { genres } of library.artists) {
      for (const key of genres) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return Array.from(counts, ([key, artists]) => ({ name: library.genres.get(key) ?? key, artists }))
      .filter(({ artists }) => artists >= minArtists)
      .sort((a, b) => b.artists - a.artists || compareCodePoints(a.name, b.name));
  }

  async findArtist(query: string, options: CallOptions = {}): Promise<FoundArtist> {
    const text = readQuery(query, "an artist's name");
    const { library } = await this.#open(options);
    const artists = library.artists.map((one) => this.#artist(one));
    const match = matchName(text, artists);
    if (!match.found) {
      const where = JSON.stringify(this.#settings.root);
      throw new SpotiTagsError(
        'not-found',
        `The music library ${where} has no artist ${JSON.stringify(text)}.${didYouMean(match.suggestions)}`,
      );
    }
    const { found, alternatives, isNear } = match;
    return { artist: found, alternatives, ...(isNear && { isNear }) };
  }

  async *albums(artist: Artist, { signal }: AlbumsOptions = {}): AsyncGenerator<Album, void> {
    const { tree, library } = await this.#open(signal ? { signal } : {});
    const found = artist.catalog === this.id ? library.artists.find(({ id }) => id === artist.id) : undefined;
    if (!found) {
      throw new SpotiTagsError(
        'invalid-input',
        `${artist.name} (${artist.catalog}:${artist.id}) is not an artist of this music library.`,
      );
    }
    for (const album of found.albums) {
      signal?.throwIfAborted();
      yield await albumWithCover(tree, album);
    }
  }

  /** @param genre - as the files spell it, in any case; `.` for all artists. */
  async *artistsOf(genre: string, options: CallOptions = {}): AsyncGenerator<Artist, void> {
    const { signal } = options;
    for (const artist of await this.#artistsIn(genre, options)) {
      signal?.throwIfAborted();
      yield this.#artist(artist);
    }
  }

  async countArtists(genre: string, options: CallOptions = {}): Promise<number> {
    return (await this.#artistsIn(genre, options)).length;
  }

  close(): Promise<void> {
    this.#scan?.abort.abort(
      new SpotiTagsError(
        'invalid-input',
        'The catalog of the music library was closed while it was scanned.',
      ),
    );
    return Promise.resolve();
  }

  async #artistsIn(genre: string, options: CallOptions): Promise<readonly LibraryArtist[]> {
    const { library } = await this.#open(options);
    const key = foldGenre(genre);
    const artists = genre === '.' ? library.artists : library.artists.filter(({ genres }) => genres.has(key));
    if (artists.length > 0) return artists;
    const known = (await this.genres({ ...options, minArtists: 1 })).map(({ name }) => name);
    throw new SpotiTagsError(
      'not-found',
      `The music library has no artists of the genre ${JSON.stringify(genre)}. ` +
        (known.length > 0
          ? `Its genres are: ${known.slice(0, 20).join(', ')}.${hintAt(genre, known)}`
          : 'Its files have no genres.'),
    );
  }

  #artist({ id, name }: LibraryArtist): Artist {
    return { catalog: this.id, id, name };
  }

  /** One scan for all callers. It ends if none of them waits any more. */
  async #open({ signal, onProgress }: LibraryScanOptions): Promise<Opened> {
    signal?.throwIfAborted();
    const scan = (this.#scan ??= this.#start());
    scan.waiters += 1;
    if (onProgress) scan.listeners.add(onProgress);
    try {
      return await orAbort(scan.opened, signal);
    } finally {
      scan.waiters -= 1;
      if (onProgress) scan.listeners.delete(onProgress);
      if (scan.waiters === 0 && signal?.aborted === true) scan.abort.abort(signal.reason);
    }
  }

  #start(): Scan {
    const abort = new AbortController();
    const listeners = new Set<(progress: ScanProgress) => void>();
    const opened = open(this.#settings, abort.signal, (progress) => {
      for (const listener of listeners) listener(progress);
    });
    const scan: Scan = { opened, abort, listeners, waiters: 0 };
    opened.catch(() => {
      // The user may correct the problem, so the next call scans again.
      if (this.#scan === scan) this.#scan = undefined;
    });
    return scan;
  }
}

async function open(
  { root: folder, store }: LibrarySettings,
  signal: AbortSignal,
  onProgress: (progress: ScanProgress) => void,
): Promise<Opened> {
  const root = await openRoot(folder, 'music');
  const tree = new FolderTree(root, false);
  const groups = new LibraryGroups();
  for await (const scanned of scanFolders({ tree, store, signal, onProgress })) groups.add(scanned);
  const library = groups.library();
  if (library.files > 0) return { tree, library };
  throw new SpotiTagsError('not-found', `There are no music files in ${JSON.stringify(folder)}.`);
}
