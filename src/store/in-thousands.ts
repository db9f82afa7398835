/**
 * Does the work for each item. Many are under way at once, since their writes then share a transaction, which is what
 * takes time; not all, since they are held in memory.
 */
export async function inThousands<T>(
  items: Iterable<T> | AsyncIterable<T>,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const working: Promise<unknown>[] = [];
  for await (const item of items) {
    working.push(work(item));
    if (working.length === 1000) await Promise.all(working.splice(0));
  }
  await Promise.all(working);
}
