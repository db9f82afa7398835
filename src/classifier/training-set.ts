import { SpotiTagsError } from '../errors.ts';
import type { ArtistProfile, CallOptions, Example, TagWeight } from '../model.ts';
import type { TagFilter } from '../tags/filter.ts';
import { compareCodePoints } from '../tags/order.ts';
import { sumTags } from '../tags/sum.ts';
import {
  RowsBuilder,
  type SparseRows,
  compareRows,
  renumberColumns,
  selectRows,
  sortEntries,
} from './rows.ts';

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
  /** The tag of each column, in the order of their code points. */
  readonly vocabulary: readonly string[];
  /** Tag weights above 0, one row an artist, columns ascending. */
  readonly rows: SparseRows;
}

/** A weight is a sum of confidences: more than this is a mistake, and sums of its squares could overflow. */
const heaviest = 1e9;

/**
 * The tags of a profile that count for a model: the raw tags through the model's own filter, whatever filter the
 * profile was summed with. A profile without tagged covers has only its sum, which is then taken as it is.
 */
export function countTags(profile: ArtistProfile, options: CountOptions): readonly TagWeight[] {
  const hasCovers = profile.albums.some(({ cover }) => cover.status === 'tagged');
  const tags = hasCovers ? sumTags(profile.albums, options) : profile.tags;
  for (const { name, weight } of tags) {
    if (!(weight >= 0 && weight <= heaviest)) {
      throw new SpotiTagsError(
        'invalid-input',
        `The tag ${JSON.stringify(name)} of ${profile.artist.name} has the weight ${weight}; weights are finite, ` +
          `not negative, and at most ${heaviest}.`,
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
  const rows = new RowsBuilder();
  let tagger: string | undefined;

  for await (const { genre, profile } of examples) {
    options.signal?.throwIfAborted();
    tagger ??= profile.tagger;
    if (profile.tagger !== tagger) throw mixedTaggers(tagger, profile);
    labels.push(indexOf(genres, genre));
    for (const { name, weight } of countTags(profile, options)) {
      // A weight of 0 is a tag that is not there.
      if (weight > 0) rows.push(indexOf(columns, name), weight);
    }
    rows.endRow();
  }
  if (tagger === undefined) {
    throw new SpotiTagsError('invalid-input', 'There is nothing to train on: no examples came.');
  }
  return { tagger, ...inOneOrder([...genres.keys()], labels, [...columns.keys()], rows.rows()) };
}

/** The set without the columns of the given tags; the set that was passed in is used up. */
export function withoutTags(set: TrainingSet, dropped: readonly string[]): TrainingSet {
  if (dropped.length === 0) return set;
  const gone = new Set(dropped);
  let kept = 0;
  const renumbered = Int32Array.from(set.vocabulary, (tag) => (gone.has(tag) ? -1 : kept++));
  return {
    ...set,
    vocabulary: set.vocabulary.filter((tag) => !gone.has(tag)),
    rows: renumberColumns(set.rows, renumbered),
  };
}

/**
 * Genres, columns and rows in an order that does not depend on how the examples came: sums of floating-point numbers
 * do, and with them everything that is fitted.
 */
function inOneOrder(
  genres: readonly string[],
  labels: readonly number[],
  vocabulary: readonly string[],
  unordered: SparseRows,
): Omit<TrainingSet, 'tagger'> {
  const genreRanks = ranks(genres);
  const rows = renumberColumns(unordered, ranks(vocabulary));
  sortEntries(rows);
  const rankOf = (at: number) => genreRanks[labels[at] ?? 0] ?? 0;
  const order = Uint32Array.from(labels, (_, at) => at).sort(
    (a, b) => rankOf(a) - rankOf(b) || compareRows(rows, a, b),
  );
  return {
    genres: [...genres].sort(compareCodePoints),
    labels: Int32Array.from(order, rankOf),
    vocabulary: [...vocabulary].sort(compareCodePoints),
    rows: selectRows(rows, order),
  };
}

/** The place of each name among all of them, sorted. */
function ranks(names: readonly string[]): Int32Array {
  const ranked = new Int32Array(names.length);
  const order = names.map((name, at) => ({ name, at })).sort((a, b) => compareCodePoints(a.name, b.name));
  for (const [rank, { at }] of order.entries()) ranked[at] = rank;
  return ranked;
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
