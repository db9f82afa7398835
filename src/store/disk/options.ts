import * as v from 'valibot';
import { numberAboveZero, optionsSchema, wholeNumberFrom } from '../../util/options.ts';

export interface DiskStoreOptions {
  /** Beyond this many entries, the tenth that was written longest ago goes; corrections stay. @default 1_000_000 */
  readonly maxEntries?: number;
  /**
   * Milliseconds after which an entry is forgotten that was not given a time of its own; corrections stay. Spotify's
   * terms allow to keep its content for a limited time only. @default kept always
   */
  readonly ttlMs?: number;
}

export const diskStoreOptions = optionsSchema({
  maxEntries: v.exactOptional(wholeNumberFrom(1), 1_000_000),
  ttlMs: v.exactOptional(numberAboveZero),
});
