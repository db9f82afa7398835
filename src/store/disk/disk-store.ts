import { checkOptions } from '../../util/options.ts';
import type { TagStore } from '../store.ts';
import type { StoreEntry } from './entry.ts';
import { type DiskStoreOptions, diskStoreOptions } from './options.ts';

export type { StoreEntry } from './entry.ts';

/** A {@link TagStore} in a folder. Several processes may use it at the same time. */
export interface DiskStore extends TagStore, AsyncDisposable {
  /**
   * All entries that have not expired, ordered by key; those with keys of more than 1000 bytes, by its first 200 characters.
   * With `prefix`, only those whose key begins with it.
   */
  entries(options?: { readonly prefix?: string }): AsyncIterable<StoreEntry>;
  /**
   * Deletes expired entries and those written before `writtenBefore`, except corrections. @returns how many.
   */
  prune(options?: { readonly writtenBefore?: number }): Promise<number>;
  close(): Promise<void>;
}

/**
 * Opens a store in a folder, and creates the folder if it does not exist. Once `set` has resolved, the entry
 * survives even if the process is killed. Close the store when it is no longer used.
 *
 * @throws SpotiTagsError `invalid-input` for a folder that cannot be written, a file that is damaged or not a
 * store, or invalid options.
 */
export async function diskStore(folder: string, options: DiskStoreOptions = {}): Promise<DiskStore> {
  const { maxEntries, ttlMs } = checkOptions(diskStoreOptions, options);
  // Loaded when the first store is opened: programs without one need neither this code nor LMDB.
  const { LmdbStore } = await import('./lmdb-store.ts');
  return LmdbStore.open(folder, maxEntries, ttlMs);
}
