import type { TaggerPart } from '../../model.ts';
import type { TagFilter, TagFilterConfig } from '../../tags/filter.ts';
import type { Feature, FeatureKey } from '../features/features.ts';
import type { Origin } from '../features/origin.ts';
import type { Transform } from '../features/transform.ts';
import type { LinearNumberFit } from '../fitting/number-rows.ts';

/** What is said of a profile that has nothing to judge by. */
export interface UsualNumber {
  /** The median of the training. */
  readonly value: number;
  readonly interval: readonly [low: number, high: number];
}

/** Everything that a local regressor knows. */
export interface RegressionModel extends LinearNumberFit {
  readonly origin: Origin;
  readonly features: readonly Feature[];
  readonly filter: TagFilter;
  readonly minCovers: number;
  readonly vocabulary: readonly FeatureKey[];
  readonly transform: Transform;
  /** The mean of each column, transformed. */
  readonly means: Float64Array;
  readonly alpha: number;
  /** Half of the length of an interval. */
  readonly radius: number;
  readonly usual: UsualNumber;
  readonly isOfAlbums: boolean;
}

/** A local regressor as plain data; see `loadRegressor`. */
export interface RegressorFile {
  readonly format: 'spotitags-model';
  readonly version: 3;
  /** SHA-256 of `JSON.stringify(model)`, its keys in this file's order, in hexadecimal: it tells a changed or cut file. */
  readonly sha256: string;
  readonly model: RegressorContents;
}

/** What the file of a regressor holds. Lists by feature have the order of `vocabulary`. */
export interface RegressorContents {
  readonly kind: 'ridge-regression';
  /** The ids of the catalogs that the examples came from. */
  readonly catalogs: readonly string[];
  readonly tagger: string;
  /** The taggers that `tagger` combines, or `tagger` itself. */
  readonly taggers: readonly TaggerPart[];
  /** The `id` of the sound tagger of the examples that have sound. */
  readonly sound?: string;
  /** Median number of tagged covers per example in training. */
  readonly coversPerArtist?: number;
  /** Hashes that tell about which of some artists the model was trained on. */
  readonly artists?: readonly number[];
  readonly features: readonly Feature[];
  readonly filter: { readonly id: string; readonly config?: TagFilterConfig | undefined };
  readonly minCovers: number;
  readonly vocabulary: readonly FeatureKey[];
  readonly transform: {
    /** Of each block of columns: see `ModelContents`. */
    readonly blocks: readonly {
      readonly scale: 'weight' | 'sqrt' | 'log1p' | 'presence';
      readonly l2: boolean;
      readonly unseen: number;
    }[];
    /** Factor of each feature. */
    readonly idf: readonly number[];
  };
  /** The number is the intercept plus the sum of each feature times its weight. */
  readonly weights: readonly number[];
  readonly intercept: number;
  /** The mean of each feature, which evidence compares with. */
  readonly means: readonly number[];
  readonly alpha: number;
  /** Half of the length of an interval. */
  readonly radius: number;
  /** The median of the training, and where nine tenths of it lie: for a profile that has nothing to judge by. */
  readonly usual: UsualNumber;
  /** Whether the training had several numbers of one artist, one for each album. */
  readonly isOfAlbums: boolean;
}
