import * as v from 'valibot';
import { cooldownKey } from '../store/keys.ts';
import type { TagStore } from '../store/store.ts';
import { processWide } from './process-wide.ts';

/** Until when a service has told us to stay away, by account and endpoint bucket; milliseconds since the epoch. */
const cooldowns = processWide<number>('cooldowns.1');
/** Stores that know of cooldowns of other processes, and of which of them they were asked. */
const memories = processWide<{ readonly store: TagStore; readonly asked: Set<string> }>('cooldown-stores.1');
let memoriesMade = 0;

/**
 * Keeps cooldowns in a store as well, so that the next process knows of them. They name accounts by a hash.
 * @returns a function that ends it.
 */
export function rememberCooldowns(store: TagStore): () => void {
  const name = `${process.pid}-${(memoriesMade += 1)}-${Math.random()}`;
  memories.set(name, { store, asked: new Set() });
  return () => memories.delete(name);
}

/** Remembers that a service will not answer before `until`. A later time that is known already stays. */
export async function coolDown(key: string, until: number): Promise<void> {
  if (until <= known(key)) return;
  cooldowns.set(key, until);
  await Promise.all(
    Array.from(memories.values(), ({ store }) =>
      store.set(cooldownKey(key), until, Math.max(1, until - Date.now())),
    ),
  );
}

/** When the cooldown ends, or 0 where there is none. */
export async function cooldownOf(key: string): Promise<number> {
  for (const { store, asked } of memories.values()) {
    if (asked.has(key)) continue;
    asked.add(key);
    const until = await store.get(cooldownKey(key));
    if (v.is(v.number(), until) && until > known(key)) cooldowns.set(key, until);
  }
  return known(key);
}

function known(key: string): number {
  const until = cooldowns.get(key) ?? 0;
  if (until > Date.now()) return until;
  cooldowns.delete(key);
  return 0;
}
