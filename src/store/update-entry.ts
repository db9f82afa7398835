import pLimit from 'p-limit';
import { answerOf } from './answer-of.ts';
import { readEntry } from './read-entry.ts';
import type { TagStore } from './store.ts';
import { keptNothing, writeEntry } from './write-entry.ts';

/**
 * Updates of stores without an atomic update run one after another, over all stores: two objects may stand
 * for the same database.
 */
const turn = pLimit(1);

/**
 * Replaces a value with the result of `change`: in one step if the store supports it, otherwise one update
 * after another.
 * @throws SpotiTagsError `service` as {@link writeEntry}; what `change` throws.
 */
export async function updateEntry(
  store: TagStore,
  key: string,
  change: (value: unknown) => unknown,
  ttlMs?: number,
): Promise<unknown> {
  if (store.update) {
    const changed = await answerOf(async () => store.update?.(key, change, ttlMs));
    if (changed === false) throw keptNothing();
    return changed;
  }
  return turn(async () => {
    const changed = change(await readEntry(store, key));
    await writeEntry(store, key, changed, ttlMs);
    return changed;
  });
}
