export { coordinatorStore } from './coordinator-store.ts';
export { collectOnQueue, type CollectOnQueueOptions } from './collect-on-queue.ts';
export { queueTagger } from './queue-tagger.ts';
export { type QueueWorker, createWorker } from './worker.ts';
export type { QueueOptions, QueueTaggerOptions, WorkerOptions } from './options.ts';
export { type QueueStatus, cleanQueue, drainQueue, queueStatus } from './status.ts';
export { type SharedState, type SharedStateOptions, shareState } from '../shared/shared-state.ts';
export type { SharedBudget } from '../shared/budget.ts';
