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
  const carriers = new Float64Array(vocabulary.length * genres.length);
  const shares = new Float64Array(vocabulary.length * genres.length);
  for (let at = 0; at < rows.length; at++) {
    const label = labels[at] ?? 0;
    const [start, end] = [starts[at] ?? 0, ends[at] ?? 0];
    let total = 0;
    for (let entry = start; entry < end; entry++) if (isTag[columns[entry] ?? 0]) total += values[entry] ?? 0;
    artists[label] = (artists[label] ?? 0) + 1;
    for (let entry = start; entry < end; entry++) {
      if (!isTag[columns[entry] ?? 0]) continue;
      const cell = (columns[entry] ?? 0) * genres.length + label;
      carriers[cell] = (carriers[cell] ?? 0) + 1;
      shares[cell] = (shares[cell] ?? 0) + (values[entry] ?? 0) / total;
    }
  }
  const perArtist = (sums: Float64Array, column: number) =>
    genres.map((_, genre) => (sums[column * genres.length + genre] ?? 0) / (artists[genre] ?? 1));

  return vocabulary
    .filter((_, column) => {
      if (!isTag[column] || leastOf(perArtist(carriers, column)) < commonShare) return false;
      const means = perArtist(shares, column);
      return largestOf(means) <= alikeRatio * leastOf(means);
    })
    .map((feature) => parseKey(feature).name);
}
