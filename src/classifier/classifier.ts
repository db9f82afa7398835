import type { ArtistProfile, CallOptions, Example, Prediction } from '../model.ts';

/** Learns from labeled artists. */
export interface Trainer<C extends Classifier = Classifier> {
  /**
   * Reads the examples once. All profiles must be by one tagger.
   * @throws SpotiTagsError `invalid-input` for no examples, mixed taggers or bad weights.
   */
  train(examples: Iterable<Example> | AsyncIterable<Example>, options?: CallOptions): Promise<C>;
}

export interface ClassifyOptions extends CallOptions {
  /** How many pieces of evidence each prediction carries at most; none are computed where absent. */
  readonly evidence?: number;
}

/** Says which genre artists play. */
export interface Classifier {
  /** Every genre it can say, in the order of their code points. */
  readonly genres: readonly string[];

  /** The id of the tagger whose tags it knows. If absent, it takes the tags of any tagger. */
  readonly tagger?: string;

  /**
   * One prediction per profile, in the same order. A profile of which it knows nothing gets `genre: null`.
   * @throws SpotiTagsError `invalid-input` for a profile of another tagger than it was trained on.
   */
  classify(profiles: readonly ArtistProfile[], options?: ClassifyOptions): Promise<readonly Prediction[]>;

  /** Releases sockets, timers and memory. */
  close?(): Promise<void>;
}
