import { wordsOf } from '../names.ts';

/**
 * A name as a phrase of Lucene's query syntax. Between quotation marks nothing but the mark itself and the backslash
 * means anything: `AC/DC`, `!!!` and `Sunn O)))` stay as they are.
 */
export function phrase(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** Words that some write and some do not, or as `&`. */
const leftOut = new Set(['the', 'and']);

/** All words of a name, each with a few letters wrong; undefined for a name without words. */
export function misspelt(name: string): string | undefined {
  const words = wordsOf(name).filter((word) => !leftOut.has(word));
  return words.length === 0 ? undefined : `(${words.map(fuzzy).join(' AND ')})`;
}

/** Letters that may be wrong in a word of some length, as Elasticsearch's `AUTO` has it. */
function fuzzy(word: string): string {
  const { length } = word;
  if (length < 3) return word;
  return `${word}~${length < 6 ? 1 : 2}`;
}
