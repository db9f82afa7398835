import { AsyncLocalStorage } from 'node:async_hooks';
import { sleep } from '../util/waits.ts';
import { longestCooldown } from './cooldown.ts';

const longestBackOff = 30_000;

/**
 * Whether a server, or a proxy before it, is unavailable for a moment. 520 to 524, 527 and 530 are Cloudflare's, 529 is that of
 * servers with too much work. Other statuses of 500 and above stay the same: 501, 505, an invalid certificate.
 */
export function isUnavailable(status: number): boolean {
  return [500, 502, 503, 504, 520, 521, 522, 523, 524, 527, 529, 530].includes(status);
}

/**
 * Milliseconds before the next attempt: exponential with full jitter, so that callers who failed together do
 * not retry together.
 */
export function backOff(attempt: number, baseMs: number, random: () => number): number {
  return random() * Math.min(longestBackOff, baseMs * 2 ** (attempt - 1));
}

/**
 * Milliseconds that a `Retry-After` header asks for, as seconds or as an HTTP date, and at most a day.
 * Undefined if there is none.
 */
export function retryAfter(headers: Headers): number | undefined {
  const text = headers.get('retry-after')?.trim() ?? '';
  // A date is a time on the clock of the service, and this machine's clock may be wrong.
  const now = Date.parse(headers.get('date') ?? '') || Date.now();
  // `Date.parse` also accepts "-5" and "2". An HTTP date contains the name of a month.
  const ms = /^\d+(\.\d+)?$/.test(text)
    ? Number(text) * 1000
    : /[a-z]{3}/i.test(text)
      ? Date.parse(text) - now
      : NaN;
  return ms > 0 ? Math.min(ms, longestCooldown) : undefined;
}

/** The outcome of one attempt: a result, or an error and whether another attempt may help. */
export type Attempt<T> =
  | { readonly result: T }
  | {
      readonly error: Error;
      readonly isRepeatable: boolean;
      /** Milliseconds to wait before the next attempt. @default exponential back-off */
      readonly waitMs?: number | undefined;
      /**
       * Whether the next attempt waits for the cooldown itself, so that no wait is needed here. @default
       * false
       */
      readonly waitsItself?: boolean;
    };

export interface RetryOptions {
  /** Largest number of attempts. */
  readonly attempts: number;
  /** Longest first back-off in milliseconds. It doubles with each attempt. */
  readonly firstBackOffMs: number;
  /** Longest total wait in milliseconds, over all attempts. @default no limit */
  readonly maxWaitMs?: number;
  /** 0 ≤ random() < 1, for jitter. @default Math.random */
  readonly random?: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** Milliseconds that may still be spent waiting. */
export class WaitBudget {
  leftMs: number;

  constructor(leftMs: number) {
    this.leftMs = leftMs;
  }

  spend(ms: number): void {
    this.leftMs -= ms;
  }
}

/** Called before another attempt. If it throws, there is none. */
export type RetryListener = (error: Error, waitMs: number) => void;

const listeners = new AsyncLocalStorage<RetryListener>();

/** Tells the listener of every other attempt within the work, whichever object makes it. */
export function withRetryListener<T>(listener: RetryListener, work: () => T): T {
  return listeners.run(listener, work);
}

/**
 * Attempts something until it has a result. It stops with the error of the last attempt if another attempt
 * cannot help, or if it would have to wait for too long.
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
    listeners.getStore()?.(outcome.error, wait);
    if (outcome.waitsItself) continue;
    await sleep(wait, signal);
    budget.spend(wait);
  }
}
