import type { ModelReader } from './local-model.ts';
import type { Learner, TrainerOptions } from './local-trainer.ts';

/** A kind of local model: what fits such a model, and what reads one from a file. */
export interface ModelKind extends ModelReader {
  /** A learner with the model's own defaults. */
  readonly learner: (options: TrainerOptions) => Learner;
}
