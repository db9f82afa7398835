import * as v from 'valibot';

/** The value as the schema has it, or what is wrong with it: `albums.3.title must be a text, got 5`. */
export type Checked<Output> = { readonly output: Output } | { readonly problem: string };

/** Checks a value, and stops at the first problem: a list of wrong values would make a problem of each. */
export function checkShape<Output>(
  schema: v.GenericSchema<unknown, Output>,
  value: unknown,
): Checked<Output> {
  const checked = v.safeParse(schema, value, { abortEarly: true });
  return checked.success ? { output: checked.output } : { problem: problemOf(checked.issues[0]) };
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  const subject = path ?? 'it';
  const { expected, received, message } = issue;
  // A message of a schema of ours.
  if (!message.startsWith('Invalid ')) return path === null ? message : `${path}: ${message}`;
  if (expected === 'never') return `the key ${subject} does not belong there`;
  if (received === 'undefined') return `${subject} is missing`;
  return `${subject} must be ${expected === null ? 'something else' : wordsOf(expected)}, got ${receivedOf(issue)}`;
}

const words = new Map([
  ['string', 'a text'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
  ['Object', 'an object'],
  ['Array', 'a list'],
]);

/** Valibot says `string`, `("a" | "b")`, `>=0`, `!=0`. */
function wordsOf(expected: string): string {
  return expected
    .replace(/^\((.*)\)$/u, '$1')
    .split(' | ')
    .map(
      (one) =>
        words.get(one) ??
        one.replace(/^>=/u, 'at least ').replace(/^<=/u, 'at most ').replace(/^>/u, 'above '),
    )
    .join(' or ');
}

function receivedOf({ received, input }: v.BaseIssue<unknown>): string {
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object' && input !== null) return 'an object';
  return received.length > 60 ? `${received.slice(0, 60)}…` : received;
}
