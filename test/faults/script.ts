import { seededRandom } from '../../src/util/random.ts';
import { hash } from './world.ts';

export type Endpoint = 'token' | 'search' | 'albums' | 'outputs';

const anywhere = [
  'throttled',
  'throttled for seconds',
  'status 500',
  'status 502',
  'status 503',
  'status 504',
  'reset before',
  'reset within',
  'reset after',
  'hung up',
  'slow',
  'half the JSON',
  'no JSON',
  'error inside',
] as const;

const special = {
  token: [],
  search: ['expired'],
  albums: ['expired', 'shifted', 'loop'],
  outputs: ['duplicates', 'missing', 'mixed', 'shuffled'],
} as const satisfies Record<Endpoint, readonly string[]>;

export type Fault = (typeof anywhere)[number] | (typeof special)[Endpoint][number] | 'banned';

/** Everything that can go wrong at an endpoint. */
export function faultsOf(endpoint: Endpoint): readonly Fault[] {
  return [...anywhere, ...special[endpoint], 'banned'];
}

/** What goes wrong with a request. `key` tells requests for different things apart. */
export type Script = (endpoint: Endpoint, key: string) => Fault | undefined;

/**
 * Faults drawn from a seed: what becomes of a request depends on what it asks for and how often that was asked for
 * before, and not on when it comes, so that a seed tells the same story on every machine.
 *
 * @param rate - share of the requests that go wrong, 0..1.
 */
export function faultScript(seed: number, rate: number): Script {
  const asked = new Map<string, number>();
  // A ban ends every request of an endpoint for good: not in every run.
  const banned = seed % 5 === 0 ? 0.02 : 0;
  return (endpoint, key) => {
    const name = `${endpoint} ${key}`;
    const time = (asked.get(name) ?? 0) + 1;
    asked.set(name, time);
    const random = seededRandom(hash(`${seed} ${name} ${time}`));
    if (random() >= rate) return undefined;
    if (random() < banned) return 'banned';
    const faults: readonly Fault[] = [...anywhere, ...special[endpoint], ...special[endpoint]];
    return faults[Math.floor(random() * faults.length)];
  };
}
