/**
 * Characters that some reader of text acts on: controls, which move the cursor of a terminal; controls of the direction
 * of writing, which change what a reader sees; U+2028 and U+2029, at which some readers split lines. Line feed and tab
 * are not among them.
 */
const unsafe = /[\0-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** Unsafe characters as JSON escapes. JSON stays the same value. */
export function escapeUnsafe(text: string): string {
  return text.replace(unsafe, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The value as JSON that is safe to print, and that every reader of lines takes as one line if there is no indent. */
export function jsonText(value: unknown, indent?: number): string {
  return escapeUnsafe(JSON.stringify(value, null, indent));
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
