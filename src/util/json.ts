/**
 * Characters that some reader of text acts on: controls, which move the cursor of a terminal; controls of the direction
 * of writing, which change what a reader sees; U+2028 and U+2029, at which some readers split lines. Line feed and tab
 * are not among them.
 */
const unsafe = /[\0-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** Unsafe characters as JSON escapes. JSON stays the same value. */
export function escapeUnsafe(text: string): string {
  return escaped(text, unsafe);
}

function escaped(text: string, characters: RegExp): string {
  return text.replace(characters, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The screen takes them for marks of its own. */
const noncharacters = /[\ufdd0-\ufdef]/gu;

/** The value as JSON that is safe to print, and that every reader of lines takes as one line if there is no indent. */
export function jsonText(value: unknown, indent?: number): string {
  return escaped(escapeUnsafe(JSON.stringify(value, null, indent)), noncharacters);
}
