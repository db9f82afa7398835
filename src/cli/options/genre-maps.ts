import type { Command } from 'commander';
import { readGenreMap } from '../../dataset/genre-map-file.ts';
import type { GenreMap } from '../../tags/genre-map.ts';
import type { GenreSummary } from '../../tags/mapped-examples.ts';
import { counted } from '../../util/plural.ts';

export interface GenreMapOptions {
  readonly genreMap?: string;
}

export function withGenreMap(command: Command): Command {
  return command.option(
    '--genre-map <file>',
    'canonical names, synonyms and parents of genres: JSON file, see docs/genres.md',
  );
}

/** For options: `{ genreMap }`, or nothing. */
export async function genreMapOf({
  genreMap: path,
}: GenreMapOptions): Promise<{ readonly genreMap?: GenreMap }> {
  return path === undefined ? {} : { genreMap: await readGenreMap(path) };
}

/** Names that are listed. `spotitags genres` lists all of them. */
const mostNames = 10;

/** What a map did to genres, in two lines at most. Nothing if it did nothing. */
export function describeGenreSummary({ merged, unknown }: GenreSummary, noun: string): string {
  const into = merged.map(
    ({ name, artists, into: genre }) =>
      `${JSON.stringify(name)} (${counted(artists, noun)}) as ${JSON.stringify(genre)}`,
  );
  const kept = unknown.map(
    ({ name, artists, suggestions }) =>
      `${JSON.stringify(name)} (${counted(artists, noun)}${didYouMean(suggestions)})`,
  );
  return (
    listed('counted under another name', into) + listed('not in the genre map, and kept as they are', kept)
  );
}

function listed(what: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const more = names.length > mostNames ? `; and ${names.length - mostNames} more` : '';
  return `Genres ${what}: ${names.slice(0, mostNames).join('; ')}${more}.\n`;
}

/** `, did you mean "doom metal"?` */
export function didYouMean(suggestions: readonly string[]): string {
  if (suggestions.length === 0) return '';
  return `, did you mean ${suggestions.map((name) => JSON.stringify(name)).join(' or ')}?`;
}
