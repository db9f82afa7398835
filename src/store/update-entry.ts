import pLimit, { type LimitFunction } from 'p-limit';
import type { TagStore } from './store.ts';

/** Stores that cannot update in one step: their updates take turns. */
const turns = new WeakMap<TagStore, LimitFunction>();

/** Replaces a value by what `change` makes of it: in one step if the store can, else one update after the other. */
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
    await store.set(key, changed);
    return changed;
  });
}
