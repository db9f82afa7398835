/** An element that is known to exist; typed arrays hold numbers everywhere within their length. */
export function at(array: ArrayLike<number>, index: number): number {
  return array[index] ?? 0;
}

export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

export function mean(values: ArrayLike<number> & Iterable<number>): number {
  return values.length === 0 ? 0 : sum(values) / values.length;
}
