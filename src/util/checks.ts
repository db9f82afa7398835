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
  // A message of one of our schemas.
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

/** Where and why a text is not JSON: `line 3, column 14: unexpected "}"`. */
export function jsonFault(text: string): string {
  const at = faultOffset(text);
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  const column = at - before.lastIndexOf('\n');
  const [char] = text.slice(at, at + 2);
  const what = char === undefined ? 'the text ends too early' : `unexpected ${JSON.stringify(char)}`;
  return `line ${line}, column ${column}: ${what}`;
}

const space = /[ \t\r\n]*/uy;
const token =
  /[{}[\],:]|"[^"\\\0-\u001f]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\0-\u001f]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;

/** What may come next. In an object, names and values take turns. */
type Expected = 'value' | 'value or ]' | 'name' | 'name or }' | 'colon' | 'comma or end' | 'nothing';

/** The offset of the first token that does not fit. `JSON.parse` does not always tell it. */
function faultOffset(text: string): number {
  const open: string[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    space.lastIndex = at;
    at += space.exec(text)?.[0].length ?? 0;
    token.lastIndex = at;
    const found = token.exec(text)?.[0];
    const next: Expected | undefined = found === undefined ? undefined : follow(found, expected, open);
    if (found === undefined || next === undefined) return at;
    expected = next;
    at += found.length;
  }
}

function follow(found: string, expected: Expected, open: string[]): Expected | undefined {
  const mayBeValue = expected === 'value' || expected === 'value or ]';
  const [first = ''] = found;
  if (first === '{' || first === '[') {
    if (!mayBeValue) return undefined;
    open.push(first);
    return first === '{' ? 'name or }' : 'value or ]';
  }
  const inside = open.at(-1);
  if (first === '}' || first === ']') {
    const isEmpty = expected === (first === '}' ? 'name or }' : 'value or ]');
    if (!isEmpty && !(expected === 'comma or end' && inside === (first === '}' ? '{' : '[')))
      return undefined;
    open.pop();
    return open.length > 0 ? 'comma or end' : 'nothing';
  }
  if (first === ':') return expected === 'colon' ? 'value' : undefined;
  if (first === ',') {
    if (expected !== 'comma or end') return undefined;
    return inside === '{' ? 'name' : 'value';
  }
  if (first === '"' && (expected === 'name' || expected === 'name or }')) return 'colon';
  if (!mayBeValue) return undefined;
  return open.length > 0 ? 'comma or end' : 'nothing';
}
