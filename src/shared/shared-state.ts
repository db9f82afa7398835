import { wholeNumber } from '../errors.ts';
import { type CooldownMemory, rememberCooldowns } from '../http/cooldown.ts';
import { type RateLimiter, shareRateLimits } from '../http/rate-limit.ts';
import type { TagStore } from '../store/store.ts';
import { SharedBudget } from './budget.ts';
import { checkDatabaseUrl, isRedis } from './database-url.ts';

/** What several processes, on any number of machines, have in common. It is in a database of Redis or PostgreSQL. */
export interface SharedState extends AsyncDisposable {
  /** Keeps tags, claims and corrections. */
  readonly store: TagStore;
  /** Spaces the requests of all processes to one account of a service. */
  readonly rateLimiter: RateLimiter;
  /** A pause that a service asked one process for holds all of them. */
  readonly cooldowns: CooldownMemory;
  /**
   * Images that all processes together may send to a tagger.
   * @param name - of the budget. Its first caller sets the number of images, and later callers get what is left.
   */
  budget(name: string, images: number): SharedBudget;
  /** Stops this process from using the shared limits, and lets go of the connections. */
  close(): Promise<void>;
}

/** How processes share what they know. */
export interface SharedStateOptions {
  /**
   * Milliseconds for which calls wait while the database is away. After that, they fail with `service`. @default 300_000
   */
  readonly outageMs?: number;
  /** Milliseconds after which images that a process has reserved are free, if it died. @default 60_000 */
  readonly lockMs?: number;
}

/**
 * Connects this process with others. From then on, every client of a service in this process keeps to the rate limit and to the
 * cooldowns of all processes that are connected to the same database.
 *
 * ```ts
 * await using shared = await shareState('redis://localhost:6379/0');
 * await using spotiTags = new SpotiTags({ catalog, tagger, store: shared.store });
 * ```
 *
 * @param url - `redis://…` (needs `ioredis`) or `postgres://…` (needs `pg`). Tables are made where they are missing.
 * @throws SpotiTagsError `invalid-input` for another URL, `service` if the database cannot be reached, `missing-package`.
 */
export async function shareState(
  url: string,
  { outageMs = 300_000, lockMs = 60_000 }: SharedStateOptions = {},
): Promise<SharedState> {
  const checked = checkDatabaseUrl(url);
  const { close, ledger, ...parts } = isRedis(checked)
    ? await (await import('./redis/open.ts')).openRedis(checked, outageMs)
    : await (await import('./postgres/open.ts')).openPostgres(checked, outageMs);
  const budget = (name: string, images: number) =>
    new SharedBudget(ledger(name, wholeNumber('images', images, 0)), images, lockMs);
  const stops = [shareRateLimits(parts.rateLimiter), rememberCooldowns(parts.cooldowns)];
  const end = async () => {
    for (const stop of stops) stop();
    await close();
  };
  return { ...parts, budget, close: end, [Symbol.asyncDispose]: end };
}
