import { editDistance } from '../util/edit-distance.ts';
import { compareCodePoints } from '../util/order.ts';
import { foldGenre } from './genres.ts';

/** A name with its fold. Several may have one name: its synonyms. */
interface Folded {
  readonly name: string;
  readonly fold: string;
}

const mostSuggestions = 3;

function withoutDoubles(name: string): string {
  return name.replace(/(.)\1+/gu, '$1');
}

/** Number of letters that may be wrong. "k-pop" with another letter is another genre. */
function mostEdits({ length }: string): number {
  if (length < 5) return 0;
  return length < 9 ? 1 : 2;
}

/**
 * The names that are written alike, the most similar first; then those that the name ends with, as "epic doom metal" with
 * "doom metal", the longest first.
 */
export function nearNames(name: string, known: readonly Folded[]): readonly string[] {
  const fold = foldGenre(name);
  const edited = known
    .map((one) => ({ name: one.name, edits: distance(fold, one.fold) }))
    .filter(({ edits }) => edits < Infinity)
    .sort((a, b) => a.edits - b.edits || compareCodePoints(a.name, b.name));
  const words = name.trim().split(/[\s-]+/u);
  const ends = words.slice(1).map((_, at) => foldGenre(words.slice(at + 1).join(' ')));
  const ended = ends.flatMap((end) => known.filter((one) => one.fold === end));
  return [...new Set([...edited, ...ended].map((one) => one.name))].slice(0, mostSuggestions);
}

/** Genres of which every pair is compared. Twice as many take four times as long. */
const mostCompared = 2000;

/**
 * Pairs of genres that may be one: their names differ in punctuation, or in a letter or two.
 *
 * @param genres - the most frequent first: it is what the other may be.
 */
export function nearDuplicates(
  genres: readonly string[],
): readonly { readonly name: string; readonly like: string }[] {
  const folded = genres.map((name) => ({ name, fold: foldGenre(name) }));
  const first = new Map<string, string>();
  return folded.flatMap(({ name, fold }, at) => {
    const same = first.get(fold);
    if (same !== undefined) return { name, like: same };
    first.set(fold, name);
    const near =
      at < mostCompared ? folded.slice(0, at).find((one) => distance(fold, one.fold) < Infinity) : undefined;
    return near ? { name, like: near.name } : [];
  });
}

function distance(a: string, b: string): number {
  // "jaz" is "jazz", short as it is.
  if (withoutDoubles(a) === withoutDoubles(b)) return 1;
  return editDistance(a, b, Math.min(mostEdits(a), mostEdits(b)));
}
