import type { Catalog, FoundArtist } from './catalog/catalog.ts';
import { SpotiTagsError } from './errors.ts';

/**
 * Where a genre's artists come from: one artist (a name, id or URL), or many at once. A string is an artist, unless it
 * is the URL or URI of a playlist.
 */
export type Source =
  | string
  | { readonly artist: string; readonly playlist?: never; readonly folder?: never }
  | { readonly playlist: string; readonly artist?: never; readonly folder?: never }
  | { readonly folder: string; readonly artist?: never; readonly playlist?: never };

/** Genres and their sources: a plain object, a `Map`, or pairs. */
export type GenreSources =
  | Readonly<Record<string, readonly Source[]>>
  | Iterable<readonly [genre: string, sources: readonly Source[]]>;

/** One source of one genre. */
export interface GenreSource {
  readonly genre: string;
  readonly source: Source;
}

/** @throws SpotiTagsError `invalid-input` for no genres, or for a genre without sources. */
export function listSources(genres: GenreSources): GenreSource[] {
  const pairs = [...(isIterable(genres) ? genres : Object.entries(genres))];
  if (pairs.length === 0) throw new SpotiTagsError('invalid-input', 'No genres were given.');
  return pairs.flatMap(([genre, sources]) => {
    if (sources.length === 0) {
      throw new SpotiTagsError(
        'invalid-input',
        `The genre ${JSON.stringify(genre)} has no artists: list some.`,
      );
    }
    return sources.map((source) => ({ genre, source }));
  });
}

/** What to ask the catalogue for a source: one artist by name, or the artists of a list. */
export function resolveSource(source: Source): { readonly artist: string } | { readonly list: string } {
  if (typeof source === 'string') {
    return /[/:]playlist[/:]/u.test(source) ? { list: source } : { artist: source };
  }
  if (source.artist !== undefined) return { artist: source.artist };
  return { list: source.playlist ?? source.folder };
}

/** The artists of a list, as found: no question of names arises. */
export async function* artistsOf(
  catalog: Catalog,
  list: string,
  signal: AbortSignal,
): AsyncGenerator<FoundArtist, void> {
  if (!catalog.artistsOf) {
    throw new SpotiTagsError(
      'invalid-input',
      `The catalogue ${catalog.id} cannot list the artists of ${JSON.stringify(list)}: name them one by one.`,
    );
  }
  let isEmpty = true;
  for await (const artist of catalog.artistsOf(list, { signal })) {
    isEmpty = false;
    yield { artist, alternatives: [] };
  }
  if (isEmpty) throw new SpotiTagsError('not-found', `There are no artists in ${JSON.stringify(list)}.`);
}

function isIterable(
  genres: GenreSources,
): genres is Exclude<GenreSources, Readonly<Record<string, unknown>>> {
  return Symbol.iterator in genres;
}
