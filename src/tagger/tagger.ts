import { SpotiTagsError } from '../errors.ts';
import type { CallOptions, Corrections, Cover, TagResult, TaggerPart } from '../model.ts';
import { counted } from '../util/plural.ts';

/**
 * Says what covers show. To write one, implement `tag` and run `taggerChecks` of `spotitags/testing`, which
 * checks the rules below.
 */
export interface Tagger {
  /**
   * Must change if the answers change: name, fixed version, options. Not empty. Taggers with the same
   * configuration have the same id. Equal ids promise comparable tags. Profiles and models contain the id,
   * and mixing two ids is refused.
   */
  readonly id: string;

  /** The taggers that it combines. Profiles list them. Absent for a single tagger. */
  readonly taggers?: readonly TaggerPart[];

  /** Largest number of covers per call of `tag`: a whole number from 1. */
  readonly maxBatchSize: number;

  /** Calls of `tag` per second that its service allows, for planning. @default not known */
  readonly requestsPerSecond?: number;

  /**
   * Tags covers: one result per cover, in the same order. No covers give no results. A cover gets the same
   * result alone, in a batch, and each time that it occurs in a batch. Names are not blank, confidences are
   * in 0..1, and a name occurs once per cover. A cover that cannot be tagged gets `{ error }` with the code
   * `cover`, and the others get their tags. A rejection means that the whole batch failed (key, quota,
   * network). With `options.signal`, the call rejects with the signal's reason, at once if the signal is
   * already aborted.
   * @throws SpotiTagsError `invalid-input` for more covers than `maxBatchSize`.
   */
  tag(covers: readonly Cover[], options?: CallOptions): Promise<readonly TagResult[]>;

  /**
   * Sends a person's corrections to a service that learns from them. The library also keeps corrections
   * itself.
   */
  feedback?(cover: Cover, corrections: Corrections, options?: CallOptions): Promise<void>;

  /**
   * What a tag is about, such as "color" or "mood". For lists that are read; nothing is computed with it.
   * @param tag - the name as profiles have it, with its namespace.
   * @returns undefined for a tag that it does not know.
   */
  aspectOf?(tag: string): string | undefined;

  /** Closes sockets and timers, and frees memory. It may be called twice. */
  close?(): Promise<void>;
}

/** @throws SpotiTagsError `invalid-input` for more covers than a call accepts. */
export function checkBatch(who: string, covers: readonly Cover[], most: number): void {
  if (covers.length > most) {
    const text = `${who} accepts at most ${counted(most, 'cover')} at once, got ${covers.length}.`;
    throw new SpotiTagsError('invalid-input', text);
  }
}
