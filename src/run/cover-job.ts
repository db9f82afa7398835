import type { Cover } from '../model.ts';
import type { StoredResult } from '../store/stored-tags.ts';
import type { PromiseWithResolvers } from '../util/with-resolvers.ts';

/** A result, and whether it came from the store. In that case nothing was sent. */
export type Answered = StoredResult & { readonly isStored?: boolean };

/** One cover that is being tagged, for one or more callers. */
export interface Job {
  readonly key: string;
  readonly cover: Cover;
  readonly done: PromiseWithResolvers<Answered>;
  callers: number;
  /** The batch that it is in, from when it leaves the queue until it is answered. */
  batch?: Batch | undefined;
  /** Ends the wait for another process that is tagging the cover. */
  waitingForOther?: AbortController;
}

export interface Batch {
  readonly jobs: readonly Job[];
  readonly controller: AbortController;
}

/** The unanswered covers of its batch, or the cover alone. */
export function sentWith(job: Job): readonly Job[] {
  return job.batch?.jobs.filter(({ batch }) => batch === job.batch) ?? [job];
}

export function isWanted({ callers }: Job): boolean {
  return callers > 0;
}
