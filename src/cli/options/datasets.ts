import { didYouMean, matchName } from '../../catalog/names.ts';
import { readGenreDataset, readLabeledDataset } from '../../dataset/dataset.ts';
import type { Feature } from '../../classifier/features/features.ts';
import { artistKey } from '../../util/artist-key.ts';
import { SpotiTagsError } from '../../errors.ts';
import type { Artist, GenreExample } from '../../model.ts';
import { describeTakenAs } from '../terminal/alternatives.ts';
import { counted } from '../../util/plural.ts';
import type { Io } from '../terminal/io.ts';
import { ChosenFeatures } from './chosen-features.ts';
import { type GenreMapOptions, describeGenreSummary, genreMapOf } from './genre-maps.ts';

interface ExamplesOptions extends GenreMapOptions {
  /** What a model is to be made of. */
  readonly features?: readonly Feature[];
}

/**
 * The examples of a dataset, with the genres of a map if there is one. Says which genres were merged, and which are unknown.
 * @throws SpotiTagsError `not-found` for a dataset without artists; `invalid-input` if no artist has any of the features; what the reader of the map throws.
 */
export async function* examplesOf(
  path: string,
  { signal, stderr }: Io,
  options: ExamplesOptions = {},
): AsyncGenerator<GenreExample, void> {
  const { genreMap } = await genreMapOf(options);
  const features = new ChosenFeatures(options.features);
  const merged: MergedGenre[] = [];
  const started = performance.now();
  let artists = 0;
  const read = readGenreDataset(path, {
    signal,
    onMerged: (name, into) => merged.push({ name, into }),
  });
  const mapped = genreMap?.apply(read);
  for await (const example of mapped ?? read) {
    artists += 1;
    features.add(example.profile);
    yield example;
  }
  const ms = Math.round(performance.now() - started);
  stderr.detail(`Read ${counted(artists, 'artist')} of ${path} in ${ms} ms.`);
  if (artists === 0)
    throw new SpotiTagsError('not-found', `The dataset ${path} has no artists. Collect some first.`);
  features.check(path);
  stderr.write(mapped ? describeGenreSummary(mapped.summary(), 'artist') : describeMerged(merged));
}

interface MergedGenre {
  readonly name: string;
  readonly into: string;
}

/** Nothing if no genre was merged. */
export function describeMerged(merged: readonly MergedGenre[]): string {
  return merged
    .map(
      ({ name, into }) => `Note: the genre ${JSON.stringify(name)} is counted as ${JSON.stringify(into)}.\n`,
    )
    .join('');
}

/**
 * What belongs to the artist with that id or name, and to others of the name.
 * @throws SpotiTagsError `not-found` if there is none; the message names similar artists.
 */
export function ofArtistNamed<Owned extends { readonly artist: Artist }>(
  query: string,
  all: readonly Owned[],
  dataset: string,
): readonly [Owned, ...Owned[]] {
  const withId = all.find(({ artist }) => artist.id === query);
  if (withId) return [withId];
  // Ids of two catalogs may be equal.
  const named = all.map((owned) => ({ id: artistKey(owned.artist), name: owned.artist.name, owned }));
  const match = matchName(query, named);
  if (match.found) return [match.found.owned, ...match.alternatives.map(({ owned }) => owned)];
  throw new SpotiTagsError(
    'not-found',
    `${dataset} has no artist ${JSON.stringify(query)}.${didYouMean(match.suggestions)}`,
  );
}

/** Says which artists are left out. To find them, it reads the dataset once, and not at all if there is no query. */
export async function excluder(
  queries: readonly string[],
  dataset: string,
  { signal, stderr }: Io,
): Promise<(artist: Artist) => boolean> {
  if (queries.length === 0) return () => false;
  const artists = new Map<string, { readonly artist: Artist }>();
  for await (const { profile } of readLabeledDataset(dataset, { signal })) {
    const { artist } = profile;
    artists.set(artistKey(artist), { artist });
  }
  const excluded = new Set<string>();
  for (const query of queries) {
    const found = ofArtistNamed(query, [...artists.values()], dataset);
    stderr.write(describeTakenAs(query, found[0].artist) + describeNamesakes(found));
    for (const { artist } of found) excluded.add(artistKey(artist));
  }
  return (artist) => excluded.has(artistKey(artist));
}

/** Nothing if one artist has the name. */
function describeNamesakes(found: readonly { readonly artist: Artist }[]): string {
  if (found.length === 1) return '';
  const named = found.map(({ artist: { name, id } }) => `${JSON.stringify(name)} with the id ${id}`);
  return `Note: ${found.length} artists are left out: ${named.join(', ')}. To leave out only one of them, type its id.\n`;
}
