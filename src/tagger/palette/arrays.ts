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

/** Pearson's r, −1..1; 0 where one of the sides does not vary more than `floor` (variance per element). */
export function correlation(left: ArrayLike<number>, right: ArrayLike<number>, floor: number): number {
  const { length } = left;
  let sumLeft = 0;
  let sumRight = 0;
  let squaresLeft = 0;
  let squaresRight = 0;
  let products = 0;
  for (let i = 0; i < length; i++) {
    const x = left[i] ?? 0;
    const y = right[i] ?? 0;
    sumLeft += x;
    sumRight += y;
    squaresLeft += x * x;
    squaresRight += y * y;
    products += x * y;
  }
  const varianceLeft = squaresLeft / length - (sumLeft / length) ** 2;
  const varianceRight = squaresRight / length - (sumRight / length) ** 2;
  if (varianceLeft <= floor || varianceRight <= floor) return 0;
  const covariance = products / length - (sumLeft / length) * (sumRight / length);
  return covariance / Math.sqrt(varianceLeft * varianceRight);
}
