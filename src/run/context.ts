import pLimit, { type LimitFunction } from 'p-limit';
import type { Catalog } from '../catalog/catalog.ts';
import { type SpotiTagsError, wholeNumber } from '../errors.ts';
import { rememberCooldowns } from '../http/cooldown.ts';
import { memoryStore } from '../store/memory/memory-store.ts';
import type { TagStore } from '../store/store.ts';
import { cooldownMemory } from '../store/stored-cooldowns.ts';
import type { SoundTagger } from '../sound/sound-tagger.ts';
import type { Tagger } from '../tagger/tagger.ts';
import { type TagFilter, tagFilter } from '../tags/filter.ts';
import type { GenreMap } from '../tags/genre-map.ts';
import { Budget, type BudgetOptions } from './budget.ts';
import { CoverQueue } from './cover-queue.ts';
import { SoundQueue } from './sound-queue.ts';

/** Distinct covers per artist, if a run does not say how many. */
export const defaultCoversPerArtist = 10;

/** What the parts of a run share. */
export interface RunOptions {
  /** The source of artists and their albums. */
  readonly catalog: Catalog;
  /** The source of the tags of covers. */
  readonly tagger: Tagger;
  /**
   * Says what a track of each album sounds like, if the catalog has music: `MusicLibraryCatalog`. It listens to as many albums of
   * an artist as `coversPerArtist`. @default nothing is listened to
   */
  readonly sound?: SoundTagger;
  /** Chooses the tags that count in a profile's sum. @default `tagFilter()` */
  readonly filter?: TagFilter;
  /**
   * Names of genres become those of this map, and catalogs are asked for a genre by all its names. @default names stay as
   * they are
   */
  readonly genreMap?: GenreMap;
  /** Tags on fewer of an artist's covers do not count in the sum. @default 1 */
  readonly minCovers?: number;
  /**
   * Keeps tags, so that a cover is tagged once. Also keeps corrections, and the cooldowns of services.
   * @default `memoryStore()`, the last 10,000 covers
   */
  readonly store?: TagStore;
  /** Largest number of distinct covers tagged per artist. @default 10 */
  readonly coversPerArtist?: number;
  /** Largest number of concurrent catalog requests and tagger batches, over all calls. @default 8 */
  readonly concurrency?: number;
  /**
   * Limits on what is sent over the life of this object, including concurrent calls. Work that would exceed
   * them fails with `over-budget`. For providers built on the clients of `spotitags/kit`, the actual requests
   * are counted. For any other tagger, each image counts once. Requests of any other catalog do not count.
   * @default no limits
   */
  readonly budget?: BudgetOptions;
}

/** What every part of a run uses. */
export interface RunContext {
  readonly catalog: Catalog;
  readonly tagger: Tagger;
  readonly sound: SoundQueue | undefined;
  readonly filter: TagFilter;
  readonly genreMap: GenreMap | undefined;
  readonly minCovers: number;
  readonly store: TagStore;
  readonly budget: Budget;
  readonly queue: CoverQueue;
  readonly limit: LimitFunction;
  readonly coversPerArtist: number;
  readonly concurrency: number;
  /** Aborts when the context is closed. */
  readonly closing: AbortSignal;
  /** Aborts running work. The providers stay open. */
  readonly close: (reason: SpotiTagsError) => void;
}

/** @throws SpotiTagsError `invalid-input` for a number that is out of range. */
export function openContext(options: RunOptions): RunContext {
  const { catalog, tagger, filter = tagFilter(), store = memoryStore(), genreMap } = options;
  const minCovers = wholeNumber('minCovers', options.minCovers ?? 1);
  const coversPerArtist = wholeNumber('coversPerArtist', options.coversPerArtist ?? defaultCoversPerArtist);
  const concurrency = wholeNumber('concurrency', options.concurrency ?? 8);
  wholeNumber('maxBatchSize of the tagger', tagger.maxBatchSize);
  const limit = pLimit(concurrency);
  const budget = new Budget(options.budget);
  const forgetStore = options.store ? rememberCooldowns(cooldownMemory(options.store)) : () => undefined;
  const queue = new CoverQueue(tagger, store, limit, budget);
  const closing = new AbortController();
  return {
    ...{
      catalog,
      tagger,
      sound: options.sound && new SoundQueue(options.sound, store),
      filter,
      genreMap,
      minCovers,
      store,
      budget,
      queue,
      limit,
      coversPerArtist,
      concurrency,
    },
    closing: closing.signal,
    close: (reason) => {
      closing.abort(reason);
      forgetStore();
      queue.close(reason);
    },
  };
}
