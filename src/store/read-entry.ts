import { inTime } from './in-time.ts';
import type { TagStore } from './store.ts';

/**
 * Reads an entry of a store.
 * @returns `undefined` if there is none.
 * @throws SpotiTagsError `service` if there is no answer within a minute; what the store rejects with, also if it is a Keyv without `throwOnErrors`. Such a Keyv answers a
 * failed read with "no value": tags would be paid for again, and corrections overwritten.
 */
export async function readEntry(store: TagStore, key: string): Promise<unknown> {
  return (await inTime(strict(store).get(key))) ?? undefined;
}

/** The store as it is, except that a Keyv does not hide failed reads. The user's object stays unchanged. */
function strict(store: TagStore): TagStore {
  if (!('throwOnErrors' in store)) return store;
  return Object.create(store, { throwOnErrors: { value: true } }) as TagStore;
}
