import { processWide } from './process-wide.ts';

/**
 * Longest cooldown in milliseconds: a day, the longest ban that Spotify is known for. A later time is a
 * mistake of the service, or was noted under a clock that was ahead.
 */
export const longestCooldown = 24 * 3_600_000;

/** Keeps cooldowns beyond the life of the process. Times are milliseconds since the epoch. */
export interface CooldownMemory {
  /** Whether it is asked before each request, because other processes write to it now. @default false: it is asked once */
  readonly isShared?: boolean;
  get(key: string): Promise<number | undefined>;
  /** @param ttlMs - milliseconds until the entry may be forgotten. */
  set(key: string, until: number, ttlMs: number): Promise<void>;
}

/** Until when a service refuses requests, by account and endpoint bucket. Milliseconds since the epoch. */
const cooldowns = processWide<number>('cooldowns.1');
/** Memories that also hold cooldowns of other processes, and the keys that each of them was asked for. */
const memories = processWide<{ readonly memory: CooldownMemory; readonly asked: Set<string> }>(
  'cooldown-memories.2',
);
let memoriesMade = 0;

/**
 * Also keeps cooldowns in a memory, so that the next process knows them. Keys contain a hash of the account.
 * @returns a function that stops it.
 */
export function rememberCooldowns(memory: CooldownMemory): () => void {
  const name = `${process.pid}-${(memoriesMade += 1)}-${Math.random()}`;
  memories.set(name, { memory, asked: new Set() });
  return () => memories.delete(name);
}

/** Records that a service refuses requests until `until`. A later time that is already known is kept. */
export async function startCooldown(key: string, until: number): Promise<void> {
  if (until <= known(key)) return;
  cooldowns.set(key, until);
  const ttlMs = Math.max(1, until - Date.now());
  await Promise.all(Array.from(memories.values(), ({ memory }) => memory.set(key, until, ttlMs)));
}

/** When the cooldown ends, or 0 if there is none. */
export async function cooldownEnd(key: string): Promise<number> {
  for (const { memory, asked } of memories.values()) {
    if (asked.has(key) && memory.isShared !== true) continue;
    asked.add(key);
    const until = await memory.get(key);
    if (until !== undefined && isPossible(until) && until > known(key)) cooldowns.set(key, until);
  }
  return known(key);
}

function known(key: string): number {
  const until = cooldowns.get(key) ?? 0;
  if (until > Date.now() && isPossible(until)) return until;
  cooldowns.delete(key);
  return 0;
}

/** An hour more than the longest, because clocks are also set back a little. */
function isPossible(until: number): boolean {
  return until - Date.now() <= longestCooldown + 3_600_000;
}
