import type { LocalTrainer } from './local-classifier.ts';
import type { ModelReader } from './local-model.ts';
import type { TrainerOptions } from './local-trainer.ts';

/** A kind of local model: what trains such a model, and what reads one from a file. */
export interface ModelKind extends ModelReader {
  /** A trainer with the model's own defaults. */
  readonly trainer: (options?: TrainerOptions) => LocalTrainer;
}
