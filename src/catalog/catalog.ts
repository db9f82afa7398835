import type { Album, Artist, CallOptions } from '../model.ts';

export interface FoundArtist {
  readonly artist: Artist;
  /** Other artists of the same name: never chosen silently, so that the caller can ask. */
  readonly alternatives: readonly Artist[];
}

export interface AlbumsOptions extends CallOptions {
  /** How many distinct covers the caller wants at most: a catalog may read so far ahead. @default not known */
  readonly covers?: number;
}

/**
 * A source of artists and their albums.
 *
 * To write one, implement the two methods and run the catalog suite over it. Errors are `SpotiTagsError`s.
 * A catalog may be asked many things at once; what its service allows per second is its own business.
 */
export interface Catalog {
  /** Short and stable, such as `spotify`; it becomes `Artist.catalog`, unless the artist is another catalog's. */
  readonly id: string;

  /**
   * The most requests per second that it makes, of all its services together, for whoever plans a run.
   * @default not known
   */
  readonly requestsPerSecond?: number;

  /**
   * Finds an artist by name, id or URL. An exact match of the name (case aside) beats whatever else the source
   * puts first.
   * @throws SpotiTagsError `not-found` where there is none.
   */
  findArtist(query: string, options?: CallOptions): Promise<FoundArtist>;

  /**
   * The artist's albums, each once, in the source's own order. Albums without a cover, and albums that repeat a cover,
   * are among them. A cover names its album. The caller stops as soon as it has enough distinct covers, so load what
   * is needed for the next album, and no more than that.
   * @throws SpotiTagsError `invalid-input`, before the first album, for an artist of another catalog.
   */
  albums(artist: Artist, options?: AlbumsOptions): AsyncIterable<Album>;

  /** The artists of a playlist, a genre or a folder, each once. */
  artistsOf?(source: string, options?: CallOptions): AsyncIterable<Artist>;

  /** Lets go of sockets and timers. */
  close?(): Promise<void>;
}
