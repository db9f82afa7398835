import { orAbort, sleep } from '../util/waits.ts';
import { longWaitMs, tellIfLong } from './waiting.ts';
import { processWide } from './process-wide.ts';

/** How often an account may send requests to a service. */
export interface RateLimit {
  /** See `accountKey`. Requests with equal keys share one limit, in all objects of the process. */
  readonly key: string;
  readonly perSecond: number;
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
  const wait = () => nextSlot(limit, signal);
  // Nothing else would show that work goes on.
  if (seconds * 1000 < longWaitMs) await wait();
  else
    await tellIfLong(`Waiting to ask ${service}: the limit is one request in ${seconds.toFixed(0)} s.`, wait);
}

async function nextSlot({ key, perSecond }: RateLimit, signal: AbortSignal | undefined): Promise<void> {
  const slots = slotsOf(key);
  const mine = slots.tail.then(async () => {
    if (signal?.aborted) return;
    const wait = slots.next - performance.now();
    if (wait > 0) await sleep(wait, signal);
    slots.next = Math.max(slots.next, performance.now()) + 1000 / perSecond;
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
