import type { SpotiTagsError } from '../errors.ts';
import type { CallOptions, Tag } from '../model.ts';

/** A file of music. */
export interface Track {
  readonly path: string;
}

/** A sound tagger's answer for one track: its tags, or why there are none. */
export type SoundResult =
  | {
      readonly tags: readonly Tag[];
      /** The sound as a vector, from a neural tagger that gives one. */
      readonly embedding?: readonly number[];
      readonly error?: never;
    }
  | { readonly error: SpotiTagsError; readonly tags?: never; readonly embedding?: never };

/**
 * Says what music sounds like. To write one, implement `describe` and run `soundTaggerChecks` of `spotitags/testing`, which
 * checks the rules below.
 */
export interface SoundTagger {
  /**
   * Must change if the answers change: name, fixed version, options. Not empty. Sound taggers with the same configuration
   * have the same id. Profiles and models contain the id, and mixing two ids is refused.
   */
  readonly id: string;

  /**
   * Describes one track. It accepts concurrent calls, limits by itself how many tracks it works on at once, and gives a track
   * the same result each time. Names are not blank, confidences are in 0..1, and a name occurs once per track. A track that
   * cannot be described gets `{ error }` with the code `track`. A rejection means that no track can be described, such as for
   * a missing package. With `options.signal`, the call rejects with the signal's reason, at once if the signal is already
   * aborted.
   */
  describe(track: Track, options?: CallOptions): Promise<SoundResult>;

  /**
   * What a tag is about, such as "tempo". For lists that are read; nothing is computed with it.
   * @returns undefined for a tag that it does not know.
   */
  aspectOf?(tag: string): string | undefined;

  /** Ends threads and frees memory. It may be called twice. */
  close?(): Promise<void>;
}
