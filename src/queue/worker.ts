import type { Job } from 'bullmq';
import * as v from 'valibot';
import { SpotiTagsError } from '../errors.ts';
import { taggerFailure } from '../run/tagger-answer.ts';
import type { Link } from '../shared/link.ts';
import { type SharedState, shareState } from '../shared/shared-state.ts';
import type { Tagger } from '../tagger/tagger.ts';
import { sleep } from '../util/waits.ts';
import { type AnyWorker, type QueueDatabase, connected, linkTo, openDatabase } from './connection.ts';
import { type Health, serveHealth } from './health.ts';
import { type JobData, type JobResult, hasFiles, jobSchema, queueNameOf, reasonOf } from './job.ts';
import { type WorkerOptions, warnProcess, workerOptions } from './options.ts';
import { patientStore } from './patient-store.ts';
import { settingsToCheck } from './redis-settings.ts';
import { JobTagger } from './tag-job.ts';
import { registeredTaggers, withQueue } from './registry.ts';

/** How often a job may lose its worker before it counts as deadly. */
const mostCrashes = 3;
/** Milliseconds until a job that this worker refused may be taken by another. */
const refusedMs = 5000;
/** Milliseconds until a worker that could not begin tries again. */
const againMs = 500;
/** Milliseconds between two looks for jobs that this worker cannot take. */
const otherTaggersMs = 30_000;

/** Tags the covers of a queue's jobs until it is closed. */
export interface QueueWorker extends AsyncDisposable {
  /** Where `/live` and `/ready` are. Undefined without `healthPort`. */
  readonly healthUrl: string | undefined;
  /**
   * Takes no more jobs, finishes the batches in hand, and lets go of the connections. An abort gives the batches in hand back
   * to the queue at once. The tagger and the store stay open.
   */
  close(options?: { readonly signal?: AbortSignal }): Promise<void>;
}

/**
 * Starts a worker: it takes the jobs for its tagger, tags their covers, and writes the tags to the store.
 *
 * ```ts
 * const tagger = new PaletteTagger();
 * const worker = await createWorker({ connection: 'redis://localhost:6379/0', tagger, store });
 * process.once('SIGTERM', () => worker.close());
 * ```
 *
 * @throws SpotiTagsError `invalid-input` for an option that is not what was expected, `service` if the database cannot
 * be reached, `missing-package` without BullMQ and the driver of the database.
 */
export async function createWorker(given: WorkerOptions): Promise<QueueWorker> {
  const options = workerOptions(given);
  const database = await openDatabase(options.connection);
  const outageMs = options.outageMs ?? 300_000;
  const link = linkTo(database, outageMs);
  try {
    await link.ask(() =>
      withQueue(database, queueNameOf(options.tagger.id), async (queue) => {
        for (const sentence of await settingsToCheck(queue, database))
          (options.onWarning ?? warnProcess)(sentence);
      }),
    );
  } catch (error) {
    link.close(new SpotiTagsError('invalid-input', 'The worker did not start.'));
    database.end();
    throw error;
  }
  const shared = await shareState(options.connection, { outageMs });
  return Running.start({ database, link, shared }, options);
}

interface Connections {
  readonly database: QueueDatabase;
  readonly link: Link;
  readonly shared: SharedState;
}

class Running implements QueueWorker {
  readonly #database: QueueDatabase;
  readonly #link: Link;
  readonly #shared: SharedState;
  readonly #jobs: JobTagger;
  readonly #tagger: Tagger;
  readonly #root: string | undefined;
  readonly #onWarning: (sentence: string) => void;
  /** Until it is connected, there is none. */
  #worker: AnyWorker | undefined;
  /** Aborts the batches in hand. */
  readonly #leaving = new AbortController();
  readonly #watch: NodeJS.Timeout;
  #health: Health | undefined;
  #closed: Promise<void> | undefined;
  #warned = '';

  private constructor({ database, link, shared }: Connections, options: WorkerOptions) {
    const { tagger, store, root, concurrency = 1, outageMs = 300_000 } = options;
    this.#database = database;
    this.#link = link;
    this.#shared = shared;
    this.#root = root;
    this.#onWarning = options.onWarning ?? warnProcess;
    this.#tagger = tagger;
    this.#jobs = new JobTagger({
      tagger,
      // The shared store waits for its database itself.
      store: store ? patientStore(store, outageMs) : shared.store,
      shared,
      root,
      concurrency,
      isStopping: () => this.#closed !== undefined,
    });
    this.#watch = setInterval(() => void this.#warnOfOtherTaggers(), otherTaggersMs);
    this.#watch.unref();
  }

  static async start(connections: Connections, options: WorkerOptions): Promise<Running> {
    const running = new Running(connections, options);
    try {
      const { database, link } = connections;
      const worker = await connected(database, link, () => running.#makeWorker(options));
      running.#worker = worker;
      void running.#run(worker);
      if (options.healthPort !== undefined)
        running.#health = await serveHealth(options.healthPort, () => running.#isReady());
      await running.#warnOfOtherTaggers();
      return running;
    } catch (error) {
      await running.close();
      throw error;
    }
  }

  #makeWorker({ tagger, concurrency = 1, lockMs = 30_000 }: WorkerOptions): AnyWorker {
    const { classes, url: connection } = this.#database;
    return new classes.Worker<unknown, unknown>(
      queueNameOf(tagger.id),
      (job, token, signal) => this.#process(job, token, signal),
      {
        connection,
        autorun: false,
        // One more than are tagged: a job is prepared while the one before is tagged.
        concurrency: concurrency + 1,
        lockDuration: lockMs,
        stalledInterval: lockMs,
        maxStalledCount: mostCrashes,
        // BullMQ repeats what failed while the database was away.
        runRetryDelay: Math.min(1000, lockMs / 4),
      },
    );
  }

  /** BullMQ gives up if its first call fails, and that is soon after the connection is made. */
  async #run(worker: AnyWorker): Promise<void> {
    while (this.#closed === undefined) {
      try {
        await worker.run();
        return;
      } catch {
        await sleep(againMs);
      }
    }
  }

  get healthUrl(): string | undefined {
    return this.#health?.url;
  }

  close({ signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    const leave = () => {
      this.#leaving.abort(new SpotiTagsError('invalid-input', 'The worker was closed.'));
    };
    if (signal?.aborted) leave();
    else signal?.addEventListener('abort', leave, { once: true });
    this.#closed ??= this.#close();
    return this.#closed.finally(() => signal?.removeEventListener('abort', leave));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    clearInterval(this.#watch);
    try {
      await this.#worker?.close();
    } finally {
      await this.#health?.close();
      await this.#shared.close();
      this.#link.close(new SpotiTagsError('invalid-input', 'The worker was closed.'));
      this.#database.end();
    }
  }

  async #isReady(): Promise<boolean> {
    const worker = this.#worker;
    if (this.#closed || !worker?.isRunning()) return false;
    return this.#link.answers(() => worker.getBackend().getCounts(['active']));
  }

  async #process(job: Job<unknown, unknown>, token = '', signal?: AbortSignal): Promise<JobResult> {
    const parsed = v.safeParse(jobSchema, job.data, { abortEarly: true });
    if (!parsed.success) throw this.#failure('invalid-input: The job is not one of spotitags.', false);
    const refusal = this.#refusal(parsed.output);
    if (refusal !== undefined) return this.#refuse(job, token, refusal);
    try {
      const signals = [this.#leaving.signal, ...(signal ? [signal] : [])];
      return await this.#jobs.tag(parsed.output, AbortSignal.any(signals));
    } catch (error) {
      // What was not sent, or was aborted, is for another worker.
      if (this.#closed !== undefined) {
        await job.moveToWait(token);
        throw new this.#database.bullmq.WaitingError();
      }
      const failure = taggerFailure(this.#tagger, error);
      throw this.#failure(reasonOf(failure), failure.code === 'service');
    }
  }

  /** An error as BullMQ takes it. A key that is refused is refused each time. */
  #failure(reason: string, mayPass: boolean): Error {
    return mayPass ? new Error(reason) : new this.#database.bullmq.UnrecoverableError(reason);
  }

  /** Why the job is for another worker. */
  #refusal(data: JobData): string | undefined {
    const { id } = this.#tagger;
    if (data.tagger !== id)
      return `A job asks for the tagger ${data.tagger}, and this worker has ${id}. The job stays in the queue.`;
    if (hasFiles(data) && this.#root === undefined) {
      return (
        'A job has image files, and this worker has no root to find them below. The job stays in the queue. Start the ' +
        'worker with the root of the catalog (--root).'
      );
    }
    return undefined;
  }

  async #refuse(job: Job<unknown, unknown>, token: string, why: string): Promise<never> {
    this.#warn(why);
    await job.moveToDelayed(Date.now() + refusedMs, token);
    throw new this.#database.bullmq.DelayedError();
  }

  async #warnOfOtherTaggers(): Promise<void> {
    try {
      const taggers = await registeredTaggers(this.#database);
      for (const tagger of taggers) {
        if (tagger === this.#tagger.id) continue;
        const waiting = await withQueue(this.#database, queueNameOf(tagger), (queue) =>
          queue.getWaitingCount(),
        );
        if (waiting === 0) continue;
        this.#warn(
          `${waiting === 1 ? '1 job waits' : `${waiting} jobs wait`} for the tagger ${tagger}, and this worker has ${this.#tagger.id}: it does not take ${waiting === 1 ? 'it' : 'them'}.`,
        );
      }
    } catch {
      // The next look may succeed. Tagging reports an outage itself.
    }
  }

  #warn(sentence: string): void {
    if (sentence === this.#warned) return;
    this.#warned = sentence;
    this.#onWarning(sentence);
  }
}
