import type { GenreExample } from '../model.ts';
import { genresOf } from '../tags/genres.ts';
import { artistKey } from '../util/artist-key.ts';

/**
 * One example for each artist, with all genres that the artist has, in the order in which they come. Its profile is the first
 * one.
 *
 * @param read - reads the examples from the beginning. It is called twice, because the profiles of all artists may not fit into
 * memory.
 */
export async function* joinGenres(
  read: () => AsyncIterable<GenreExample>,
): AsyncGenerator<GenreExample, void> {
  const genres = new Map<string, Set<string>>();
  for await (const example of read()) {
    const key = artistKey(example.profile.artist);
    genres.set(key, new Set([...(genres.get(key) ?? []), ...genresOf(example)]));
  }
  for await (const { profile } of read()) {
    const key = artistKey(profile.artist);
    const [first, ...others] = genres.get(key) ?? [];
    // The artist was there already.
    if (first === undefined) continue;
    genres.delete(key);
    yield others.length === 0 ? { genre: first, profile } : { genres: [first, ...others], profile };
  }
}
