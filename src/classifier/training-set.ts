import { SpotiTagsError } from '../errors.ts';
import type { ArtistProfile, CallOptions, Example, TagWeight } from '../model.ts';
import type { TagFilter } from '../tags/filter.ts';
import { compareCodePoints } from '../tags/order.ts';
import { sumTags } from '../tags/sum.ts';
import { SparseRows } from './rows.ts';

export interface CountOptions {
  readonly filter: TagFilter;
  readonly minCovers: number;
}

/** Examples as numbers: what every embedded model is fitted to. */
export interface TrainingSet {
  readonly tagger: string;
  /** In the order of their code points. */
  readonly genres: readonly string[];
  /** Index into `genres`, one a row. */
  readonly labels: Int32Array;
  /** The tag of each column. */
  readonly vocabulary: readonly string[];
  /** Tag weights, one row an artist. */
  readonly rows: SparseRows;
}

/**
 * The tags of a profile that count for a model: the raw tags through the model's own filter, whatever filter the
 * profile was summed with. A profile without tagged covers has only its sum, which is then taken as it is.
 */
export function countTags(profile: ArtistProfile, options: CountOptions): readonly TagWeight[] {
  const hasCovers = profile.albums.some(({ cover }) => cover.status === 'tagged');
  const tags = hasCovers ? sumTags(profile.albums, options) : profile.tags;
  for (const { name, weight } of tags) {
    if (!(weight >= 0 && weight < Infinity)) {
      throw new SpotiTagsError(
        'invalid-input',
        `The tag ${JSON.stringify(name)} of ${profile.artist.name} has the weight ${weight}; weights are finite and not negative.`,
      );
    }
  }
  return tags;
}

/** Reads examples into a training set. @throws SpotiTagsError `invalid-input` for none, or for mixed taggers. */
export async function readTrainingSet(
  examples: Iterable<Example> | AsyncIterable<Example>,
  options: CountOptions & CallOptions,
): Promise<TrainingSet> {
  const columns = new Map<string, number>();
  const genres = new Map<string, number>();
  const labels: number[] = [];
  const rows = new SparseRows();
  let tagger: string | undefined;

  for await (const { genre, profile } of examples) {
    options.signal?.throwIfAborted();
    tagger ??= profile.tagger;
    if (profile.tagger !== tagger) throw mixedTaggers(tagger, profile);
    labels.push(indexOf(genres, genre));
    rows.push(countTags(profile, options).map(({ name, weight }) => [indexOf(columns, name), weight]));
  }
  if (tagger === undefined) {
    throw new SpotiTagsError('invalid-input', 'There is nothing to train on: no examples came.');
  }
  return { tagger, ...inOneOrder([...genres.keys()], labels, [...columns.keys()], rows) };
}

/**
 * Genres, columns and rows in an order that does not depend on how the examples came: sums of floating-point numbers
 * do, and with them everything that is fitted.
 */
function inOneOrder(
  genres: readonly string[],
  labels: readonly number[],
  vocabulary: readonly string[],
  rows: SparseRows,
): Omit<TrainingSet, 'tagger'> {
  const genreRanks = ranks(genres);
  const columnRanks = ranks(vocabulary);
  const artists = labels.map((label, at) => {
    const { columns, values } = rows.row(at);
    return {
      label: genreRanks[label] ?? 0,
      entries: Array.from(
        columns,
        (column, entry) => [columnRanks[column] ?? 0, values[entry] ?? 0] as const,
      ).sort(([a], [b]) => a - b),
    };
  });
  artists.sort((a, b) => a.label - b.label || compareEntries(a.entries, b.entries));
  const sorted = new SparseRows();
  for (const { entries } of artists) sorted.push(entries);
  return {
    genres: [...genres].sort(compareCodePoints),
    labels: Int32Array.from(artists, ({ label }) => label),
    vocabulary: [...vocabulary].sort(compareCodePoints),
    rows: sorted,
  };
}

/** The place of each name among all of them, sorted. */
function ranks(names: readonly string[]): number[] {
  const rankOf = new Map([...names].sort(compareCodePoints).map((name, rank) => [name, rank]));
  return names.map((name) => rankOf.get(name) ?? 0);
}

type Entries = readonly (readonly [column: number, value: number])[];

function compareEntries(a: Entries, b: Entries): number {
  for (const [at, [column, value]] of a.entries()) {
    const [otherColumn = -1, otherValue = 0] = b[at] ?? [];
    if (column !== otherColumn) return column - otherColumn;
    if (value !== otherValue) return value - otherValue;
  }
  return a.length - b.length;
}

function mixedTaggers(tagger: string, profile: ArtistProfile): SpotiTagsError {
  return new SpotiTagsError(
    'invalid-input',
    `Examples of different taggers cannot train one model: the first are by ${tagger}, ` +
      `${profile.artist.name} is by ${profile.tagger}. Tag all of them with one tagger.`,
  );
}

function indexOf(indexes: Map<string, number>, key: string): number {
  let index = indexes.get(key);
  if (index === undefined) indexes.set(key, (index = indexes.size));
  return index;
}
