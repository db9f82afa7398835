import type { TagFilter } from '../../tags/filter.ts';
import type { Feature, FeatureKey } from '../features/features.ts';
import type { Origin } from '../features/origin.ts';
import type { Calibration } from '../fitting/calibration.ts';
import type { GenreParent } from './model-contents.ts';
import type { FittedSources } from './score-sources.ts';

/** Everything that a local model knows. */
export interface LocalModel extends FittedSources {
  readonly kind: string;
  readonly origin: Origin;
  readonly features: readonly Feature[];
  readonly filter: TagFilter;
  readonly minCovers: number;
  /** Below it, the likeliest genre is not said. */
  readonly minProbability: number;
  readonly stopTags: readonly string[];
  readonly genres: readonly string[];
  /** The parent of each genre that has one, and of its parents. Absent if no tree is known. */
  readonly parents?: readonly GenreParent[];
  readonly vocabulary: readonly FeatureKey[];
  readonly calibration: Calibration;
}
