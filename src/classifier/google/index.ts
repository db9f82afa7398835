export type { VertexOptions } from './client.ts';
export { GeminiClassifier, type GeminiClassifierOptions } from './gemini/gemini-classifier.ts';
export { VertexClassifier, type VertexClassifierOptions } from './vertex/vertex-classifier.ts';
export type { PlannedStep, VertexPlan } from './vertex/plan.ts';
export type { VertexStep } from './vertex/state-file.ts';
export type { VertexTrainerOptions } from './vertex/trainer-options.ts';
export type { Undeployed } from './vertex/undeploy.ts';
export { VertexTrainer } from './vertex/vertex-trainer.ts';
export type { VertexProgress } from './vertex/provisioning.ts';
