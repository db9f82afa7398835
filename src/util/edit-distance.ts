/** The time grows with the square of it. */
const mostLetters = 500;

/**
 * The number of letters that are added, left out, changed, or swapped with the next one (optimal string alignment
 * distance). More than `most` counts as infinite, and so does any difference of texts that are too long for a name.
 */
export function editDistance(a: string, b: string, most = Infinity): number {
  if (a === b) return 0;
  if (Math.max(a.length, b.length) > mostLetters) return Infinity;
  const left = Array.from(a);
  const right = Array.from(b);
  if (Math.abs(left.length - right.length) > most) return Infinity;
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (const [i, letter] of left.entries()) {
    const row = [i + 1];
    for (const [j, other] of right.entries()) {
      const isSwapped = i > 0 && j > 0 && letter === right[j - 1] && left[i - 1] === other;
      row.push(
        Math.min(
          (last[j + 1] ?? 0) + 1,
          (row[j] ?? 0) + 1,
          (last[j] ?? 0) + (letter === other ? 0 : 1),
          isSwapped ? (beforeLast[j - 1] ?? 0) + 1 : Infinity,
        ),
      );
    }
    beforeLast = last;
    last = row;
  }
  const distance = last[right.length] ?? 0;
  return distance <= most ? distance : Infinity;
}
