export type { VertexOptions } from './client.ts';
export { GeminiClassifier, type GeminiClassifierOptions } from './gemini-classifier.ts';
export { VertexClassifier, type VertexClassifierOptions } from './vertex-classifier.ts';
export type { PlannedStep, VertexPlan } from './plan.ts';
export type { VertexStep } from './state-file.ts';
export type { VertexTrainerOptions } from './trainer-options.ts';
export type { Undeployed } from './undeploy.ts';
export { VertexTrainer } from './vertex-trainer.ts';
export type { VertexProgress } from './walk.ts';
