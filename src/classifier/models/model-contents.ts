import type { TaggerPart } from '../../model.ts';
import type { TagFilterConfig } from '../../tags/filter.ts';
import type { Feature, FeatureKey } from '../features/features.ts';

/** A local model as plain data; see `loadClassifier`. */
export interface ModelFile {
  readonly format: 'spotitags-model';
  readonly version: 3;
  /** SHA-256 of `JSON.stringify(model)`, its keys in this file's order, in hexadecimal: it tells a changed or cut file. */
  readonly sha256: string;
  readonly model: ModelContents;
}

/** A genre, and what it is a kind of. */
export type GenreParent = readonly [genre: string, parent: string];

/** What a model file holds. Lists by feature have the order of `vocabulary`, lists by genre that of `genres`. */
export interface ModelContents {
  /** Such as `logistic-regression`. */
  readonly kind: string;
  /** The ids of the catalogs that the examples came from. Empty if not known. */
  readonly catalogs: readonly string[];
  readonly tagger: string;
  /** The taggers that `tagger` combines, or `tagger` itself. */
  readonly taggers: readonly TaggerPart[];
  /** The `id` of the sound tagger of the examples that have sound. */
  readonly sound?: string;
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
  /** Of each genre that has one, and of the parents themselves. Absent if no genre map was used. */
  readonly parents?: readonly GenreParent[];
  readonly vocabulary: readonly FeatureKey[];
  readonly transform: {
    /**
     * Of each block of columns, in the order in which the vocabulary has them: the tags of each tagger, title words, their parts,
     * lettering, the embedding, tags of sound, decades.
     */
    readonly blocks: readonly {
      readonly scale: 'weight' | 'sqrt' | 'log1p' | 'presence';
      readonly l2: boolean;
      /** Factor of a feature that training has not seen. */
      readonly unseen: number;
    }[];
    /** Factor of each feature. */
    readonly idf: readonly number[];
  };
  /** `weights[feature][genre]` */
  readonly weights: readonly (readonly number[])[];
  /**
   * Of each source, in the order of its first block: the tags of each tagger, titles with words and parts, lettering, the
   * embedding, decades. One for all blocks in a model of versions 1 and 2.
   */
  readonly sources: readonly { readonly bias: readonly number[]; readonly usual: number }[];
  /** How much less a source says of an artist of whom it has little; `usual` is the amount that is not little. */
  readonly share: number;
  readonly calibration: {
    readonly temperature: number;
    readonly floor: number;
    readonly prior: readonly number[];
  };
}
