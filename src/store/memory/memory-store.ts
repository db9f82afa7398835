import { checkOptions } from '../../util/options.ts';
import { isLasting } from '../keys.ts';
import { type MemoryStoreOptions, memoryStoreOptions } from './options.ts';
import type { TagStore } from '../store.ts';

interface Entry {
  readonly value: unknown;
  readonly expires: number;
}

/**
 * Keeps entries for the life of the process, the most recently used ones.
 * @throws SpotiTagsError `invalid-input` if an option is not what was expected.
 */
export function memoryStore(options: MemoryStoreOptions = {}): TagStore {
  const { maxEntries } = checkOptions(memoryStoreOptions, options);
  // A Map iterates in order of insertion: the first entry is the least recently used.
  const entries = new Map<string, Entry>();
  const lasting = new Map<string, unknown>();
  const touch = (key: string, entry: Entry) => {
    entries.delete(key);
    entries.set(key, entry);
  };
  return {
    get(key) {
      if (isLasting(key)) return Promise.resolve(lasting.get(key));
      const entry = entries.get(key);
      if (!entry) return Promise.resolve(undefined);
      if (entry.expires <= Date.now()) {
        entries.delete(key);
        return Promise.resolve(undefined);
      }
      touch(key, entry);
      return Promise.resolve(entry.value);
    },
    set(key, value, ttlMs = Infinity) {
      if (isLasting(key)) {
        lasting.set(key, value);
        return Promise.resolve(true);
      }
      touch(key, { value, expires: Date.now() + ttlMs });
      const [oldest] = entries.keys();
      if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
      return Promise.resolve(true);
    },
    delete: (key) => Promise.resolve((isLasting(key) ? lasting : entries).delete(key)),
  };
}
