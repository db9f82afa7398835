import * as v from 'valibot';
import { optionsSchema, wholeNumberFrom } from '../../util/options.ts';

/** How much a store in memory keeps. */
export interface MemoryStoreOptions {
  /**
   * If there are more entries, the least recently used one is deleted. Corrections are kept. @default 10_000
   */
  readonly maxEntries?: number;
}

export const memoryStoreOptions = optionsSchema({ maxEntries: v.exactOptional(wholeNumberFrom(0), 10_000) });

export type CheckedMemoryStoreOptions = v.InferOutput<typeof memoryStoreOptions>;
