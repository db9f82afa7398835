import { checkOptions } from '../../util/options.ts';
import { isLasting } from '../keys.ts';
import { type MemoryStoreOptions, memoryStoreOptions } from './options.ts';
import type { TagStore } from '../store.ts';

interface Entry {
  readonly value: unknown;
  readonly expires: number;
}

/**
 * Keeps the most recently used entries, for the life of the process.
 * @throws SpotiTagsError `invalid-input` for an invalid option.
 */
export function memoryStore(options: MemoryStoreOptions = {}): TagStore {
  const { maxEntries } = checkOptions(memoryStoreOptions, options);
  // A Map iterates in order of insertion: the first entry is the least recently used.
  const entries = new Map<string, Entry>();
  const lasting = new Map<string, unknown>();
  const read = (key: string): unknown => {
    if (isLasting(key)) return lasting.get(key);
    const entry = entries.get(key);
    if (!entry) return undefined;
    entries.delete(key);
    if (entry.expires <= Date.now()) return undefined;
    // Just used, so it is deleted last.
    entries.set(key, entry);
    return entry.value;
  };
  const write = (key: string, value: unknown, ttlMs = Infinity): void => {
    if (isLasting(key)) {
      lasting.set(key, value);
      return;
    }
    entries.delete(key);
    entries.set(key, { value, expires: Date.now() + ttlMs });
    const [oldest] = entries.keys();
    if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
  };
  return {
    get: (key) => Promise.resolve(read(key)),
    set(key, value, ttlMs) {
      write(key, value, ttlMs);
      return Promise.resolve(true);
    },
    delete: (key) => Promise.resolve((isLasting(key) ? lasting : entries).delete(key)),
    update: (key, change, ttlMs) =>
      Promise.resolve().then(() => {
        const changed = change(read(key));
        write(key, changed, ttlMs);
        return changed;
      }),
  };
}
