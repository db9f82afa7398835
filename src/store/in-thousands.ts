/**
 * Does the work for each item, up to a thousand at a time. Writes at the same time share a transaction, and
 * transactions are what takes time. The number is limited because the items are held in memory.
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
