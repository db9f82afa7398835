import { foldGenre } from '../../tags/genres.ts';
import { compareCodePoints } from '../../util/order.ts';
import { isDiscFolder } from '../local/artwork.ts';
import { spellingKey } from '../names.ts';
import type { ScannedFolder } from './scan.ts';
import type { Track } from './track.ts';

/** An album, whose files may be in several folders: its discs. */
export interface LibraryAlbum {
  /** The path of its folder; with `#` and its title, if other albums are in the same folder. */
  readonly id: string;
  readonly title: string;
  readonly year?: number;
  /** Paths of folders in which its images may be: the folder of the album, then those of its discs. */
  readonly folders: readonly string[];
  /** Paths of its first files, in which a picture may be. */
  readonly files: readonly string[];
  /** The path of the file in the middle, in the order of the paths: not an introduction, and not a hidden track. */
  readonly track: string;
}

export interface LibraryArtist {
  /** The name, without what differs between spellings. */
  readonly id: string;
  readonly name: string;
  /** Keys of the library's `genres`. */
  readonly genres: ReadonlySet<string>;
  /** By year, then by title. */
  readonly albums: readonly LibraryAlbum[];
}

/** What a scan found. */
export interface Library {
  /** By name. */
  readonly artists: readonly LibraryArtist[];
  /** The commonest spelling of each genre, by key. */
  readonly genres: ReadonlyMap<string, string>;
  readonly files: number;
  /** Paths of files that could not be read. */
  readonly unreadable: readonly string[];
  /** Paths of files that name no artist, which are left out. */
  readonly untagged: readonly string[];
  /** Number of albums by various artists, which are listed under no artist. */
  readonly compilations: number;
}

/** Files of an album in which a picture is looked for. */
const filesKept = 3;
/** An artist has a genre that this share of the artist's files have, of those that have any. */
const leastShare = 1 / 3;

const various =
  /^(?:various(?: artists?)?|va|v\.\s?a\.|verschiedene(?: interpreten)?|artistes? divers|varios artistas)$/iu;
/** " (Disc 2)", at the end of a title. */
const discSuffix = /\s*[([-]?\s*(?:cd|dis[ck])\s*\d{1,2}\s*[)\]]?$/iu;
const guests = /\s+[([]?(?:feat(?:uring)?|ft)\b.*$/iu;

/** How often each spelling came. */
type Spellings = Map<string, number>;

interface AlbumGroup {
  readonly id: string;
  readonly title: string;
  readonly years: number[];
  readonly folders: Set<string>;
  readonly files: string[];
}

interface ArtistGroup {
  readonly names: Spellings;
  readonly albums: Map<string, AlbumGroup>;
  readonly genres: Map<string, number>;
  /** Files that have a genre. */
  withGenre: number;
}

/** The files of one album in one folder. */
interface FolderAlbum {
  readonly title: string;
  readonly files: string[];
  readonly tracks: Track[];
}

/** Groups files into albums and artists. */
export class LibraryGroups {
  readonly #artists = new Map<string, ArtistGroup>();
  readonly #genres = new Map<string, Spellings>();
  readonly #unreadable: string[] = [];
  readonly #untagged: string[] = [];
  readonly #compilations = new Set<string>();
  #files = 0;

  add({ path, tracks }: ScannedFolder): void {
    this.#files += tracks.length;
    const albums = new Map<string, FolderAlbum>();
    for (const { file, track } of tracks) {
      if (!track) this.#unreadable.push(file);
      if (!track) continue;
      const title = titleOf(track, path);
      if (title === undefined || (track.albumArtist ?? track.artist) === undefined) {
        this.#untagged.push(file);
        continue;
      }
      const key = track.release ?? spellingKey(title);
      const album = albums.get(key) ?? { title, files: [], tracks: [] };
      album.files.push(file);
      album.tracks.push(track);
      albums.set(key, album);
    }
    for (const [key, album] of albums) this.#addAlbum(path, key, album, albums.size === 1);
  }

  library(): Library {
    const artists = Array.from(this.#artists, ([id, group]) => ({
      id,
      name: commonest(group.names),
      genres: genresOf(group),
      albums: Array.from(group.albums.values(), finish).sort(byYear),
    }));
    return {
      artists: artists.sort((a, b) => compareCodePoints(a.name, b.name) || compareCodePoints(a.id, b.id)),
      genres: new Map(Array.from(this.#genres, ([key, spellings]) => [key, commonest(spellings)])),
      files: this.#files,
      unreadable: this.#unreadable,
      untagged: this.#untagged,
      compilations: this.#compilations.size,
    };
  }

  #addAlbum(path: string, key: string, { title, files, tracks }: FolderAlbum, isAlone: boolean): void {
    const folder = albumFolder(path);
    const name = artistOf(tracks);
    if (name === undefined) {
      this.#compilations.add(`${folder}#${key}`);
      return;
    }
    const artist = this.#artist(name);
    let album = artist.albums.get(key);
    if (!album) {
      const id = isAlone ? folder : `${folder}#${title}`;
      artist.albums.set(key, (album = { id, title, years: [], folders: new Set([folder]), files: [] }));
    }
    album.folders.add(path);
    album.files.push(...files);
    for (const { year, genres } of tracks) {
      if (year !== undefined) album.years.push(year);
      this.#addGenres(artist, genres);
    }
  }

  #artist(name: string): ArtistGroup {
    const id = spellingKey(name);
    let artist = this.#artists.get(id);
    if (!artist) {
      artist = { names: new Map(), albums: new Map(), genres: new Map(), withGenre: 0 };
      this.#artists.set(id, artist);
    }
    count(artist.names, name);
    return artist;
  }

  #addGenres(artist: ArtistGroup, names: readonly string[]): void {
    if (names.length > 0) artist.withGenre += 1;
    for (const name of names) {
      const key = foldGenre(name);
      const spellings = this.#genres.get(key) ?? new Map<string, number>();
      this.#genres.set(key, spellings);
      count(spellings, name);
    }
    for (const key of new Set(names.map(foldGenre))) count(artist.genres, key);
  }
}

/** The title of the file's album, or the name of its folder. Undefined for a single file at the root. */
function titleOf({ album }: Track, path: string): string | undefined {
  const title = album?.replace(discSuffix, '') ?? albumFolder(path).split('/').at(-1);
  return title === '' ? album : title?.normalize('NFC');
}

/** The folder of an album, also for one of its discs. */
function albumFolder(path: string): string {
  const parts = path.split('/');
  return parts.length > 1 && isDiscFolder(parts.at(-1) ?? '') ? parts.slice(0, -1).join('/') : path;
}

/**
 * The artist of an album: the album artist of its files, or else the artist of more than half of them, without guests. Undefined
 * for an album of various artists.
 */
function artistOf(tracks: readonly Track[]): string | undefined {
  const albumArtists: Spellings = new Map();
  const artists: Spellings = new Map();
  for (const { albumArtist, artist, isCompilation } of tracks) {
    if (albumArtist !== undefined) count(albumArtists, albumArtist);
    else if (artist !== undefined && isCompilation !== true) count(artists, artist.replace(guests, ''));
  }
  if (albumArtists.size > 0) {
    const name = commonest(albumArtists);
    return various.test(name) ? undefined : name;
  }
  const name = artists.size > 0 ? commonest(artists) : '';
  return (artists.get(name) ?? 0) * 2 > tracks.length && !various.test(name) ? name : undefined;
}

function genresOf({ genres, withGenre }: ArtistGroup): ReadonlySet<string> {
  return new Set(Array.from(genres.keys()).filter((key) => (genres.get(key) ?? 0) >= withGenre * leastShare));
}

function finish({ id, title, years, folders, files }: AlbumGroup): LibraryAlbum {
  const year = years.length > 0 ? Math.min(...years) : undefined;
  return { id, title, ...(year !== undefined && { year }), folders: [...folders], ...filesOf(files) };
}

function filesOf(files: readonly string[]): Pick<LibraryAlbum, 'files' | 'track'> {
  return { files: files.slice(0, filesKept), track: files[files.length >> 1] ?? '' };
}

function byYear(a: LibraryAlbum, b: LibraryAlbum): number {
  return (
    (a.year ?? Infinity) - (b.year ?? Infinity) ||
    compareCodePoints(a.title, b.title) ||
    compareCodePoints(a.id, b.id)
  );
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** The most frequent one, and of those the first by code point. */
function commonest(spellings: Spellings): string {
  const [[name] = ['']] = [...spellings].sort(
    ([a, times], [b, others]) => others - times || compareCodePoints(a, b),
  );
  return name;
}
