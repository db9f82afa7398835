import { type Command, InvalidArgumentError } from 'commander';
import { checkDatabaseUrl } from '../../shared/database-url.ts';
import type { TagStore } from '../../store/store.ts';
import type { Tagger } from '../../tagger/tagger.ts';
import { type Io, printable } from '../terminal/io.ts';
import { type StoreOptions, openStore } from './stores.ts';
import { UsageError } from './usage-error.ts';

export interface QueueFlag {
  readonly queue: string;
}

type OpenStore = TagStore & AsyncDisposable;

/** Batches that a coordinator has in the queue at a time. */
const concurrency = 32;

/** The flag of the queue's database. */
export function withQueue(command: Command): Command {
  return command.option(
    '--queue <url>',
    'let workers tag, over a queue in this Redis or PostgreSQL: redis://host/0, postgres://host/name',
    (url) => {
      try {
        return checkDatabaseUrl(url);
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

/** The store of the command: that of the queue, unless a folder is named. */
export async function openSharedStore(
  options: StoreOptions & Partial<QueueFlag>,
  io: Io,
): Promise<OpenStore | undefined> {
  const { queue, store } = options;
  if (queue === undefined || store !== undefined) return openStore(options, io);
  const { shareState } = await import('../../shared/shared-state.ts');
  const shared = await shareState(queue);
  return Object.assign(shared.store, { [Symbol.asyncDispose]: () => shared.close() });
}

/** The tagger as it is, or at work in the workers of the queue. */
export async function onQueue(
  tagger: Tagger,
  store: TagStore | undefined,
  { queue, maxImages }: Partial<QueueFlag> & { readonly maxImages?: number },
  io: Io,
): Promise<{ readonly tagger: Tagger; readonly store?: TagStore; readonly concurrency?: number }> {
  if (queue === undefined) return { tagger, ...(store && { store }) };
  const { queueTagger } = await import('../../queue/queue-tagger.ts');
  const { coordinatorStore } = await import('../../queue/coordinator-store.ts');
  return {
    tagger: queueTagger({
      connection: queue,
      tagger,
      ...(store && { store }),
      ...(maxImages !== undefined && { maxImages }),
      onWarning: noteTo(io),
    }),
    ...(store && { store: coordinatorStore(store) }),
    concurrency,
  };
}

export function noteTo({ stderr }: Io): (sentence: string) => void {
  return (sentence) => {
    stderr.note(printable(sentence));
  };
}
