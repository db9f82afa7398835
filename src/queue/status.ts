import { SpotiTagsError } from '../errors.ts';
import { type QueueDatabase, linkTo, openDatabase } from './connection.ts';
import { queueNameOf } from './job.ts';
import { forgetTagger, registeredTaggers, withQueue } from './registry.ts';

/** The jobs of one tagger. A job is a batch of covers. */
export interface QueueStatus {
  /** The id of the tagger. */
  readonly tagger: string;
  /** What BullMQ, and dashboards for it, call the queue. */
  readonly queue: string;
  /** Jobs that wait for a worker, or for another attempt. */
  readonly waiting: number;
  /** Jobs that a worker has. */
  readonly active: number;
  /** Failed jobs that are kept. */
  readonly failed: number;
  /** Done jobs that are kept. */
  readonly done: number;
  readonly workers: number;
}

/** The queues in a database, one for each tagger. */
export function queueStatus(connection: string): Promise<QueueStatus[]> {
  return withDatabase(connection, async (database) => {
    const taggers = await registeredTaggers(database);
    return Promise.all(taggers.sort().map((tagger) => statusOf(database, tagger)));
  });
}

/**
 * Removes the jobs that wait. Jobs that a worker has go on. A coordinator that is running adds its jobs again.
 * @returns how many were removed.
 */
export function drainQueue(connection: string): Promise<number> {
  return withDatabase(connection, async (database) => {
    let removed = 0;
    for (const tagger of await registeredTaggers(database)) {
      removed += (await statusOf(database, tagger)).waiting;
      await withQueue(database, queueNameOf(tagger), (queue) => queue.drain(true));
    }
    return removed;
  });
}

/**
 * Removes done and failed jobs, which are kept for dashboards, and queues that are not used.
 * @returns how many jobs were removed.
 */
export function cleanQueue(connection: string): Promise<number> {
  return withDatabase(connection, async (database) => {
    let removed = 0;
    for (const tagger of await registeredTaggers(database)) {
      await withQueue(database, queueNameOf(tagger), async (queue) => {
        for (const state of ['completed', 'failed'] as const) {
          for (;;) {
            const ids = await queue.clean(0, 1000, state);
            removed += ids.length;
            if (ids.length === 0) break;
          }
        }
        const { waiting, active, workers } = await statusOf(database, tagger);
        if (waiting + active + workers > 0) return;
        await queue.obliterate();
        await forgetTagger(database, tagger);
      });
    }
    return removed;
  });
}

async function statusOf(database: QueueDatabase, tagger: string): Promise<QueueStatus> {
  const name = queueNameOf(tagger);
  return withQueue(database, name, async (queue) => {
    const [counts, workers] = await Promise.all([queue.getJobCounts(), queue.getWorkersCount()]);
    const count = (...states: string[]) => states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
    return {
      tagger,
      queue: name,
      waiting: count('waiting', 'delayed', 'prioritized', 'paused'),
      active: count('active'),
      failed: count('failed'),
      done: count('completed'),
      workers,
    };
  });
}

async function withDatabase<T>(
  connection: string,
  work: (database: QueueDatabase) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(connection);
  const link = linkTo(database, 10_000);
  try {
    // Asked once alone, so that a wrong address is an error and not a wait.
    await link.ask(() => registeredTaggers(database));
    return await work(database);
  } finally {
    link.close(new SpotiTagsError('invalid-input', 'The queue was closed.'));
    database.end();
  }
}
