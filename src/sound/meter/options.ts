import { availableParallelism } from 'node:os';
import * as v from 'valibot';
import { must, optionsSchema, wholeNumberFrom } from '../../util/options.ts';

/** Options of `MeterTagger`. */
export interface MeterTaggerOptions {
  /** Seconds from the middle of a track that are measured, 5 to 300. A shorter track is measured whole. @default 30 */
  readonly seconds?: number;
  /** Largest number of threads. @default the number of cores */
  readonly threads?: number;
}

export const defaultSeconds = 30;

export const meterOptions = optionsSchema({
  seconds: v.optional(
    must(
      'lie in 5..300',
      (value): value is number => typeof value === 'number' && value >= 5 && value <= 300,
    ),
    defaultSeconds,
  ),
  threads: v.optional(wholeNumberFrom(1), availableParallelism()),
});

export type MeterSettings = v.InferOutput<typeof meterOptions>;
