/** An element that is known to exist. Of one kind of array only, since reading from several kinds takes ten times as long. */
export function at(array: Float64Array, index: number): number {
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
