import type { ArtistProfile, CallOptions, Evidence, NumberExample, PredictionWarning } from '../model.ts';

/** A number that was estimated for one profile. */
export interface Estimate {
  /** In the unit of the targets that the regressor learned from. */
  readonly value: number;
  /** Where the true number lies for a share of the artists: see `coverage` of the regressor. */
  readonly interval: readonly [low: number, high: number];
  /**
   * A sentence: why the estimate does not depend on the profile. Only present if the profile has nothing to judge by. Value and
   * interval are then those of all artists of the training.
   */
  readonly reason?: string;
  /** What moved the number most, first; words of an edition last. Present if it was asked for. */
  readonly evidence?: readonly Evidence[];
  /** Why it may be further off than it was in its evaluation. Absent if the model knows no reason. */
  readonly warnings?: readonly PredictionWarning[];
}

/**
 * Learns to estimate a number, such as a year or a rating, from artists or albums that have one. To write one, run
 * `regressorChecks` of `spotitags/testing`: it holds the rules below.
 */
export interface RegressionTrainer<R extends Regressor = Regressor> {
  /**
   * Reads the examples once, in any order. All profiles must be of one tagger. An artist may have several examples, one for each
   * of its albums. With `options.signal`, the call rejects with the signal's reason, at once if the signal is aborted
   * already.
   * @throws SpotiTagsError `invalid-input` for too few examples, several taggers, or numbers that are not finite or all
   * equal.
   */
  train(examples: Iterable<NumberExample> | AsyncIterable<NumberExample>, options?: CallOptions): Promise<R>;
}

export interface EstimateOptions extends CallOptions {
  /** How many pieces of evidence an estimate has at most. If absent, estimates have no `evidence`. */
  readonly evidence?: number;
}

/** Estimates a number for artists or albums. To write one without a trainer, run `regressorChecks` of `spotitags/testing` as well. */
export interface Regressor {
  /** The `id` of the tagger whose tags it knows. Absent if it takes the tags of any tagger. */
  readonly tagger?: string;

  /** The `id` of the sound tagger whose tags it knows. Absent if it does not look at sound. */
  readonly sound?: string;

  /** For which share of the artists the true number is meant to lie in the interval, such as 0.9. */
  readonly coverage: number;

  /**
   * One estimate per profile, in the same order, and none for no profiles. A profile gets the same estimate alone and among
   * others. `interval` contains `value`; all three numbers are finite. A profile without albums and tags gets a `reason`, and no
   * evidence. With `options.evidence`, an estimate carries `evidence`, an empty array if there is
   * none to give. With `options.signal`, the call rejects with the signal's reason, at once if the signal is aborted already.
   * @throws SpotiTagsError `invalid-input`, with both ids in the message, for a profile of another tagger than `tagger`,
   * or of another sound tagger than `sound`. A profile without sound is judged by the rest.
   */
  estimate(profiles: readonly ArtistProfile[], options?: EstimateOptions): Promise<readonly Estimate[]>;

  /** Ends what is under way and releases connections. A second call does nothing. */
  close?(): Promise<void>;
}
