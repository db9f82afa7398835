import { processWide } from './process-wide.ts';

/** Until when a service has told us to stay away, by account and endpoint bucket; milliseconds since the epoch. */
const cooldowns = processWide<number>('cooldowns.1');

/** Remembers that a service will not answer before `until`. A later time that is known already stays. */
export function coolDown(key: string, until: number): void {
  if (until > cooldownOf(key)) cooldowns.set(key, until);
}

/** When the cooldown ends, or 0 where there is none. */
export function cooldownOf(key: string): number {
  const until = cooldowns.get(key) ?? 0;
  if (until > Date.now()) return until;
  cooldowns.delete(key);
  return 0;
}
