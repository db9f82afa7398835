import pLimit, { type LimitFunction } from 'p-limit';
import { Budget, type BudgetOptions } from './budget.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { countedCatalog } from './counted-catalog.ts';
import { CoverQueue } from './cover-queue.ts';
import { type SpotiTagsError, wholeNumber } from '../errors.ts';
import { rememberCooldowns } from '../http/cooldown.ts';
import { memoryStore } from '../store/memory/memory-store.ts';
import type { TagStore } from '../store/store.ts';
import type { Stations } from './tag-artist.ts';
import type { Tagger } from '../tagger/tagger.ts';
import { type TagFilter, tagFilter } from '../tags/filter.ts';

export interface SpotiTagsOptions {
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
  readonly albumsPerArtist?: number;
  /** Requests to the catalog and batches to the tagger under way at once, over all calls. @default 8 */
  readonly concurrency?: number;
  /**
   * What may be sent at most over the life of this object, whatever goes on at once; what would exceed it fails with
   * `over-budget`. Images for a tagger of your own count once each, and requests of a catalog of your own not at all.
   * @default no bounds
   */
  readonly budget?: BudgetOptions;
}

/** The stations with what runs between them. */
export interface Joined extends Stations {
  readonly close: (reason: SpotiTagsError) => void;
  /** The turn of whoever gives feedback. */
  readonly correcting: LimitFunction;
  readonly budget: Budget;
}

/** @throws SpotiTagsError `invalid-input` for a number that makes no sense. */
export function join(options: SpotiTagsOptions): Joined {
  const { catalog, tagger, filter = tagFilter(), store = memoryStore() } = options;
  const minCovers = wholeNumber('minCovers', options.minCovers ?? 1);
  const albumsPerArtist = wholeNumber('albumsPerArtist', options.albumsPerArtist ?? 10);
  const concurrency = wholeNumber('concurrency', options.concurrency ?? 8);
  wholeNumber('maxBatchSize of the tagger', tagger.maxBatchSize);
  const limit = pLimit(concurrency);
  const budget = new Budget(options.budget);
  const forgetStore = options.store ? rememberCooldowns(options.store) : () => undefined;
  const queue = new CoverQueue(tagger, store, limit, budget);
  const closing = new AbortController();
  const close = (reason: SpotiTagsError) => {
    closing.abort(reason);
    forgetStore();
  };
  const { signal } = closing;
  return {
    catalog: countedCatalog(catalog, {
      request: () => {
        budget.take('catalogRequests', 1);
      },
    }),
    tagger,
    filter,
    minCovers,
    store,
    budget,
    correcting: pLimit(1),
    queue,
    limit,
    closing: signal,
    close,
    albumsPerArtist,
    concurrency,
  };
}
