import { processWide } from './process-wide.ts';
import { orAbort, sleep } from '../util/waits.ts';

/** How often an account may ask a service. */
export interface Pace {
  /** See `accountKey`; requests of one key queue up together, whoever makes them. */
  readonly key: string;
  readonly perSecond: number;
}

interface Lane {
  /** When the next request may go, on the clock of `performance.now()`, which is never set back. */
  next: number;
  waiting: number;
  tail: Promise<void>;
}

const lanes = processWide<Lane>('lanes.1');

/** Waits for this request's turn: first come, first served, evenly spaced. Whoever aborts gives the turn away. */
export async function turn({ key, perSecond }: Pace, signal?: AbortSignal): Promise<void> {
  const lane = laneOf(key);
  const mine = lane.tail.then(async () => {
    if (signal?.aborted) return;
    const wait = lane.next - performance.now();
    if (wait > 0) await sleep(wait, signal);
    lane.next = Math.max(lane.next, performance.now()) + 1000 / perSecond;
  });
  lane.waiting += 1;
  lane.tail = mine
    .catch(() => undefined)
    .then(() => {
      lane.waiting -= 1;
    });
  await orAbort(mine, signal);
}

function laneOf(key: string): Lane {
  const known = lanes.get(key);
  if (known) return known;
  // Credentials come and go in a long-lived process; a lane that nobody waits in has nothing to remember.
  for (const [name, { next, waiting }] of lanes)
    if (waiting === 0 && next <= performance.now()) lanes.delete(name);
  const lane = { next: 0, waiting: 0, tail: Promise.resolve() };
  lanes.set(key, lane);
  return lane;
}
