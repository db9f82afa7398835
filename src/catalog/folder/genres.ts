import { sameTag, spellingKey } from '../names.ts';

/** A genre: folders whose names differ only in case, white space or the composition of accents are one. */
export interface Genre {
  readonly name: string;
  readonly folders: readonly string[];
}

/** Genres by the key of their names. */
export type Genres = ReadonlyMap<string, Genre>;

export function groupGenres(folders: readonly string[]): Genres {
  const genres = new Map<string, { readonly name: string; readonly folders: string[] }>();
  for (const folder of folders) {
    const key = spellingKey(folder);
    const name = folder.normalize('NFC').trim().replace(/\s+/gu, ' ');
    const genre = genres.get(key) ?? { name, folders: [] };
    genre.folders.push(folder);
    genres.set(key, genre);
  }
  return genres;
}

/**
 * The genre of one of the paths: of that name, or of one that differs only in accents or hyphens, if there is
 * only one.
 */
export function genreOf(genres: Genres, paths: readonly string[]): Genre | undefined {
  const names = paths.filter((path) => path !== '');
  const [exact] = names.flatMap((name) => genres.get(spellingKey(name)) ?? []);
  if (exact) return exact;
  for (const name of names) {
    const [similar, other] = [...genres.values()].filter((genre) => sameTag(genre.name, name));
    if (similar && !other) return similar;
  }
  return undefined;
}
