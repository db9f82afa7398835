import { SpotiTagsError } from '../errors.ts';

/** A list, or what is read item by item: an array, a generator, `readDataset(path)`. */
export type AnyIterable<T> = Iterable<T> | AsyncIterable<T>;

/**
 * Refuses what is not a list. A path is iterable too, letter by letter.
 * @param what - what the items are, for the error.
 */
export function checkIterable(
  items: unknown,
  what = 'examples must be a list or an iterable of { genre, profile }',
): void {
  if (
    typeof items === 'object' &&
    items !== null &&
    (Symbol.iterator in items || Symbol.asyncIterator in items)
  )
    return;
  throw new SpotiTagsError(
    'invalid-input',
    `The ${what}, got ${typeof items}. To read a file, pass readDataset(path).`,
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
