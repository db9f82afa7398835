import type { ArtistProfile, CallOptions, Example, Prediction } from '../model.ts';

/** Learns from labeled artists. The classifier suite of `spotitags/testing` checks what is written here. */
export interface Trainer<C extends Classifier = Classifier> {
  /**
   * Reads the examples once, in any order. All profiles must be by one tagger.
   * @throws SpotiTagsError `invalid-input` for no examples, for profiles of several taggers, and for bad weights.
   * @throws the reason of `signal`, if it is aborted.
   */
  train(examples: Iterable<Example> | AsyncIterable<Example>, options?: CallOptions): Promise<C>;
}

export interface ClassifyOptions extends CallOptions {
  /** How many pieces of evidence a prediction has at most. If absent, predictions have no `evidence`. */
  readonly evidence?: number;
}

/** Says which genre artists play. */
export interface Classifier {
  /** Every genre that it can say, each once, in the order of their code points. */
  readonly genres: readonly string[];

  /** The `id` of the tagger whose tags it knows. Absent if it takes the tags of any tagger. */
  readonly tagger?: string;

  /**
   * One prediction per profile, in the same order. The prediction for a profile does not depend on the other profiles of
   * the call, and no profiles give no predictions.
   *
   * `scores` lists every genre once, likeliest first, with probabilities in 0..1 that sum to one. `genre` is the first
   * of them, or `null` for "cannot tell": always for a profile without albums and tags. Evidence, if asked for, is
   * sorted by its contribution, strongest first; contributions are above 0 and finite, and every piece names albums
   * of the profile. `genre: null` has no evidence: `[]`.
   *
   * @throws SpotiTagsError `invalid-input` for a profile of another tagger than `tagger`; the message names both ids.
   * @throws the reason of `signal`, if it is aborted.
   */
  classify(profiles: readonly ArtistProfile[], options?: ClassifyOptions): Promise<readonly Prediction[]>;

  /** Ends what is under way and releases connections. A second call does nothing. */
  close?(): Promise<void>;
}
