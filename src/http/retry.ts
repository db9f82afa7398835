import { sleep } from '../util/waits.ts';

const longestBackOff = 30_000;
const year = 365 * 24 * 3_600_000;

/** Milliseconds before the next attempt: exponential with full jitter, so that callers who failed together part. */
export function backOff(attempt: number, baseMs: number, random: () => number): number {
  return random() * Math.min(longestBackOff, baseMs * 2 ** (attempt - 1));
}

/** Milliseconds that a `Retry-After` header asks for, be it seconds or an HTTP date; undefined for none. */
export function retryAfter(header: string | null): number | undefined {
  const text = header?.trim() ?? '';
  // `Date.parse` also takes "-5" and "2": an HTTP date has the name of a month.
  const ms = /^\d+(\.\d+)?$/.test(text)
    ? Number(text) * 1000
    : /[a-z]{3}/i.test(text)
      ? Date.parse(text) - Date.now()
      : NaN;
  return ms > 0 ? Math.min(ms, year) : undefined;
}

/** What became of one attempt: a result, or an error and whether another attempt may help. */
export type Attempt<T> =
  | { readonly result: T }
  | {
      readonly error: Error;
      readonly isRepeatable: boolean;
      /** Milliseconds to wait before the next attempt. @default a back-off */
      readonly waitMs?: number | undefined;
      /** Whether the next attempt waits by itself, so that no wait is needed here. @default false */
      readonly waitsItself?: boolean;
    };

export interface RetryOptions {
  /** Attempts at most. */
  readonly attempts: number;
  /** Milliseconds that the first back-off lasts at most. It doubles with each attempt. */
  readonly firstBackOffMs: number;
  /** Milliseconds of waiting, over all attempts, before it gives up. @default no limit */
  readonly maxWaitMs?: number;
  /** 0 ≤ random() < 1, for jitter. @default Math.random */
  readonly random?: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** Milliseconds that may still be spent on waiting. */
export class WaitBudget {
  leftMs: number;

  constructor(leftMs: number) {
    this.leftMs = leftMs;
  }

  spend(ms: number): void {
    this.leftMs -= ms;
  }
}

/**
 * Attempts something until it has a result. It gives up, with the error of the last attempt, if another attempt cannot
 * help, or would take longer than there is time for.
 */
export async function withRetries<T>(
  { attempts, firstBackOffMs, maxWaitMs = Infinity, random = Math.random, signal }: RetryOptions,
  attempt: (budget: WaitBudget) => Promise<Attempt<T>>,
): Promise<T> {
  const budget = new WaitBudget(maxWaitMs);
  for (let count = 1; ; count += 1) {
    const outcome = await attempt(budget);
    if ('result' in outcome) return outcome.result;
    const wait = outcome.waitMs ?? backOff(count, firstBackOffMs, random);
    if (count >= attempts || !outcome.isRepeatable || wait > budget.leftMs) throw outcome.error;
    if (outcome.waitsItself) continue;
    await sleep(wait, signal);
    budget.spend(wait);
  }
}
