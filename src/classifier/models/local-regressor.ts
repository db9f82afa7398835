import { checkLength } from '../../errors.ts';
import type { ArtistProfile } from '../../model.ts';
import { featureCounter, kindCounter } from '../features/count-features.ts';
import { profileReader } from '../features/read-profiles.ts';
import { transformRows } from '../features/transform.ts';
import { rowTimes } from '../fitting/number-rows.ts';
import type { Estimate, EstimateOptions, RegressionTrainer, Regressor } from '../regressor.ts';
import { checkSound, soundOf } from './check-sound.ts';
import { checkTagger } from './check-tagger.ts';
import { findNumberEvidence } from './number-evidence.ts';
import { profileWarnings } from './profile-warnings.ts';
import type { RegressionModel, RegressorFile } from './regression-model.ts';
import { packRegressor } from './regressor-file.ts';

/** A regressor that runs on this machine. To keep it: `JSON.stringify(regressor)`, then `loadRegressor`. */
export interface LocalRegressor extends Regressor {
  /** The id of the tagger whose tags it knows. */
  readonly tagger: string;
  /**
   * Whether it learned a number of each album, so that each album is to be estimated by itself: see `profilesOfAlbums`. So it is
   * if an artist of the training had several numbers.
   */
  readonly isOfAlbums: boolean;
  toJSON(): RegressorFile;
}

/** Trains a regressor on this machine. */
export type LocalRegressionTrainer = RegressionTrainer<LocalRegressor>;

/** The share of the artists whose number lies in the interval. */
export const coverage = 0.9;

export function localRegressor(model: RegressionModel): LocalRegressor {
  const { tagger } = model.origin;
  const sound = soundOf(model);
  const { transform, weights, intercept, radius, usual, isOfAlbums } = model;
  const read = profileReader({ ...model, stopTags: [] }, featureCounter(model.features, kindCounter(model)));
  const warningsOf = profileWarnings(model, 'the number may be far off');

  const estimateAll = (profiles: readonly ArtistProfile[], limit: number | undefined): Estimate[] => {
    checkTagger(tagger, profiles);
    checkSound(sound, profiles);
    const rows = transformRows(transform, read(profiles));
    return profiles.map((profile, row) => {
      const isKnown = (rows.ends[row] ?? 0) > (rows.starts[row] ?? 0);
      if (!isKnown) return { ...usual, reason: nothing, ...(limit !== undefined && { evidence: [] }) };
      const value = intercept + rowTimes(rows, row, weights);
      const warnings = warningsOf(profile);
      return {
        value,
        interval: [value - radius, value + radius],
        ...(limit !== undefined && { evidence: findNumberEvidence(model, profile, rows, row, limit) }),
        ...(warnings.length > 0 && { warnings }),
      };
    });
  };

  return {
    tagger,
    ...(sound !== undefined && { sound }),
    coverage,
    isOfAlbums,
    estimate: (profiles, { evidence, signal }: EstimateOptions = {}) =>
      Promise.resolve().then(() => {
        signal?.throwIfAborted();
        if (evidence !== undefined) checkLength('evidence', evidence);
        return estimateAll(profiles, evidence);
      }),
    toJSON: () => packRegressor(model),
  };
}

const nothing =
  'The profile has nothing that the model knows. The value is the median of the training, and nine of ten of its numbers lie in ' +
  'the interval.';
