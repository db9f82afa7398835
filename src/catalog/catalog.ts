import type { Album, Artist, CallOptions } from '../model.ts';

/** The artist that a catalog found by a name. */
export interface FoundArtist {
  readonly artist: Artist;
  /**
   * Other artists with the same name. A catalog never chooses between them silently, so that the caller can
   * ask.
   */
  readonly alternatives: readonly Artist[];
  /**
   * Whether the artist's name differs from the query in a few letters, and is the only such name. Show the name
   * before you trust it. @default false
   */
  readonly isNear?: boolean;
}

/** Keeps the pages of a list until a run is done. Keys are any text; values survive JSON. */
export interface PageMemory {
  /** The page that was set, or `undefined` if there is none. */
  get(key: string): Promise<unknown>;
  set(key: string, page: unknown): Promise<void>;
}

export interface ListOptions extends CallOptions {
  /**
   * Where a catalog keeps each page of an answer that it has read completely, so that an interrupted list
   * continues after its last page. A catalog without pages ignores it. @default no page is kept
   */
  readonly pages?: PageMemory | undefined;
}

export interface AlbumsOptions extends CallOptions {
  /**
   * Largest number of distinct covers that the caller wants. A catalog may read that far ahead. @default not
   * known
   */
  readonly covers?: number;
}

/**
 * A source of artists and their albums. To write one, implement `findArtist` and `albums`, and run
 * `catalogChecks` of `spotitags/testing`, which checks the rules below.
 *
 * Every error is a `SpotiTagsError`. Every method accepts concurrent calls, and answers each like a single
 * call. The catalog itself respects the rate limit of its service. With `options.signal`, a call or loop
 * rejects with the signal's reason, at once if the signal is already aborted.
 */
export interface Catalog {
  /** Short and stable, such as `spotify`. Not empty. Its artists have it as `Artist.catalog`. */
  readonly id: string;

  /**
   * Largest number of requests per second that it sends, over all its services, for planning. @default not
   * known
   */
  readonly requestsPerSecond?: number;

  /**
   * Finds an artist by name, id or URL. An exact name, in upper or lower case, comes before a name with other
   * accents, and this before a near spelling. `matchName` of `spotitags/kit` chooses so. All other artists of
   * that name are `alternatives`: each once, without the artist itself. A catalog never guesses: if several
   * names are near, there is no such artist.
   * @throws SpotiTagsError `not-found`, with the query in the message, if there is no such artist. The message
   * also names similar artists. `invalid-input` for an empty query.
   */
  findArtist(query: string, options?: CallOptions): Promise<FoundArtist>;

  /**
   * The artist's albums, each once, in the order of the source, which is the same in each call. They include
   * albums without a cover, and albums that repeat a cover. A cover has the id of its album as `album`. The
   * caller stops as soon as it has enough distinct covers, so load only what the next album needs.
   * @throws SpotiTagsError `invalid-input`, before the first album, for an artist of another catalog.
   */
  albums(artist: Artist, options?: AlbumsOptions): AsyncIterable<Album>;

  /**
   * The artists of a playlist, a genre or a folder, each once. `albums` accepts each of them. If a loop ends
   * early, nothing keeps running.
   */
  artistsOf?(source: string, options?: ListOptions): AsyncIterable<Artist>;

  /** The number of artists that `artistsOf` would list, if the catalog knows it without asking a service. */
  countArtists?(source: string, options?: CallOptions): Promise<number>;

  /** Closes sockets and timers. May be called twice. */
  close?(): Promise<void>;
}
