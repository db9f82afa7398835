import type { ArtistProfile, CallOptions, GenreExample, Prediction } from '../model.ts';
import type { SayOptions } from '../tags/said-genres.ts';

/** Learns from labeled artists. To write one, run `classifierChecks` of `spotitags/testing`: it holds the rules below. */
export interface Trainer<C extends Classifier = Classifier> {
  /**
   * Reads the examples once, in any order. All profiles must be of one tagger, and those with sound of one sound tagger. An artist with several genres counts as much
   * as an artist with one, an equal part in each. With `options.signal`, the call rejects with
   * the signal's reason, at once if the signal is aborted already.
   * @throws SpotiTagsError `invalid-input` for no examples, several taggers or bad weights.
   */
  train(examples: Iterable<GenreExample> | AsyncIterable<GenreExample>, options?: CallOptions): Promise<C>;
}

export interface ClassifyOptions extends CallOptions, SayOptions {
  /** How many pieces of evidence a prediction has at most. If absent, predictions have no `evidence`. */
  readonly evidence?: number;
}

/** Says which genre artists play. To write one without a trainer, run `classifierChecks` of `spotitags/testing` as well. */
export interface Classifier {
  /** Every genre that it can say, each once, in the order of their code points. */
  readonly genres: readonly string[];

  /** The `id` of the tagger whose tags it knows. Absent if it takes the tags of any tagger. */
  readonly tagger?: string;

  /** The `id` of the sound tagger whose tags it knows. Absent if it does not look at sound. */
  readonly sound?: string;

  /**
   * One prediction per profile, in the same order, and none for no profiles. A profile gets the same prediction alone and
   * among others. The `scores` name each genre once, likeliest first; the probabilities lie in 0..1 and sum to 1; `genre`
   * is the first of them, or `null` for "cannot tell"; with `options.level`, it is the first at that level. A profile without albums and tags gets `genre: null` and no
   * evidence. With `options.evidence`, a prediction carries `evidence`, strongest first, words of an `edition` last: contributions above 0, and albums
   * of the profile on which it was seen; an empty array if the classifier has no evidence to give. With
   * `options.signal`, the call rejects with the signal's reason, at once if the signal is aborted already.
   * @throws SpotiTagsError `invalid-input`, with both ids in the message, for a profile of another tagger than `tagger`,
   * or of another sound tagger than `sound`. A profile without sound is judged by the rest.
   */
  classify(profiles: readonly ArtistProfile[], options?: ClassifyOptions): Promise<readonly Prediction[]>;

  /** Ends what is under way and releases connections. A second call does nothing. */
  close?(): Promise<void>;
}
