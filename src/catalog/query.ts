import { SpotiTagsError } from '../errors.ts';

/**
 * The text of a query, without white space around it.
 * @param expected - what to pass, for the error: `the name, id or URL of an artist`.
 * @throws SpotiTagsError `invalid-input` for a query that is empty, not a text, or contains control characters.
 */
export function readQuery(query: unknown, expected: string): string {
  if (typeof query !== 'string')
    throw new SpotiTagsError(
      'invalid-input',
      `The query must be a text, got ${typeof query}. Pass ${expected}.`,
    );
  const text = query.trim();
  if (text === '') throw new SpotiTagsError('invalid-input', `The query is empty. Pass ${expected}.`);
  // Tabs and line breaks are white space, as a copied name has it.
  if (/(?!\s)\p{Cc}/u.test(text)) {
    throw new SpotiTagsError(
      'invalid-input',
      `The query ${JSON.stringify(text)} contains control characters. Pass ${expected}.`,
    );
  }
  return text;
}
