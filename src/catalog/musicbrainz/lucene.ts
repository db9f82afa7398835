import { spelledWords, wordEdits } from '../names.ts';

/**
 * A name as a phrase of Lucene's query syntax. Between quotation marks only the mark itself and the backslash
 * are special: `AC/DC`, `!!!` and `Sunn O)))` stay as they are.
 */
export function phrase(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** All words of a name, each with a few wrong letters. Undefined for a name without words. */
export function misspelled(name: string): string | undefined {
  const words = spelledWords(name);
  return words.length === 0 ? undefined : `(${words.map(fuzzy).join(' AND ')})`;
}

function fuzzy(word: string): string {
  return wordEdits(word) === 0 ? word : `${word}~${wordEdits(word)}`;
}
