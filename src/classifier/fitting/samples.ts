import { type SparseRows, selectRows } from '../features/rows.ts';
import type { SeveralGenres } from '../features/training-set.ts';
import { selectSeveral, totalWeight, weightsOf, wholeArtists } from './several-genres.ts';

/** The genres of rows. */
interface Labels {
  /** Genre of each row, by index; rows of a genre follow each other. */
  readonly labels: Int32Array;
  /** Number of genres. */
  readonly genres: number;
  /** Absent if every artist has one genre, and so one row. */
  readonly several?: SeveralGenres;
}

/** Labeled rows: what a model is fitted to. */
export interface LabeledRows extends Labels {
  readonly rows: SparseRows;
  /** Number of columns. */
  readonly columns: number;
}

/** What held-out scores are compared with. */
export interface Truth {
  /** Genre of each row. */
  readonly labels: Int32Array;
  /** How much each row counts. Absent if all count alike. */
  readonly weights?: Float64Array;
}

/** The share of each genre among the rows. */
export function sharesOf(data: Labels): number[] {
  const all = totalWeight(data);
  return Array.from(artistsOf(data), (count) => count / all);
}

/** The number of artists of each genre. An artist with several is a part in each. */
export function artistsOf({ labels, genres, several }: Labels): Float64Array {
  const artists = new Float64Array(genres);
  for (const [at, label] of labels.entries())
    artists[label] = (artists[label] ?? 0) + (several?.weights[at] ?? 1);
  return artists;
}

function labelsOf({ labels }: Pick<Labels, 'labels'>, chosen: Uint32Array): Int32Array {
  return Int32Array.from(chosen, (at) => labels[at] ?? 0);
}

export function truthOf(data: Labels, chosen: Uint32Array): Truth {
  return { labels: labelsOf(data, chosen), ...weightsOf(data, chosen) };
}

/** The chosen rows alone, of the same genres and columns. */
export function subset(data: LabeledRows, chosen: Uint32Array): LabeledRows {
  const rows = selectRows(data.rows, chosen);
  return { ...data, rows, labels: labelsOf(data, chosen), ...selectSeveral(data, chosen) };
}

/** Scores that are in memory at once. */
const mostScores = 20_000_000;

/** The number of rows whose scores for all genres fit into memory, so that 20,000 genres do not take gigabytes. */
export function rowsOfScores(genres: number): number {
  return Math.max(2, Math.floor(mostScores / genres));
}

/** From this many artists on, one tenth is held out; below, every artist is, in one of five folds. */
export const manyArtists = 5000;

/**
 * 1 for each row that is held out if it can be. With many artists a tenth tells enough: ten times as many would change
 * probabilities by less than 1 %. All sources hold out the same artists.
 */
export function heldOutRows(data: Labels): Uint8Array {
  const all = Uint32Array.from(data.labels.keys());
  const dealt = data.labels.length >= manyArtists ? dealFolds(all, data, 10) : undefined;
  const some = dealt ? all.filter((at) => dealt[at] === 0) : all;
  const isHeld = new Uint8Array(data.labels.length);
  for (const at of wholeArtists(data, spread(some, data, rowsOfScores(data.genres)))) isHeld[at] = 1;
  return isHeld;
}

/**
 * The fold of each row; -1 for a row that no fold holds out.
 *
 * @param folds - how many; with 1, those that are held out are held out together.
 */
export function foldsOf(data: LabeledRows, isHeld: Uint8Array, folds: number): Int32Array {
  const held = holdable(data).filter((at) => isHeld[at] === 1);
  const foldOf = new Int32Array(data.labels.length).fill(-1);
  for (const [at, fold] of dealFolds(held, data, folds).entries()) foldOf[held[at] ?? 0] = fold;
  return foldOf;
}

/**
 * Rows that can be held out: their genre has another artist to learn from, and they have features that other artists have.
 * A model says nothing about what it has not seen.
 */
export function holdable(data: LabeledRows): Uint32Array {
  const { rows, labels, genres } = data;
  const { starts, ends, columns } = rows;
  const isShared = sharedColumns(data);
  const hasShared = (at: number) => {
    const end = ends[at] ?? 0;
    for (let entry = starts[at] ?? 0; entry < end; entry++) {
      if (isShared[columns[entry] ?? 0] === 1) return true;
    }
    return false;
  };
  const artists = new Uint32Array(genres);
  for (const label of labels) artists[label] = (artists[label] ?? 0) + 1;
  const all = Uint32Array.from(labels.keys());
  return wholeArtists(
    data,
    all.filter((at) => (artists[labels[at] ?? 0] ?? 0) > 1 && hasShared(at)),
  );
}

/** 1 for each column that several artists have. */
export function sharedColumns({ rows, columns: count, several }: LabeledRows): Uint8Array {
  const { length, starts, ends, columns } = rows;
  const artistOf = several?.artists;
  /** Of each column, one more than the first of its artists. */
  const first = new Uint32Array(count);
  const isShared = new Uint8Array(count);
  for (let at = 0; at < length; at++) {
    const artist = 1 + (artistOf ? (artistOf[at] ?? 0) : at);
    const end = ends[at] ?? 0;
    for (let entry = starts[at] ?? 0; entry < end; entry++) {
      const column = columns[entry] ?? 0;
      if (first[column] === 0) first[column] = artist;
      else if (first[column] !== artist) isShared[column] = 1;
    }
  }
  return isShared;
}

/**
 * About `limit` of the given rows, each genre in proportion, evenly spaced: the choice depends neither on chance nor on the
 * names of genres. All of them if they are not more than that. If there are so many genres that each could give less than
 * two, some genres give two: one alone could not be held out.
 */
export function spread(chosen: Uint32Array, { labels, genres }: Labels, limit: number): Uint32Array {
  if (chosen.length <= limit) return chosen;
  const isCrowded = limit < 2 * genres;
  // Of a genre with few artists, two.
  const every = isCrowded ? 1 : chosen.length / limit;
  const mostOfGenre = isCrowded ? 2 : Infinity;
  const genresApart = isCrowded ? Math.ceil((2 * genres) / limit) : 1;
  const places = new Uint32Array(genres);
  return chosen.filter((at) => {
    const label = labels[at] ?? 0;
    if (label % genresApart !== 0) return false;
    const place = places[label] ?? 0;
    places[label] = place + 1;
    return place < mostOfGenre && Math.floor(place / every) !== Math.floor((place - 1) / every);
  });
}

/**
 * Deals rows into folds, genre by genre; says the fold of each of the chosen rows. The rows of an artist with several genres
 * are in one fold.
 */
export function dealFolds(
  chosen: Uint32Array,
  { labels, genres, several }: Labels,
  folds: number,
): Uint32Array {
  const places = new Uint32Array(genres);
  const dealt = new Map<number, number>();
  return chosen.map((at) => {
    const before = several && dealt.get(several.artists[at] ?? 0);
    if (before !== undefined) return before;
    const label = labels[at] ?? 0;
    const place = places[label] ?? 0;
    places[label] = place + 1;
    const fold = place % folds;
    if (several) dealt.set(several.artists[at] ?? 0, fold);
    return fold;
  });
}
