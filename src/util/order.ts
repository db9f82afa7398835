/**
 * Compares by Unicode code point, which is the same in every locale (`<` compares UTF-16 units, which differ
 * above U+FFFF).
 */
export function compareCodePoints(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left === right) continue;
    const leftIsSurrogate = left >= 0xd800 && left <= 0xdfff;
    const rightIsSurrogate = right >= 0xd800 && right <= 0xdfff;
    if (leftIsSurrogate !== rightIsSurrogate) return leftIsSurrogate ? 1 : -1;
    return left - right;
  }
  return a.length - b.length;
}

/** Heaviest first. Ties are sorted by code point of the name, so that all lists have the same order. */
export function byWeight(
  a: { readonly name: string; readonly weight: number },
  b: { readonly name: string; readonly weight: number },
): number {
  return b.weight - a.weight || compareCodePoints(a.name, b.name);
}

/** The largest of any number of values. `Math.max(...values)` fails above some 100,000. */
export function largestOf(values: Iterable<number>): number {
  let largest = -Infinity;
  for (const value of values) largest = Math.max(largest, value);
  return largest;
}

/** The least of any number of values. */
export function leastOf(values: Iterable<number>): number {
  let least = Infinity;
  for (const value of values) least = Math.min(least, value);
  return least;
}
