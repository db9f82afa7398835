import { logisticRegressionKind } from './logistic-regression.ts';
import type { ModelKind } from './model-kind.ts';
import { complementNaiveBayesKind, multinomialNaiveBayesKind } from './naive-bayes.ts';
import { nearestCentroidKind } from './nearest-centroid.ts';

/** Every kind of local model. Experiments, the command line and `loadClassifier` know those of this list. */
export const modelKinds: readonly ModelKind[] = [
  complementNaiveBayesKind,
  multinomialNaiveBayesKind,
  nearestCentroidKind,
  logisticRegressionKind,
];
