import { type Command, InvalidArgumentError } from 'commander';
import { checkQueueUrl } from '../../queue/connection.ts';
import type { TagStore } from '../../store/store.ts';
import type { Tagger } from '../../tagger/tagger.ts';
import { type Io, printable } from '../terminal/io.ts';
import { UsageError } from './usage-error.ts';

export interface QueueFlag {
  readonly queue: string;
}

/** Batches that a coordinator has in the queue at a time. */
const concurrency = 32;

/** The flag of the queue's database. */
export function withQueue(command: Command): Command {
  return command.option(
    '--queue <url>',
    'let workers tag, over a queue in this Redis or PostgreSQL: redis://host/0, postgres://host/name',
    (url) => {
      try {
        return checkQueueUrl(url);
      } catch (error) {
        throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
      }
    },
  );
}

/** @throws UsageError if there is no queue. */
export function queueOf({ queue }: Partial<QueueFlag>): string {
  if (queue !== undefined) return queue;
  throw new UsageError('The queue is missing. Type its database: --queue redis://localhost:6379/0');
}

/** The tagger as it is, or at work in the workers of the queue. */
export async function onQueue(
  tagger: Tagger,
  store: TagStore | undefined,
  { queue }: Partial<QueueFlag>,
  io: Io,
): Promise<{ readonly tagger: Tagger; readonly concurrency?: number }> {
  if (queue === undefined) return { tagger };
  const { queueTagger } = await import('../../queue/queue-tagger.ts');
  return {
    tagger: queueTagger({
      connection: queue,
      tagger,
      store: sharedStore(store),
      onWarning: (sentence) => {
        io.stderr.note(printable(sentence));
      },
    }),
    concurrency,
  };
}

/** @throws UsageError without a store: workers write tags there. */
export function sharedStore(store: TagStore | undefined): TagStore {
  if (store) return store;
  throw new UsageError('Workers need a store for the tags. Type --store DIR, the same as the coordinator’s.');
}
