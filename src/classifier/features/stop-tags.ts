import { largestOf, leastOf } from '../../util/order.ts';
import { parseKey } from './features.ts';
import type { TrainingSet } from './training-set.ts';

/** A tag is common to a genre when at least this share of its artists carry it. */
const commonShare = 0.5;
/** Genres have a tag alike if the genre with most of it has at most this many times as much as the genre with least. */
const alikeRatio = 1.15;

/**
 * The tags that say nothing because every genre has them alike: they are common to every genre, and their mean share of an
 * artist's total weight is nearly the same in each. With one genre there is nothing to compare, and the list is empty.
 */
export function learnStopTags({ genres, labels, vocabulary, rows }: TrainingSet): string[] {
  if (genres.length < 2) return [];
  const { starts, ends, columns, values } = rows;
  const isTag = vocabulary.map((feature) => parseKey(feature).kind === 'tag');
  const artists = new Float64Array(genres.length);
  // A tag that is common to every genre is common to all artists. Only such tags are counted by genre, because tags times
  // genres may be more than fits into memory.
  const commonTags = countCarriers({ rows, vocabulary }).map((count, column) =>
    isTag[column] && count >= commonShare * rows.length ? 1 : 0,
  );
  const places = new Int32Array(vocabulary.length).fill(-1);
  let candidates = 0;
  for (const [column, isCommon] of commonTags.entries()) if (isCommon) places[column] = candidates++;
  const carriers = new Float64Array(candidates * genres.length);
  const shares = new Float64Array(candidates * genres.length);
  for (let at = 0; at < rows.length; at++) {
    const label = labels[at] ?? 0;
    const [start, end] = [starts[at] ?? 0, ends[at] ?? 0];
    let total = 0;
    for (let entry = start; entry < end; entry++) if (isTag[columns[entry] ?? 0]) total += values[entry] ?? 0;
    artists[label] = (artists[label] ?? 0) + 1;
    for (let entry = start; entry < end; entry++) {
      const place = places[columns[entry] ?? 0] ?? -1;
      if (place < 0) continue;
      const cell = place * genres.length + label;
      carriers[cell] = (carriers[cell] ?? 0) + 1;
      shares[cell] = (shares[cell] ?? 0) + (values[entry] ?? 0) / total;
    }
  }
  const perArtist = (sums: Float64Array, column: number) =>
    genres.map(
      (_, genre) => (sums[(places[column] ?? 0) * genres.length + genre] ?? 0) / (artists[genre] ?? 1),
    );

  return vocabulary
    .filter((_, column) => {
      if ((places[column] ?? -1) < 0 || leastOf(perArtist(carriers, column)) < commonShare) return false;
      const means = perArtist(shares, column);
      return largestOf(means) <= alikeRatio * leastOf(means);
    })
    .map((feature) => parseKey(feature).name);
}

/** How many artists have each feature. */
function countCarriers({ rows, vocabulary }: Pick<TrainingSet, 'rows' | 'vocabulary'>): Float64Array {
  const counts = new Float64Array(vocabulary.length);
  for (let at = 0; at < rows.length; at++) {
    for (let entry = rows.starts[at] ?? 0; entry < (rows.ends[at] ?? 0); entry++) {
      const column = rows.columns[entry] ?? 0;
      counts[column] = (counts[column] ?? 0) + 1;
    }
  }
  return counts;
}
