import type * as v from 'valibot';
import type { TagFilter } from '../../tags/filter.ts';
import type { Feature, FeatureKey } from '../features/features.ts';
import type { Origin } from '../features/origin.ts';
import type { SparseRows } from '../features/rows.ts';
import type { Transform } from '../features/transform.ts';
import type { Calibration } from '../fitting/calibration.ts';
import type { Damping } from '../fitting/damping.ts';

/** What a kind of model adds to the parts that all local models share. */
export interface FittedModel {
  /** The score of every genre for every row, `scores[row * genres + genre]`: the higher, the likelier. */
  score(rows: SparseRows): Float64Array;
  /**
   * What each entry of one row adds to the lead of a genre: to its score, less the mean score of its rivals. The entries
   * add up to the lead, less what does not depend on the row.
   *
   * @param rivals - the weight of each genre in the mean; 0 for the genre itself.
   */
  explain(rows: SparseRows, row: number, genre: number, rivals: Float64Array): Float64Array;
  /** Its parameters as plain data for a model file; the kind's schema reads them back. */
  toJSON(): unknown;
}

/** What the parameters of a model must fit. */
export interface ModelShape {
  /** Number of genres. */
  readonly genres: number;
  /** Number of columns: features in the vocabulary. */
  readonly columns: number;
}

/** Reads the parameters of one kind of model from a file. */
export interface ModelReader {
  /** The name of the kind in model files, on the command line and in experiments. */
  readonly kind: string;
  /** Checks what `toJSON` of the fitted model gave, and makes it a model again. */
  readonly parameters: (shape: ModelShape) => v.GenericSchema<unknown, FittedModel>;
}

/** Everything that a local model knows. */
export interface LocalModel {
  readonly kind: string;
  readonly origin: Origin;
  readonly features: readonly Feature[];
  readonly filter: TagFilter;
  readonly minCovers: number;
  /** Below it, the likeliest genre is not said. */
  readonly minProbability: number;
  readonly stopTags: readonly string[];
  readonly genres: readonly string[];
  readonly vocabulary: readonly FeatureKey[];
  readonly transform: Transform;
  readonly fitted: FittedModel;
  readonly calibration: Calibration;
  readonly damping: Damping;
}
