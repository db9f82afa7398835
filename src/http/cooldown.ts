import { SpotiTagsError } from '../errors.ts';
import { orAbort } from '../util/waits.ts';
import { processWide } from './process-wide.ts';

/**
 * Longest cooldown in milliseconds: a day, the longest ban that Spotify is known for. A later time is a
 * mistake of the service, or was noted under a clock that was ahead.
 */
export const longestCooldown = 24 * 3_600_000;

/** Milliseconds that requests wait for a memory. */
const longestAnswer = 5000;

/**
 * Keeps cooldowns beyond the life of the process. Times are milliseconds since the epoch. A memory that fails, or does not
 * answer soon, counts as one that knows none, unless it is shared: no request may go out without what the other processes know.
 */
export interface CooldownMemory {
  /** Whether it is asked before each request, because other processes write to it now. @default false: it is asked once */
  readonly isShared?: boolean;
  get(key: string): Promise<number | undefined>;
  /** @param ttlMs - milliseconds until the entry may be forgotten. */
  set(key: string, until: number, ttlMs: number): Promise<void>;
}

/** Until when a service refuses requests, by account and endpoint bucket. Milliseconds since the epoch. */
const cooldowns = processWide<number>('cooldowns.1');

interface Remembered {
  readonly memory: CooldownMemory;
  /** The keys that it was asked for. Settles when the answer is known to this process. */
  readonly asked: Map<string, Promise<void>>;
  /** Whether no request waits for it, because it let one wait for too long. It is asked all the same. */
  isSlow: boolean;
}

/** Memories that also hold cooldowns of other processes. */
const memories = processWide<Remembered>('cooldown-memories.3');
let memoriesMade = 0;

/**
 * Also keeps cooldowns in a memory, so that the next process knows them. Keys contain a hash of the account.
 * @returns a function that stops it.
 */
export function rememberCooldowns(memory: CooldownMemory): () => void {
  const name = `${process.pid}-${(memoriesMade += 1)}-${Math.random()}`;
  memories.set(name, { memory, asked: new Map(), isSlow: false });
  return () => memories.delete(name);
}

/**
 * Records that a service refuses requests until `until`. A later time that is already known is kept.
 * @throws the signal's reason, the failure of a shared memory.
 */
export async function startCooldown(key: string, until: number, signal?: AbortSignal): Promise<void> {
  if (until <= known(key)) return;
  cooldowns.set(key, until);
  const ttlMs = Math.max(1, until - Date.now());
  await Promise.all(
    Array.from(memories, ([name, remembered]) =>
      inTime(name, remembered, remembered.memory.set(key, until, ttlMs), signal),
    ),
  );
}

/**
 * When the cooldown ends, or 0 if there is none.
 * @throws the signal's reason, the failure of a shared memory.
 */
export async function cooldownEnd(key: string, signal?: AbortSignal): Promise<number> {
  for (const [name, remembered] of memories) await inTime(name, remembered, ask(remembered, key), signal);
  return known(key);
}

/** Concurrent callers wait for the same answer. A memory that failed is asked again. */
async function ask(remembered: Remembered, key: string): Promise<void> {
  const { memory, asked } = remembered;
  if (memory.isShared === true) {
    await recall(remembered, key);
    return;
  }
  const answer = asked.get(key) ?? recall(remembered, key);
  asked.set(key, answer);
  try {
    await answer;
  } catch (error) {
    if (asked.get(key) === answer) asked.delete(key);
    throw error;
  }
}

async function recall(remembered: Remembered, key: string): Promise<void> {
  const until = await remembered.memory.get(key);
  remembered.isSlow = false;
  if (until !== undefined && isPossible(until) && until > known(key)) cooldowns.set(key, until);
}

/**
 * Waits until a memory has answered, has failed, or lets the request wait for too long. All clients of the process use all
 * memories, and only a few of them know the store behind one. A shared memory is waited for.
 */
async function inTime(
  name: string,
  remembered: Remembered,
  answer: Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (remembered.memory.isShared === true) {
    await orAbort(answer, signal);
    return;
  }
  const end = answer.catch((error: unknown) => {
    // A failure of its database may pass. Another one stays: its store was closed.
    if (SpotiTagsError.isInstance(error) && error.code !== 'service') memories.delete(name);
  });
  if (remembered.isSlow) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      remembered.isSlow = true;
      resolve();
    }, longestAnswer);
  });
  try {
    await orAbort(Promise.race([end, late]), signal);
  } finally {
    clearTimeout(timer);
  }
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
