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
 * A source of artists and their albums. To write one, implement `findArtist` and `albums`, and run `catalogChecks` of
 * `spotitags/testing`: it holds the rules below.
 *
 * Every error is a `SpotiTagsError`. Every method takes many calls at once, and answers each like a single call; the
 * catalog itself keeps to the rate limit of its service. With `options.signal`, a call rejects with the signal's reason,
 * at once if the signal is aborted already, and so does a loop.
 */
export interface Catalog {
  /** Short and stable, such as `spotify`; not empty. Its artists carry it as `Artist.catalog`. */
  readonly id: string;

  /** The most requests per second that it makes, of all its services together, for planning. @default not known */
  readonly requestsPerSecond?: number;

  /**
   * Finds an artist by its name, its id or a URL. An exact name comes first, in whatever case, before what the source
   * ranks higher. All other artists of that name are `alternatives`: each once, without the artist itself.
   * @throws SpotiTagsError `not-found`, with the query in the message, if there is no such artist.
   */
  findArtist(query: string, options?: CallOptions): Promise<FoundArtist>;

  /**
   * The artist's albums, each once, in the source's own order, which is the same in each call. Albums without a cover,
   * and albums that repeat a cover, are among them. A cover carries the id of its album as `album`. The caller stops as
   * soon as it has enough distinct covers, so load what is needed for the next album, and no more than that.
   * @throws SpotiTagsError `invalid-input`, before the first album, for an artist of another catalog.
   */
  albums(artist: Artist, options?: AlbumsOptions): AsyncIterable<Album>;

  /**
   * The artists of a playlist, a genre or a folder, each once. `albums` takes each of them. A loop that ends early
   * leaves nothing behind.
   */
  artistsOf?(source: string, options?: CallOptions): AsyncIterable<Artist>;

  /** Closes sockets and timers. May be called twice. */
  close?(): Promise<void>;
}
