import * as v from 'valibot';
import { numberAboveZero, optionsSchema, wholeNumberFrom } from '../../util/options.ts';

/** How much a store on disk keeps, and for how long. */
export interface DiskStoreOptions {
  /**
   * If there are more entries, the oldest ones are deleted, about a tenth. Corrections are kept, and do not count.
   * @default 1_000_000
   */
  readonly maxEntries?: number;
  /**
   * Milliseconds after which an entry expires that was not given its own time. Corrections do not expire.
   * Spotify's terms allow storing its content for a limited time only. @default no limit
   */
  readonly ttlMs?: number;
}

export const diskStoreOptions = optionsSchema({
  maxEntries: v.exactOptional(wholeNumberFrom(1), 1_000_000),
  ttlMs: v.exactOptional(numberAboveZero),
});
