import { SpotiTagsError } from '../errors.ts';
import type { CallOptions, Corrections, Cover, TagResult, TaggerPart } from '../model.ts';

/**
 * Says what is to be seen on covers. To write one, implement `tag` and run `taggerChecks` of `spotitags/testing`: it
 * holds the rules below.
 */
export interface Tagger {
  /**
   * Covers everything that changes its answers: name, pinned version, options; not empty. Taggers of the same
   * configuration have the same id. Equal ids promise comparable tags; profiles and models carry the id, and mixing two
   * ids is refused.
   */
  readonly id: string;

  /** The taggers that it combines; profiles carry them. Absent for a tagger that stands alone. */
  readonly taggers?: readonly TaggerPart[];

  /** The most covers that one call of `tag` takes: a whole number from 1. */
  readonly maxBatchSize: number;

  /** Calls of `tag` per second that its service takes, for planning. @default not known */
  readonly requestsPerSecond?: number;

  /**
   * Tags covers: one result per cover, in the same order, and none for no covers. A cover gets the same result alone, in
   * a batch, and each time that it occurs in a batch. Names are not blank, confidences lie in 0..1, and a name occurs
   * once per cover. A cover that cannot be tagged gets `{ error }` with the code `cover`, and the others their tags; a
   * rejection says that the whole batch failed (key, quota, network). With `options.signal`, the call rejects with the
   * signal's reason, at once if the signal is aborted already.
   * @throws SpotiTagsError `invalid-input` for more covers than `maxBatchSize`.
   */
  tag(covers: readonly Cover[], options?: CallOptions): Promise<readonly TagResult[]>;

  /** Tells a service that learns what a person said of a cover. The library keeps corrections as well. */
  feedback?(cover: Cover, corrections: Corrections, options?: CallOptions): Promise<void>;

  /** Closes sockets and timers, and frees memory. May be called twice. */
  close?(): Promise<void>;
}

/** @throws SpotiTagsError `invalid-input` for more covers than a call takes. */
export function checkBatch(who: string, covers: readonly Cover[], most: number): void {
  if (covers.length > most) {
    const text = `${who} takes at most ${most} covers at once, got ${covers.length}.`;
    throw new SpotiTagsError('invalid-input', text);
  }
}
