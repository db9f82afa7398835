import { orAbort, sleep } from '../util/waits.ts';
import { longWaitMs, tellIfLong } from './waiting.ts';
import { processWide } from './process-wide.ts';

/** How often an account may send requests to a service. */
export interface RateLimit {
  /** See `accountKey`. Requests with equal keys share one limit, in all objects of the process. */
  readonly key: string;
  readonly perSecond: number;
}

/** Spaces the requests to an account of a service. */
export interface RateLimiter {
  /**
   * Resolves when `n` requests may be sent. Requests to an account are evenly spaced.
   * @throws the signal's reason, `SpotiTagsError` `service` if a shared limit cannot be reached.
   */
  acquire(limit: RateLimit, n: number, options: { readonly signal?: AbortSignal | undefined }): Promise<void>;
}

/** Limiters of several processes. The one that was added last is used. */
const sharedLimiters = processWide<RateLimiter>('rate-limiters.1');
let limitersMade = 0;

/**
 * Spaces requests by a limiter that other processes use too, in place of that of this process alone.
 * @returns a function that stops it.
 */
export function shareRateLimits(limiter: RateLimiter): () => void {
  const name = `${process.pid}-${(limitersMade += 1)}-${Math.random()}`;
  sharedLimiters.set(name, limiter);
  return () => sharedLimiters.delete(name);
}

interface Slots {
  /** When the next request may be sent, on the clock of `performance.now()`, which never goes back. */
  next: number;
  waiting: number;
  tail: Promise<void>;
}

const slotsByKey = processWide<Slots>('rate-limits.1');

/**
 * Waits for the next slot. Slots are evenly spaced and given in the order of the calls. A caller that aborts
 * leaves its slot to the next caller.
 * @param service - its name, for a note that says what is awaited.
 */
export async function acquireSlot(limit: RateLimit, service: string, signal?: AbortSignal): Promise<void> {
  const seconds = 1 / limit.perSecond;
  const limiter = [...sharedLimiters.values()].at(-1) ?? inThisProcess;
  // Without a limit, nothing is shared.
  const wait = () => (seconds === 0 ? Promise.resolve() : limiter.acquire(limit, 1, { signal }));
  // Nothing else would show that work goes on.
  if (seconds * 1000 < longWaitMs) await wait();
  else
    await tellIfLong(`Waiting to ask ${service}: the limit is one request in ${seconds.toFixed(0)} s.`, wait);
}

const inThisProcess: RateLimiter = {
  acquire: ({ key, perSecond }, n, { signal }) =>
    inOrder(key, signal, async (slots) => {
      const wait = slots.next - performance.now();
      if (wait > 0) await sleep(wait, signal);
      slots.next = Math.max(slots.next, performance.now()) + (1000 * n) / perSecond;
    }),
};

/** One caller of a key after another. A caller that aborts while it waits for its turn does nothing. */
export async function inOrder(
  key: string,
  signal: AbortSignal | undefined,
  work: (slots: Slots) => Promise<void>,
): Promise<void> {
  const slots = slotsOf(key);
  const mine = slots.tail.then(async () => {
    if (!signal?.aborted) await work(slots);
  });
  slots.waiting += 1;
  slots.tail = mine
    .catch(() => undefined)
    .then(() => {
      slots.waiting -= 1;
    });
  await orAbort(mine, signal);
}

function slotsOf(key: string): Slots {
  const known = slotsByKey.get(key);
  if (known) return known;
  // A long-lived process may use many credentials. An entry without waiting callers and with a free slot is
  // not needed.
  for (const [name, { next, waiting }] of slotsByKey)
    if (waiting === 0 && next <= performance.now()) slotsByKey.delete(name);
  const slots = { next: 0, waiting: 0, tail: Promise.resolve() };
  slotsByKey.set(key, slots);
  return slots;
}
