import * as v from 'valibot';
import type { TagStore } from '../store/store.ts';
import type { Tagger } from '../tagger/tagger.ts';
import { runEntries } from '../run/run-options.ts';
import { checkOptions, functionOf, optionsSchema, text, wholeNumberFrom } from '../util/options.ts';
import { checkDatabaseUrl } from '../shared/database-url.ts';

/** What coordinators and workers share. */
export interface QueueOptions {
  /**
   * The URL of the Redis or PostgreSQL database that holds the queue: `redis://localhost:6379/0`, `postgres://localhost/spotitags`.
   * Rate limits and cooldowns of services are shared there as well.
   */
  readonly connection: string;
  /**
   * Keeps the tags. The coordinator and all workers use the same store: workers write tags there, and the
   * coordinator reads them. @default the store of `shareState`, in the database of the queue
   */
  readonly store?: TagStore;
  /**
   * Milliseconds for which calls wait while the database of the queue is away. After that, they fail with
   * `service`. @default 300_000
   */
  readonly outageMs?: number;
  /** Called with a sentence about something to check, such as a setting of Redis. @default `process.emitWarning` */
  readonly onWarning?: (sentence: string) => void;
}

export interface QueueTaggerOptions extends QueueOptions {
  /** The tagger of the workers. Of this object, only its id, its batch size and its description are used. */
  readonly tagger: Tagger;
  /**
   * Largest number of images that the workers send to the tagger for this coordinator, including images that are sent again.
   * @default no limit
   */
  readonly maxImages?: number;
}

export interface WorkerOptions extends QueueOptions {
  /** Tags the covers of the jobs. It takes only jobs for taggers with its id. It stays open. */
  readonly tagger: Tagger;
  /** The folder below which the files of jobs are: the root of the coordinator's catalog. @default jobs with files are refused */
  readonly root?: string;
  /** Largest number of batches at a time. A worker that is killed loses as many. @default 1 */
  readonly concurrency?: number;
  /**
   * Milliseconds after which a batch goes to another worker, if this worker has stopped to say that it works
   * on the batch. It says so while its event loop is free, however long the batch takes. @default 30_000
   */
  readonly lockMs?: number;
  /** Port of an HTTP server for orchestrators: `/live` and `/ready`. @default none */
  readonly healthPort?: number;
}

const shared = {
  connection: text,
  tagger: runEntries.tagger,
  store: runEntries.store,
  outageMs: v.exactOptional(wholeNumberFrom(1)),
  onWarning: v.exactOptional(functionOf<(sentence: string) => void>()),
};
const taggerSchema = optionsSchema({ ...shared, maxImages: v.exactOptional(wholeNumberFrom(0)) });
const workerSchema = optionsSchema({
  ...shared,
  root: v.exactOptional(text),
  concurrency: v.exactOptional(wholeNumberFrom(1)),
  lockMs: v.exactOptional(wholeNumberFrom(100)),
  healthPort: v.exactOptional(wholeNumberFrom(0, 65_535)),
});

export function queueTaggerOptions(given: QueueTaggerOptions): QueueTaggerOptions {
  const options = checkOptions<QueueTaggerOptions>(taggerSchema, given);
  checkDatabaseUrl(options.connection);
  return options;
}

export function workerOptions(given: WorkerOptions): WorkerOptions {
  const options = checkOptions<WorkerOptions>(workerSchema, given);
  checkDatabaseUrl(options.connection);
  return options;
}

export function warnProcess(sentence: string): void {
  process.emitWarning(sentence, 'SpotiTagsWarning');
}
