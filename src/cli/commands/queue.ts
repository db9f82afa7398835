import { Command } from 'commander';
import { jsonText } from '../../util/json.ts';
import { counted } from '../../util/plural.ts';
import { type Io, table } from '../terminal/io.ts';
import { withParts } from '../options/parts.ts';
import { type QueueFlag, queueOf, withQueue } from '../options/queues.ts';

interface QueueCommandOptions extends Partial<QueueFlag> {
  readonly json?: true;
}

export function queueCommand(io: Io): Command {
  const status = withQueue(new Command('status'))
    .description('counts the jobs of each tagger, and the workers. A job is a batch of covers')
    .option('--json', 'print JSON')
    .action(async ({ json, ...options }: QueueCommandOptions) => {
      const { queueStatus } = await import('../../queue/status.ts');
      const found = await queueStatus(queueOf(options));
      if (json) {
        io.stdout.write(`${jsonText(found, 2)}\n`);
        return;
      }
      const rows = found.map(({ tagger, waiting, active, failed, done, workers }) => [
        tagger,
        ...[waiting, active, failed, done, workers].map(String),
      ]);
      const names = ['tagger', 'waiting', 'active', 'failed', 'done', 'workers'];
      io.stdout.write(rows.length === 0 ? 'There are no queues.\n' : table(names, rows));
    });
  const drain = withQueue(new Command('drain'))
    .description('removes the jobs that wait, for example of a coordinator that will not come back')
    .option('--json', 'print JSON')
    .action(async ({ json, ...options }: QueueCommandOptions) => {
      const { drainQueue } = await import('../../queue/status.ts');
      io.stdout.write(describeRemoved(await drainQueue(queueOf(options)), json));
    });
  const clean = withQueue(new Command('clean'))
    .description('removes done and failed jobs, and queues that are not used')
    .option('--json', 'print JSON')
    .action(async ({ json, ...options }: QueueCommandOptions) => {
      const { cleanQueue } = await import('../../queue/status.ts');
      io.stdout.write(describeRemoved(await cleanQueue(queueOf(options)), json));
    });
  const queue = new Command('queue')
    .description('shows and cleans the queue of spotitags collect --queue')
    .usage('status|drain|clean --queue <url>');
  return withParts(queue, [status, drain, clean]);
}

function describeRemoved(removed: number, json: true | undefined): string {
  return json ? `${jsonText({ removed }, 2)}\n` : `Removed: ${counted(removed, 'job')}\n`;
}
