import type { Learner } from './local-trainer.ts';
import type { TrainerOptions } from './trainer-options.ts';

/** A kind of local model. */
export interface ModelKind {
  /** The name of the kind in model files, on the command line and in experiments. */
  readonly kind: string;
  /** A learner with the model's own defaults. */
  readonly learner: (options: TrainerOptions) => Learner;
}

/** The names of all kinds, apart from their learners: what only reads models does not load what trains them. */
export const kindNames: readonly string[] = [
  'complement-naive-bayes',
  'multinomial-naive-bayes',
  'nearest-centroid',
  'logistic-regression',
];
