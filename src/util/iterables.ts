import { SpotiTagsError } from '../errors.ts';

/** A list, or what is read item by item: an array, a generator, `readDataset(path)`. */
export type AnyIterable<T> = Iterable<T> | AsyncIterable<T>;

/** Refuses what is not a list. A path is iterable too, letter by letter. */
export function checkIterable(items: unknown): void {
  const isList = typeof items === 'object' && items !== null;
  if (isList && (Symbol.iterator in items || Symbol.asyncIterator in items)) return;
  throw new SpotiTagsError(
    'invalid-input',
    `The examples or profiles must be a list or an iterable, got ${typeof items}. ` +
      'To read a file, pass readDataset(path).',
  );
}

/** All items, for work that needs them more than once. */
export async function listOf<T>(
  items: AnyIterable<T>,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<readonly T[]> {
  checkIterable(items);
  const list: T[] = [];
  for await (const item of items) {
    signal?.throwIfAborted();
    list.push(item);
  }
  return list;
}

/** Shows each item to `visit`, then returns what `end` makes: at once for a list, as a promise for an async iterable. */
export function visitAll<T, R>(
  items: AnyIterable<T>,
  visit: (item: T) => void,
  end: () => R,
): R | Promise<R> {
  checkIterable(items);
  if (!(Symbol.asyncIterator in items)) {
    for (const item of items) visit(item);
    return end();
  }
  return (async () => {
    for await (const item of items) visit(item);
    return end();
  })();
}
