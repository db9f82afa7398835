import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { type Cover, type Tagger, memoryStore } from 'spotitags';
import {
  type QueueOptions,
  type QueueWorker,
  type WorkerOptions,
  createWorker,
  queueTagger,
} from 'spotitags/queue';
import { FakeTagger } from '../fakes.ts';

/** The databases that tests may use: `.ci/run` starts them. Tests of others are skipped. */
export const databases = [
  { name: 'Redis', variable: 'REDIS_URL', url: process.env['REDIS_URL'] },
  { name: 'PostgreSQL', variable: 'POSTGRES_URL', url: process.env['POSTGRES_URL'] },
];

/** A fake tagger with an id of its own, so that tests do not take each other's jobs. */
export class OwnTagger extends FakeTagger {
  override readonly id = `fake-${randomUUID()}`;
}

/** What a coordinator and its workers share. */
export function shared(connection: string) {
  const warnings: string[] = [];
  return {
    connection,
    store: memoryStore(),
    onWarning: (sentence: string) => void warnings.push(sentence),
    warnings,
  };
}

type Shared = ReturnType<typeof shared>;

/** What coordinators and workers take of it. */
export function optionsOf({ connection, store, onWarning }: Shared): QueueOptions {
  return { connection, store, onWarning };
}

/** A worker that is closed with the test. */
export async function work(
  common: Shared,
  tagger: Tagger,
  options: Partial<WorkerOptions> = {},
): Promise<QueueWorker> {
  const worker = await createWorker({ ...optionsOf(common), tagger, ...options });
  onTestFinished(() => worker.close({ signal: AbortSignal.abort() }));
  return worker;
}

/** A queue tagger that is closed with the test. */
export function coordinate(common: Shared, tagger: Tagger, outageMs?: number): Tagger {
  const queued = queueTagger({ ...optionsOf(common), tagger, ...(outageMs !== undefined && { outageMs }) });
  onTestFinished(() => queued.close?.());
  return queued;
}

export function covers(count: number): Cover[] {
  return Array.from({ length: count }, (_, at) => ({ url: `https://covers.example/${at}.jpg` }));
}
