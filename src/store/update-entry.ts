import pLimit, { type LimitFunction } from 'p-limit';
import type { TagStore } from './store.ts';
import { writeEntry } from './write-entry.ts';

/** Stores without an atomic update: their updates run one after another. */
const turns = new WeakMap<TagStore, LimitFunction>();

/**
 * Replaces a value with the result of `change`: in one step if the store supports it, otherwise one update
 * after another.
 */
export function updateEntry(
  store: TagStore,
  key: string,
  change: (value: unknown) => unknown,
): Promise<unknown> {
  if (store.update) return store.update(key, change);
  const turn = turns.get(store) ?? pLimit(1);
  turns.set(store, turn);
  return turn(async () => {
    const changed = change(await store.get(key));
    await writeEntry(store, key, changed);
    return changed;
  });
}
