import type { GenreExample } from '../model.ts';
import { compareCodePoints } from '../util/order.ts';

/** The spelling that is kept: composed as macOS folders are not, without white space around. */
function normalizeGenre(name: string): string {
  return name.normalize('NFC').trim().replace(/\s+/gu, ' ');
}

/** Names with the same key are one genre: they differ in composition, white space or case only. */
export function genreKey(name: string): string {
  return normalizeGenre(name).toLowerCase();
}

/**
 * Names with the same fold are spellings of one name: they also differ in punctuation, hyphens, or "&" for "and". Only a
 * genre map merges them; without one they are near duplicates.
 */
export function foldGenre(name: string): string {
  const key = genreKey(name);
  const words =
    key
      .replaceAll('&', ' and ')
      .replace(/\s\+\s/gu, ' and ')
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const isInside = (at: number) => at > 0 && at < words.length - 1;
  // "Drum 'n' bass". A name of signs alone has no words.
  return words.map((word, at) => (word === 'n' && isInside(at) ? 'and' : word)).join('') || key;
}

/** The genres of an example, each once. */
export function genresOf({ genre, genres }: GenreExample): readonly string[] {
  return genres ?? [genre];
}

/** The spellings of genres, and which of them are one genre. */
export class GenreNames {
  /** For each key, how often each given name came. */
  readonly #genres = new Map<string, Map<string, number>>();

  /** @returns the key of the genre. */
  add(name: string): string {
    const key = genreKey(name);
    let names = this.#genres.get(key);
    if (!names) this.#genres.set(key, (names = new Map<string, number>()));
    names.set(name, (names.get(name) ?? 0) + 1);
    return key;
  }

  /** The spelling that came first: for readers that cannot wait for the others. */
  first(key: string): string {
    const [name = key] = this.#genres.get(key)?.keys() ?? [];
    return normalizeGenre(name);
  }

  /** The most frequent spelling. It does not depend on the order in which they came. */
  common(key: string): string {
    const counts = new Map<string, number>();
    for (const [name, count] of this.#genres.get(key) ?? []) {
      const spelling = normalizeGenre(name);
      counts.set(spelling, (counts.get(spelling) ?? 0) + count);
    }
    const [most] = [...counts].sort(([a, m], [b, n]) => n - m || compareCodePoints(a, b));
    return most?.[0] ?? key;
  }

  /** Every name that is not spelled as its genre's first one, with that one. */
  merged(): { readonly name: string; readonly into: string }[] {
    return [...this.#genres].flatMap(([key, names]) => {
      const into = this.first(key);
      return [...names.keys()].filter((name) => name !== into).map((name) => ({ name, into }));
    });
  }
}
