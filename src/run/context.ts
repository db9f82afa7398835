import pLimit, { type LimitFunction } from 'p-limit';
import type { Catalog } from '../catalog/catalog.ts';
import { type SpotiTagsError, wholeNumber } from '../errors.ts';
import { rememberCooldowns } from '../http/cooldown.ts';
import { memoryStore } from '../store/memory/memory-store.ts';
import type { TagStore } from '../store/store.ts';
import { cooldownMemory } from '../store/stored-cooldowns.ts';
import type { Tagger } from '../tagger/tagger.ts';
import { type TagFilter, tagFilter } from '../tags/filter.ts';
import { Budget, type BudgetOptions } from './budget.ts';
import { CoverQueue } from './cover-queue.ts';

export interface RunOptions {
  /** Where artists and their albums come from. */
  readonly catalog: Catalog;
  /** What says the tags of a cover. */
  readonly tagger: Tagger;
  /** Which tags of a cover count in a profile's sum. @default `tagFilter()` */
  readonly filter?: TagFilter;
  /** Tags on fewer of an artist's covers do not count in the sum. @default 1 */
  readonly minCovers?: number;
  /**
   * Where tags are kept, so that a cover is tagged once, and corrections, and until when a service wants to be left
   * alone. @default `memoryStore()`, the last 10,000 covers
   */
  readonly store?: TagStore;
  /** Distinct covers of an artist that are tagged at most. @default 10 */
  readonly coversPerArtist?: number;
  /** Requests to the catalog and batches to the tagger under way at once, over all calls. @default 8 */
  readonly concurrency?: number;
  /**
   * What may be sent at most over the life of this object, whatever goes on at once. What would exceed it fails with
   * `over-budget`. A provider built on the clients of `spotitags/kit` is counted by its requests. Of any other tagger,
   * images count once each; requests of any other catalog do not count.
   * @default no bounds
   */
  readonly budget?: BudgetOptions;
}

/** What every part of a run works with. */
export interface RunContext {
  readonly catalog: Catalog;
  readonly tagger: Tagger;
  readonly filter: TagFilter;
  readonly minCovers: number;
  readonly store: TagStore;
  readonly budget: Budget;
  readonly queue: CoverQueue;
  readonly limit: LimitFunction;
  readonly coversPerArtist: number;
  readonly concurrency: number;
  /** Aborts when the context is closed. */
  readonly closing: AbortSignal;
  /** Ends what is under way. The providers stay open. */
  readonly close: (reason: SpotiTagsError) => void;
}

/** @throws SpotiTagsError `invalid-input` for a number that makes no sense. */
export function openContext(options: RunOptions): RunContext {
  const { catalog, tagger, filter = tagFilter(), store = memoryStore() } = options;
  const minCovers = wholeNumber('minCovers', options.minCovers ?? 1);
  const coversPerArtist = wholeNumber('coversPerArtist', options.coversPerArtist ?? 10);
  const concurrency = wholeNumber('concurrency', options.concurrency ?? 8);
  wholeNumber('maxBatchSize of the tagger', tagger.maxBatchSize);
  const limit = pLimit(concurrency);
  const budget = new Budget(options.budget);
  const forgetStore = options.store ? rememberCooldowns(cooldownMemory(options.store)) : () => undefined;
  const queue = new CoverQueue(tagger, store, limit, budget);
  const closing = new AbortController();
  return {
    ...{ catalog, tagger, filter, minCovers, store, budget, queue, limit, coversPerArtist, concurrency },
    closing: closing.signal,
    close: (reason) => {
      closing.abort(reason);
      forgetStore();
      queue.close(reason);
    },
  };
}
