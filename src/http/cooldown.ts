import { processWide } from './process-wide.ts';

/** Where cooldowns outlive the process. Times are milliseconds since the epoch. */
export interface CooldownMemory {
  get(key: string): Promise<number | undefined>;
  /** @param ttlMs - milliseconds until the entry may be forgotten. */
  set(key: string, until: number, ttlMs: number): Promise<void>;
}

/** Until when a service has told us to stay away, by account and endpoint bucket; milliseconds since the epoch. */
const cooldowns = processWide<number>('cooldowns.1');
/** Memories of cooldowns of other processes, and which of them were asked already. */
const memories = processWide<{ readonly memory: CooldownMemory; readonly asked: Set<string> }>(
  'cooldown-memories.2',
);
let memoriesMade = 0;

/**
 * Keeps cooldowns in a memory as well, so that the next process knows of them. They name accounts by a hash.
 * @returns a function that ends it.
 */
export function rememberCooldowns(memory: CooldownMemory): () => void {
  const name = `${process.pid}-${(memoriesMade += 1)}-${Math.random()}`;
  memories.set(name, { memory, asked: new Set() });
  return () => memories.delete(name);
}

/** Remembers that a service will not answer before `until`. A later time that is known already stays. */
export async function startCooldown(key: string, until: number): Promise<void> {
  if (until <= known(key)) return;
  cooldowns.set(key, until);
  const ttlMs = Math.max(1, until - Date.now());
  await Promise.all(Array.from(memories.values(), ({ memory }) => memory.set(key, until, ttlMs)));
}

/** When the cooldown ends, or 0 if there is none. */
export async function cooldownEnd(key: string): Promise<number> {
  for (const { memory, asked } of memories.values()) {
    if (asked.has(key)) continue;
    asked.add(key);
    const until = await memory.get(key);
    if (until !== undefined && until > known(key)) cooldowns.set(key, until);
  }
  return known(key);
}

function known(key: string): number {
  const until = cooldowns.get(key) ?? 0;
  if (until > Date.now()) return until;
  cooldowns.delete(key);
  return 0;
}
