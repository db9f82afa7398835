import type { ArtistProfile, CallOptions, GenreExample } from '../../model.ts';
import { GenreNames, genresOf } from '../../tags/genres.ts';
import { type AnyIterable, checkIterable } from '../../util/iterables.ts';
import type { FeatureCounter } from './count-features.ts';
import { hashOf } from './artist-sketch.ts';
import { type CollectedRows, RowCollector, inOrder, orderOf, ranksOf } from './collect-rows.ts';
import type { FeatureKey } from './features.ts';
import { type Origin, OriginReader } from './origin.ts';
import { PartsReader } from './parts.ts';
import { type SparseRows, compareRows, renumberColumns, selectRows } from './rows.ts';

/** Artists with several genres have a row for each of them. */
export interface SeveralGenres {
  /** The number of each row's artist. */
  readonly artists: Int32Array;
  /** Of each row: 1 divided by the number of the artist's genres, so that all artists count alike. */
  readonly weights: Float64Array;
}

/** Examples as numbers: what every local model is fitted to. */
export interface TrainingSet {
  readonly origin: Origin;
  /** In the order of their code points. */
  readonly genres: readonly string[];
  /** Index into `genres`, one per row. */
  readonly labels: Int32Array;
  /** The feature of each column, in the order of their code points: those of one kind follow each other. */
  readonly vocabulary: readonly FeatureKey[];
  /** Weights, above 0 but in an embedding; one row per artist and genre, columns ascending. */
  readonly rows: SparseRows;
  /** Absent if every artist has one genre. */
  readonly several?: SeveralGenres;
  /** Some artists with few of their albums. `row` is the row of the whole artist. */
  readonly parts: readonly { readonly profile: ArtistProfile; readonly row: number }[];
}

/** @throws SpotiTagsError `invalid-input` for no examples, or for several taggers. */
export async function readTrainingSet(
  examples: AnyIterable<GenreExample>,
  count: FeatureCounter,
  { signal }: CallOptions,
): Promise<TrainingSet> {
  checkIterable(examples);
  const names = new GenreNames();
  const genres = new Map<string, number>();
  const labels: number[] = [];
  const artists: number[] = [];
  /** The number of each row's example. */
  const numbers: number[] = [];
  let number = 0;
  const rows = new RowCollector();
  const reader = new OriginReader();
  const partsReader = new PartsReader();

  for await (const example of examples) {
    signal?.throwIfAborted();
    const { profile } = example;
    reader.add(profile);
    number += 1;
    const counted = count(profile);
    for (const key of new Set(genresOf(example).map((genre) => names.add(genre)))) {
      partsReader.add(profile, labels.length);
      labels.push(indexOf(genres, key));
      artists.push(hashOf(profile.artist));
      numbers.push(number);
      rows.add(counted);
    }
  }
  const spellings = Array.from(genres.keys(), (key) => names.common(key));
  const several = labels.length > number ? weighRows(numbers) : undefined;
  const { order, ...ordered } = inOneOrder(spellings, labels, artists, rows.inOrder(), several);
  const places = ranksOf(order);
  const parts = partsReader.parts().map(({ profile, at }) => ({ profile, row: places[at] ?? 0 }));
  return { origin: reader.origin(), ...ordered, parts };
}

/** @param artists - the number of each row's artist. */
function weighRows(artists: readonly number[]): SeveralGenres {
  const counts = new Map<number, number>();
  for (const artist of artists) counts.set(artist, (counts.get(artist) ?? 0) + 1);
  return {
    artists: Int32Array.from(artists),
    weights: Float64Array.from(artists, (artist) => 1 / (counts.get(artist) ?? 1)),
  };
}

/** The set with only those columns that are kept. Its rows are changed in place: do not use the given set again. */
export function keepColumns(set: TrainingSet, isKept: (feature: FeatureKey) => boolean): TrainingSet {
  const vocabulary = set.vocabulary.filter(isKept);
  if (vocabulary.length === set.vocabulary.length) return set;
  let kept = 0;
  const renumbered = Int32Array.from(set.vocabulary, (feature) =>
    feature === vocabulary[kept] ? kept++ : -1,
  );
  return { ...set, vocabulary, rows: renumberColumns(set.rows, renumbered) };
}

/**
 * Genres, columns and rows in an order that does not depend on the order of the examples. Sums of floating-point numbers
 * depend on their order, and so does everything that is fitted. Artists come first, so that rows of other features have the
 * same order.
 */
function inOneOrder(
  genres: readonly string[],
  labels: readonly number[],
  artists: readonly number[],
  { vocabulary, rows }: CollectedRows,
  several: SeveralGenres | undefined,
): Omit<TrainingSet, 'origin' | 'parts'> & { readonly order: Uint32Array } {
  const genreOrder = orderOf(genres);
  const genreRanks = ranksOf(genreOrder);
  const rankOf = (at: number) => genreRanks[labels[at] ?? 0] ?? 0;
  const order = Uint32Array.from(labels, (_, at) => at).sort(
    (a, b) =>
      rankOf(a) - rankOf(b) ||
      (artists[a] ?? 0) - (artists[b] ?? 0) ||
      compareRows(rows, a, b) ||
      (several?.weights[a] ?? 1) - (several?.weights[b] ?? 1),
  );
  return {
    ...(several && {
      several: {
        artists: Int32Array.from(order, (at) => several.artists[at] ?? 0),
        weights: Float64Array.from(order, (at) => several.weights[at] ?? 1),
      },
    }),
    genres: inOrder(genres, genreOrder),
    labels: Int32Array.from(order, rankOf),
    vocabulary,
    rows: selectRows(rows, order),
    order,
  };
}

function indexOf(indexes: Map<string, number>, key: string): number {
  let index = indexes.get(key);
  if (index === undefined) indexes.set(key, (index = indexes.size));
  return index;
}
