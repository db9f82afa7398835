import { Command } from 'commander';
import { onAbort } from '../../util/on-abort.ts';
import { type Io, printable, stopLimit } from '../terminal/io.ts';
import { wholeNumber } from '../options/numbers.ts';
import { type QueueFlag, noteTo, openSharedStore, queueOf, withQueue } from '../options/queues.ts';
import { type StoreOptions, withStoreOption } from '../options/stores.ts';
import { type TaggerOptions, openTagger, withTagger } from '../options/taggers.ts';

interface WorkerCommandOptions extends StoreOptions, TaggerOptions, Partial<QueueFlag> {
  readonly root?: string;
  readonly concurrency?: number;
  readonly healthPort?: number;
}

export function workerCommand(io: Io): Command {
  return withQueue(withStoreOption(withTagger(new Command('worker'))))
    .description('tags the covers of a queue, for spotitags collect --queue, until it is stopped')
    .usage('--queue <url> [--tagger <name>] [options]')
    .option('--root <folder>', 'the root of the coordinator’s catalog, for covers that are files')
    .option('--concurrency <n>', 'batches at a time (default: 1)', (n) => wholeNumber(n))
    .option('--health-port <n>', 'answer /live and /ready at this port', (n) => wholeNumber(n, 0))
    .action(async (options: WorkerCommandOptions) => {
      const connection = queueOf(options);
      const { root, concurrency, healthPort } = options;
      await using store = await openSharedStore(options, io);
      const tagger = await openTagger(options, io, store);
      try {
        const { createWorker } = await import('../../queue/worker.ts');
        const worker = await createWorker({
          connection,
          tagger,
          ...(store && { store }),
          ...(root !== undefined && { root }),
          ...(concurrency !== undefined && { concurrency }),
          ...(healthPort !== undefined && { healthPort }),
          onWarning: noteTo(io),
        });
        io.stderr.note(
          `Ready: this worker takes jobs for the tagger ${printable(tagger.id)}. Ctrl-C stops it.`,
        );
        await new Promise<void>((resolve) => onAbort(io.stop, resolve));
        io.stderr.note(`Stopping: waiting for up to ${stopLimit / 1000} s for the batch in hand.`);
        await worker.close({ signal: io.signal });
      } finally {
        await tagger.close?.();
      }
    });
}
