import { SpotiTagsError } from '../errors.ts';
import type { CallOptions, Corrections, Cover, TagResult, TaggerPart } from '../model.ts';

/**
 * Says what is to be seen on covers.
 *
 * To write one, implement `tag` and run the tagger suite over it.
 */
export interface Tagger {
  /**
   * Covers everything that changes its answers: name, pinned version, options. Equal ids promise comparable tags;
   * profiles and models carry it, and mixing two ids is refused.
   */
  readonly id: string;

  /** The taggers that it combines; profiles carry them. Absent for a tagger that stands alone. */
  readonly taggers?: readonly TaggerPart[];

  /** The most covers that one call of `tag` takes. */
  readonly maxBatchSize: number;

  /** Calls of `tag` per second that its service takes, for whoever plans a run. @default not known */
  readonly requestsPerSecond?: number;

  /**
   * Tags covers: one result per cover, in the same order. A failure that concerns one cover is its
   * `{ error }`; a throw says that the whole batch failed (key, quota, network).
   * Names are not empty, confidences lie in 0..1, and a name occurs once per cover.
   */
  tag(covers: readonly Cover[], options?: CallOptions): Promise<readonly TagResult[]>;

  /**
   * Tells the service what a person said of a cover, where it learns from that. The library keeps corrections by
   * itself as well.
   */
  feedback?(cover: Cover, corrections: Corrections, options?: CallOptions): Promise<void>;

  /** Lets go of sockets, timers and memory. */
  close?(): Promise<void>;
}

/** @throws SpotiTagsError `invalid-input` for more covers than a call takes. */
export function checkBatch(who: string, covers: readonly Cover[], most: number): void {
  if (covers.length > most) {
    const text = `${who} takes at most ${most} covers at once, got ${covers.length}`;
    throw new SpotiTagsError('invalid-input', text);
  }
}
