import { sameTag, spellingKey } from '../names.ts';

/** A genre: folders whose names differ only in case, white space or the composition of accents are one. */
export interface Genre {
  readonly name: string;
  readonly folders: readonly string[];
}

export function groupGenres(folders: readonly string[]): readonly Genre[] {
  const genres = new Map<string, { readonly name: string; readonly folders: string[] }>();
  for (const folder of folders) {
    const key = spellingKey(folder);
    const name = folder.normalize('NFC').trim().replace(/\s+/gu, ' ');
    const genre = genres.get(key) ?? { name, folders: [] };
    genre.folders.push(folder);
    genres.set(key, genre);
  }
  return [...genres.values()];
}

/** The genre of that name, or of one that differs only in accents or hyphens, if there is only one. */
export function genreNamed(genres: readonly Genre[], name: string): Genre | undefined {
  const exact = genres.find((genre) => spellingKey(genre.name) === spellingKey(name));
  const [similar, other] = genres.filter((genre) => sameTag(genre.name, name));
  return exact ?? (other ? undefined : similar);
}
