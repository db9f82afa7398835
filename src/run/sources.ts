import type { Catalog, FoundArtist } from '../catalog/catalog.ts';
import { SpotiTagsError, wholeNumber } from '../errors.ts';
import type { Artist, CallOptions } from '../model.ts';
import type { GenreMap } from '../tags/genre-map.ts';
import { GenreNames } from '../tags/genres.ts';

/**
 * A source of a genre's artists: one artist (a name, id or URL), or a list. A string is an artist, unless it
 * is the URL or URI of a playlist.
 */
export type ArtistSource =
  | string
  | Only<'artist'>
  | Only<'playlist'>
  | Only<'folder'>
  /**
   * A genre as the catalog names it, and the largest number of its artists. If `artists` is absent, all of
   * them.
   */
  | (Only<'genre'> & { readonly artists?: number });

type SourceKind = 'artist' | 'playlist' | 'folder' | 'genre';
/** Exactly one kind of source. */
type Only<Kind extends SourceKind> = Readonly<
  Record<Kind, string> & Partial<Record<Exclude<SourceKind, Kind>, never>>
>;

/** Genres and their sources: a plain object, a `Map`, or pairs. */
export type GenreSources =
  | Readonly<Record<string, readonly ArtistSource[]>>
  | Iterable<readonly [genre: string, sources: readonly ArtistSource[]]>;

/** One source of one genre. */
export interface GenreSource {
  readonly genre: string;
  readonly source: ArtistSource;
  /** All names by which a genre of the catalog is asked for, if there are several. */
  readonly names?: readonly string[];
}

/**
 * The sources of all genres. Names that differ in composition, white space or case only are one genre, in the spelling that
 * comes first. With a map, names are those of the map, and a catalog is asked for a genre by all its names.
 *
 * @throws SpotiTagsError `invalid-input` if there are no genres, if a genre has no sources, if its name is empty, or for a
 * number of artists that is not a whole number from 1.
 */
export function listSources(genres: GenreSources, map?: GenreMap): GenreSource[] {
  const pairs = [...(isIterable(genres) ? genres : Object.entries(genres))];
  if (pairs.length === 0)
    throw new SpotiTagsError('invalid-input', 'No genres were given. Give at least one genre with artists.');
  const names = new GenreNames();
  return pairs.flatMap(([name, sources]) => {
    const genre = names.first(names.add(map?.find(name) ?? name));
    if (genre === '') {
      throw new SpotiTagsError('invalid-input', 'The name of a genre is empty. Give it a name.');
    }
    if (sources.length === 0) {
      throw new SpotiTagsError(
        'invalid-input',
        `The genre ${JSON.stringify(genre)} has no artists. List at least one.`,
      );
    }
    // Before anything is asked for.
    for (const source of sources) resolveSource(source);
    return sources.map((source) => ({ genre, source, ...namesAsked(source, map) }));
  });
}

function namesAsked(source: ArtistSource, map: GenreMap | undefined): Pick<GenreSource, 'names'> {
  if (!map || typeof source === 'string' || source.genre === undefined) return {};
  const names = map.namesOf(source.genre);
  return names.length > 1 ? { names } : {};
}

/** A playlist, folder or genre, and the largest number of its artists. */
export interface ArtistList {
  readonly list: string;
  /** All names of the list, if there are several. Its artists are those of all of them. */
  readonly names?: readonly string[];
  readonly most?: number;
}

/** What to ask the catalog for: one artist by name, or the artists of a list. */
export function resolveSource(source: ArtistSource): { readonly artist: string } | ArtistList {
  if (typeof source === 'string') {
    return /[/:]playlist[/:]/iu.test(source) ? { list: source } : { artist: source };
  }
  if (source.artist !== undefined) return { artist: source.artist };
  if (source.playlist !== undefined) return { list: source.playlist };
  if (source.folder !== undefined) return { list: source.folder };
  const { genre, artists } = source;
  return artists === undefined ? { list: genre } : { list: genre, most: wholeNumber('artists', artists) };
}

/** As {@link resolveSource}, with all names of a genre. */
export function targetOf({ source, names }: GenreSource): { readonly artist: string } | ArtistList {
  const target = resolveSource(source);
  return names && 'list' in target ? { ...target, names } : target;
}

/** The artists of a list, each once. They are exact, so there are no alternatives. */
export async function* artistsOf(
  catalog: Catalog,
  { list, names, most = Infinity }: ArtistList,
  options: CallOptions,
): AsyncGenerator<FoundArtist, void> {
  if (!catalog.artistsOf) {
    throw new SpotiTagsError(
      'invalid-input',
      `The catalog ${catalog.id} cannot list the artists of ${JSON.stringify(list)}. Name them one by one.`,
    );
  }
  let found = 0;
  const artists = names ? artistsOfNames(catalog, names, options) : catalog.artistsOf(list, options);
  for await (const artist of artists) {
    found += 1;
    yield { artist, alternatives: [] };
    if (found === most) return;
  }
  if (found === 0) throw new SpotiTagsError('not-found', `The list ${JSON.stringify(list)} has no artists.`);
}

/** The artists of all these names. A name without artists is not a failure. */
async function* artistsOfNames(
  catalog: Catalog,
  names: readonly string[],
  options: CallOptions,
): AsyncGenerator<Artist, void> {
  const known = new Set<string>();
  for (const name of names) {
    try {
      for await (const artist of catalog.artistsOf?.(name, options) ?? []) {
        if (known.has(artist.id)) continue;
        known.add(artist.id);
        yield artist;
      }
    } catch (error) {
      if (!SpotiTagsError.isInstance(error, 'not-found')) throw error;
    }
  }
}

function isIterable(
  genres: GenreSources,
): genres is Exclude<GenreSources, Readonly<Record<string, unknown>>> {
  return Symbol.iterator in genres;
}
