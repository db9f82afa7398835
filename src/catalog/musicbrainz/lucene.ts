import { wordsOf } from '../names.ts';

/**
 * A name as a phrase of Lucene's query syntax. Between quotation marks only the mark itself and the backslash
 * are special: `AC/DC`, `!!!` and `Sunn O)))` stay as they are.
 */
export function phrase(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** Words that are often left out or written as `&`. */
const leftOut = new Set(['the', 'and']);

/** All words of a name, each with a few wrong letters. Undefined for a name without words. */
export function misspelled(name: string): string | undefined {
  const words = wordsIn(name);
  return words.length === 0 ? undefined : `(${words.map(fuzzy).join(' AND ')})`;
}

/** Whether the found name may be a spelling of the name, and does not only contain its words. */
export function maySpell(found: string, name: string): boolean {
  const words = wordsIn(name);
  const others = wordsIn(found);
  return (
    words.length > 0 &&
    words.length === others.length &&
    words.every((word, at) => Math.abs(word.length - (others[at]?.length ?? 0)) <= edits(word))
  );
}

function wordsIn(name: string): readonly string[] {
  return wordsOf(name).filter((word) => !leftOut.has(word));
}

function fuzzy(word: string): string {
  return edits(word) === 0 ? word : `${word}~${edits(word)}`;
}

/** Number of letters that may be wrong in a word, as in `AUTO` of Elasticsearch. */
function edits({ length }: string): number {
  if (length < 3) return 0;
  return length < 6 ? 1 : 2;
}
