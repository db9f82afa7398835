import * as v from 'valibot';
import type { CooldownMemory } from '../http/cooldown.ts';
import { cooldownKey } from './keys.ts';
import { readEntry } from './read-entry.ts';
import type { TagStore } from './store.ts';
import { writeEntry } from './write-entry.ts';

/** Keeps cooldowns in a store. */
export function cooldownMemory(store: TagStore): CooldownMemory {
  return {
    async get(key) {
      const until = await readEntry(store, cooldownKey(key));
      return v.is(v.number(), until) ? until : undefined;
    },
    async set(key, until, ttlMs) {
      await writeEntry(store, cooldownKey(key), until, ttlMs);
    },
  };
}
