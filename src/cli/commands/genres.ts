import { Command } from 'commander';
import { readGenreDataset } from '../../dataset/dataset.ts';
import { SpotiTagsError } from '../../errors.ts';
import type { GenreMap } from '../../tags/genre-map.ts';
import { genresOf } from '../../tags/genres.ts';
import type { GenreSummary } from '../../tags/mapped-examples.ts';
import { nearDuplicates } from '../../tags/near-names.ts';
import { jsonText } from '../../util/json.ts';
import { compareCodePoints } from '../../util/order.ts';
import { counted } from '../../util/plural.ts';
import { type GenreMapOptions, didYouMean, genreMapOf, withGenreMap } from '../options/genre-maps.ts';
import { heading, title } from '../terminal/color.ts';
import { sayNext } from '../terminal/next-step.ts';
import { type Io, table } from '../terminal/io.ts';

interface GenresOptions extends GenreMapOptions {
  readonly json?: true;
}

export function genresCommand(io: Io): Command {
  return withGenreMap(new Command('genres'))
    .description(
      'lists the genres of a dataset: how many artists, other spellings, and what a genre map makes of them',
    )
    .usage('<dataset.jsonl> [--genre-map genres.json]')
    .argument('<dataset>', 'dataset of artists')
    .option('--json', 'print JSON')
    .action(async (dataset: string, { json, ...options }: GenresOptions) => {
      const { genreMap } = await genreMapOf(options);
      const listed = await listGenres(dataset, genreMap, io.signal);
      io.stdout.write(json ? `${jsonText(listed, 2)}\n` : describe(listed, genreMap));
      if (!json) sayNext(io, ['what sets them apart', 'compare', dataset]);
    });
}

interface ListedGenre {
  readonly genre: string;
  readonly artists: number;
  /** Other names that are counted here. */
  readonly spellings: readonly string[];
  /** With a map: the genres that it is a kind of, from the root. */
  readonly parents?: readonly string[];
}

interface GenreList {
  readonly artists: number;
  /** Artists with several genres. */
  readonly withSeveral: number;
  /** The most frequent first. */
  readonly genres: readonly ListedGenre[];
  /** Genres that may be another one, written differently. */
  readonly near: readonly { readonly name: string; readonly like: string }[];
  /** Present with a map. */
  readonly unknown?: GenreSummary['unknown'];
}

async function listGenres(path: string, map: GenreMap | undefined, signal: AbortSignal): Promise<GenreList> {
  const spellings = new Map<string, Set<string>>();
  const spell = (name: string, genre: string) => {
    if (name !== genre) spellings.set(genre, (spellings.get(genre) ?? new Set()).add(name));
  };
  const read = readGenreDataset(path, {
    signal,
    onMerged: (name, genre) => {
      spell(name, map?.find(genre) ?? genre);
    },
  });
  const mapped = map?.apply(read);
  const counts = new Map<string, number>();
  let [artists, withSeveral] = [0, 0];
  for await (const example of mapped ?? read) {
    const genres = genresOf(example);
    artists += 1;
    if (genres.length > 1) withSeveral += 1;
    for (const genre of genres) counts.set(genre, (counts.get(genre) ?? 0) + 1);
  }
  if (artists === 0)
    throw new SpotiTagsError('not-found', `The dataset ${path} has no artists. Collect some first.`);
  const summary = mapped?.summary();
  for (const { name, into } of summary?.merged ?? []) spell(name, into);
  const genres = [...counts].sort(([a, m], [b, n]) => n - m || compareCodePoints(a, b));
  return {
    artists,
    withSeveral,
    genres: genres.map(([genre, of]) => ({
      genre,
      artists: of,
      spellings: [...(spellings.get(genre) ?? [])].sort(compareCodePoints),
      ...(map && { parents: map.pathOf(genre).slice(0, -1) }),
    })),
    near: nearDuplicates(genres.map(([genre]) => genre)).filter(({ name }) => map?.find(name) === undefined),
    ...(summary && { unknown: summary.unknown }),
  };
}

function describe(
  { artists, withSeveral, genres, near, unknown }: GenreList,
  map: GenreMap | undefined,
): string {
  const several = withSeveral > 0 ? `, ${withSeveral} of them with several` : '';
  const quoted = (names: readonly string[]) => names.map((name) => JSON.stringify(name)).join(', ');
  const rows = genres.map(({ genre, artists: of, parents = [], spellings }) => [
    genre,
    String(of),
    ...(map ? [parents.join(' > ')] : []),
    quoted(spellings),
  ]);
  return [
    `${heading(`${counted(genres.length, 'genre')} of ${counted(artists, 'artist')}${several}`)}\n`,
    table(['genre', 'artists', ...(map ? ['is a kind of'] : []), 'also written as'], rows),
    ...(unknown && unknown.length > 0
      ? [
          title(`Not in the genre map: ${counted(unknown.length, 'genre')}`),
          table(
            ['genre', 'artists', 'near'],
            unknown.map(({ name, artists: of, suggestions }) => [
              name,
              String(of),
              didYouMean(suggestions).replace(/^, /u, ''),
            ]),
          ),
        ]
      : []),
    ...(near.length > 0
      ? [
          title('May be one genre'),
          table(
            ['genre', 'like'],
            near.map(({ name, like }) => [name, like]),
          ),
        ]
      : []),
    ...(near.length > 0 && !map
      ? [
          '\nA genre map makes them one: docs/genres.md. One to begin with is in the package, examples/data/genres.json.\n',
        ]
      : []),
  ].join('');
}
