import type { TaggerPart } from '../../model.ts';
import type { TagFilterConfig } from '../../tags/filter.ts';
import type { Feature, FeatureKey } from '../features/features.ts';

/** A local model as plain data; see `loadClassifier`. */
export interface ModelFile {
  readonly format: 'spotitags-model';
  readonly version: 2;
  /** SHA-256 of `JSON.stringify(model)`, its keys in this file's order, in hexadecimal: it tells a changed or cut file. */
  readonly sha256: string;
  readonly model: ModelContents;
}

/** What a model file holds. Lists by feature have the order of `vocabulary`, lists by genre that of `genres`. */
export interface ModelContents {
  /** Such as `logistic-regression`. */
  readonly kind: string;
  /** The ids of the catalogs that the examples came from. Empty if not known. */
  readonly catalogs: readonly string[];
  readonly tagger: string;
  /** The taggers that `tagger` combines, or `tagger` itself. */
  readonly taggers: readonly TaggerPart[];
  /** Median number of tagged covers per artist in training. */
  readonly coversPerArtist?: number;
  /** Hashes that tell about which of some artists the model was trained on. */
  readonly artists?: readonly number[];
  readonly features: readonly Feature[];
  readonly filter: { readonly id: string; readonly config?: TagFilterConfig | undefined };
  readonly minCovers: number;
  readonly minProbability: number;
  readonly stopTags: readonly string[];
  readonly genres: readonly string[];
  readonly vocabulary: readonly FeatureKey[];
  readonly transform: {
    readonly scale: 'weight' | 'sqrt' | 'log1p' | 'presence';
    readonly l2: boolean;
    readonly idf: readonly number[];
    /** Factor of a feature that training has not seen. Without it, such features do not count. */
    readonly unseen?: number;
  };
  /** What was fitted. Each kind of model has its own: linear models have `{ bias, weights }`. */
  readonly parameters: unknown;
  readonly calibration: {
    readonly temperature: number;
    readonly floor: number;
    readonly prior: readonly number[];
  };
  /**
   * How much less few tags or words say than many; `usual` is by block, `means` by block and genre. Without it, they say as
   * much as many.
   */
  readonly damping?: {
    readonly share: number;
    readonly usual: readonly number[];
    readonly means: readonly (readonly number[])[];
  };
}
