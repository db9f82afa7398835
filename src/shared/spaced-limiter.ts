import { type RateLimit, type RateLimiter, inOrder } from '../http/rate-limit.ts';
import { sleep } from '../util/waits.ts';

/** Reserves the next slots of a limit in a database. Resolves with the milliseconds until the first of them. */
export type ReserveSlots = (limit: RateLimit, n: number, signal: AbortSignal | undefined) => Promise<number>;

/**
 * A limiter whose slots are given out by a database, one after the other. A process reserves one at a time, so that a process
 * that dies leaves at most one slot unused, and all processes get their share.
 */
export function spacedLimiter(reserve: ReserveSlots): RateLimiter {
  return {
    acquire: (limit, n, { signal }) =>
      inOrder(limit.key, signal, async () => {
        const intervalMs = 1000 / limit.perSecond;
        let late: number;
        do {
          const due = (await reserve(limit, n, signal)) + performance.now();
          const wait = due - performance.now();
          if (wait > 0) await sleep(wait, signal);
          late = performance.now() - due;
          // Requests that are late by less than an interval are one more in a second than the limit, at most.
        } while (late > Math.max(5, intervalMs * 0.9));
      }),
  };
}
