import { answerOf } from './answer-of.ts';
import type { TagStore } from './store.ts';

/** How many reads of a Keyv are under way, and its own property before them, if it has one. */
const reading = new WeakMap<TagStore, { reads: number; readonly before: PropertyDescriptor | undefined }>();

/**
 * Reads an entry of a store.
 * @returns `undefined` if there is none.
 * @throws SpotiTagsError `service` if the store fails or does not answer within a minute.
 */
export async function readEntry(store: TagStore, key: string): Promise<unknown> {
  const read = () => answerOf(() => store.get(key));
  return (await ('throwOnErrors' in store ? strictly(store, read) : read())) ?? undefined;
}

/** As {@link readEntry}, for several keys: all at once if the store can. */
export async function readEntries(store: TagStore, keys: readonly string[]): Promise<readonly unknown[]> {
  if (!store.getMany || 'throwOnErrors' in store)
    return Promise.all(keys.map((key) => readEntry(store, key)));
  const values = await answerOf(async () => store.getMany?.(keys));
  return keys.map((_, at) => values?.[at] ?? undefined);
}

/**
 * A Keyv without `throwOnErrors` answers a failed read with "no value": tags would be paid for again, and
 * corrections overwritten. During the read it has that option, and is then as it was. An object that inherits
 * from it would not do: it lacks the private members of a subclass.
 */
async function strictly<T>(store: TagStore, read: () => Promise<T>): Promise<T> {
  const before = Object.getOwnPropertyDescriptor(store, 'throwOnErrors');
  const state = reading.get(store) ?? { reads: 0, before };
  reading.set(store, state);
  state.reads += 1;
  Reflect.defineProperty(store, 'throwOnErrors', { value: true, configurable: true, writable: true });
  try {
    return await read();
  } finally {
    state.reads -= 1;
    if (state.reads === 0) {
      reading.delete(store);
      Reflect.deleteProperty(store, 'throwOnErrors');
      if (state.before) Reflect.defineProperty(store, 'throwOnErrors', state.before);
    }
  }
}
