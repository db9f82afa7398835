import * as v from 'valibot';
import type { AnyQueue, QueueDatabase } from './connection.ts';
import { queueNameOf } from './job.ts';

/**
 * A queue without workers that has one job for each tagger that was asked for. It tells workers and people
 * which queues there are, in every database that BullMQ speaks to.
 */
const registryName = 'spotitags';

const entrySchema = v.object({ tagger: v.string() });

/** Opens the queue for a moment. */
export async function withQueue<T>(
  { classes, url }: QueueDatabase,
  name: string,
  work: (queue: AnyQueue) => Promise<T>,
): Promise<T> {
  const queue = new classes.Queue(name, { connection: url });
  queue.on('error', () => undefined);
  try {
    return await work(queue);
  } finally {
    await queue.close();
  }
}

/** Notes that there are jobs for a tagger. */
export function registerTagger(database: QueueDatabase, tagger: string): Promise<void> {
  return withQueue(database, registryName, async (registry) => {
    await registry.add('tagger', { tagger }, { jobId: queueNameOf(tagger) });
  });
}

/** The ids of the taggers that were asked for. */
export function registeredTaggers(database: QueueDatabase): Promise<string[]> {
  return withQueue(database, registryName, async (registry) => {
    const entries = await registry.getJobs(['waiting']);
    return entries.flatMap(({ data }) => {
      const parsed = v.safeParse(entrySchema, data);
      return parsed.success ? [parsed.output.tagger] : [];
    });
  });
}

export function forgetTagger(database: QueueDatabase, tagger: string): Promise<void> {
  return withQueue(database, registryName, async (registry) => {
    await registry.remove(queueNameOf(tagger));
  });
}
