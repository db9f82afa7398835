import type { AnyQueue, QueueDatabase } from './connection.ts';

/** What is wrong with the settings of a Redis for queues, as sentences. None for PostgreSQL. */
export async function settingsToCheck(
  queue: AnyQueue,
  { isRedis, bullmq, shownUrl }: QueueDatabase,
): Promise<string[]> {
  const backend = queue.getBackend();
  if (!isRedis || !(backend instanceof bullmq.RedisQueueBackend)) return [];
  // Not CONFIG, which hosts of Redis often forbid.
  const info = await (await backend.client).info();
  return describeSettings(info, shownUrl);
}

/** @param info - the answer to the command INFO. */
export function describeSettings(info: string, shownUrl: string): string[] {
  const setting = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'mu').exec(info)?.[1];
  const policy = setting('maxmemory_policy');
  const warnings: string[] = [];
  if (policy !== undefined && policy !== 'noeviction') {
    warnings.push(
      `The Redis at ${shownUrl} deletes entries if its memory is full (maxmemory-policy ${policy}): jobs and tags would be ` +
        'lost. Set maxmemory-policy to noeviction.',
    );
  }
  if (setting('aof_enabled') === '0') {
    warnings.push(
      `The Redis at ${shownUrl} keeps no append-only file: a restart would lose jobs and tags that were paid for. Set ` +
        'appendonly to yes.',
    );
  }
  return warnings;
}
