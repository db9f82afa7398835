import * as v from 'valibot';
import { SpotiTagsError } from '../errors.ts';
import { onAbort } from '../util/on-abort.ts';
import type { Link } from '../shared/link.ts';
import { type AnyEvents, type AnyQueue, type QueueDatabase, connected, linkTo } from './connection.ts';
import { type JobData, type JobResult, jobIdOf, jobResultSchema, queueNameOf } from './job.ts';
import { registerTagger } from './registry.ts';
import { settingsToCheck } from './redis-settings.ts';

/** How a job ended. `gone`: it was deleted, or the database lost it. */
export type JobOutcome =
  | { readonly status: 'done'; readonly result: JobResult }
  | { readonly status: 'failed'; readonly reason: string }
  | { readonly status: 'gone' };

interface Waiting {
  readonly since: number;
  readonly settle: (outcome: JobOutcome) => void;
  readonly fail: (error: unknown) => void;
}

export interface JobsOptions {
  readonly outageMs: number;
  readonly onWarning: (sentence: string) => void;
}

const day = 24 * 3600;
/** Milliseconds until a coordinator says that no worker takes its jobs. */
const noWorkerMs = 10_000;

/** How often a job is tried, and how long finished jobs are kept: dashboards show them. */
const jobOptions = {
  attempts: 3,
  backoff: { type: 'exponential', delay: 1000 },
  removeOnComplete: { age: 3600, count: 1000 },
  removeOnFail: { age: 7 * day, count: 1000 },
} as const;

interface Connections {
  readonly link: Link;
  readonly queue: AnyQueue;
  readonly events: AnyEvents;
}

async function connect(database: QueueDatabase, tagger: string, outageMs: number): Promise<Connections> {
  const { classes, url: connection } = database;
  const name = queueNameOf(tagger);
  const link = linkTo(database, outageMs);
  let queue: AnyQueue | undefined;
  try {
    queue = await connected(
      database,
      link,
      () => new classes.Queue(name, { connection, defaultJobOptions: jobOptions }),
    );
    const events = await connected(database, link, () => new classes.QueueEvents(name, { connection }));
    return { link, queue, events };
  } catch (error) {
    await queue?.close();
    throw error;
  }
}

/**
 * The jobs of one tagger, for a coordinator: adds them and waits until they ended. Events say so at once. Because events
 * are lost while the database is away, it also looks at the jobs from time to time.
 */
export class Jobs {
  readonly #tagger: string;
  readonly #database: QueueDatabase;
  readonly #queue: AnyQueue;
  readonly #events: AnyEvents;
  readonly #link: Link;
  readonly #onWarning: (sentence: string) => void;
  readonly #waiting = new Map<string, Set<Waiting>>();
  readonly #lookMs: number;
  #timer: NodeJS.Timeout | undefined;
  #hasWarned = false;
  #isLooking = false;

  private constructor(
    database: QueueDatabase,
    tagger: string,
    { link, queue, events }: Connections,
    { outageMs, onWarning }: JobsOptions,
  ) {
    this.#tagger = tagger;
    this.#database = database;
    this.#queue = queue;
    this.#events = events;
    this.#link = link;
    this.#onWarning = onWarning;
    // BullMQ over PostgreSQL may skip events of transactions that end at the same time.
    this.#lookMs = Math.min(database.isRedis ? 5000 : 1000, outageMs / 10);
    this.#events.on('completed', ({ jobId, returnvalue }) => {
      this.#settle(jobId, doneWith(returnvalue));
    });
    this.#events.on('failed', ({ jobId, failedReason }) => {
      this.#settle(jobId, { status: 'failed', reason: failedReason });
    });
    this.#events.on('removed', ({ jobId, prev }) => {
      // What ended is removed before it is added again.
      if (prev !== 'completed' && prev !== 'failed') this.#settle(jobId, { status: 'gone' });
    });
  }

  /** @throws SpotiTagsError `service` if the database cannot be reached. */
  static async open(database: QueueDatabase, tagger: string, options: JobsOptions): Promise<Jobs> {
    const jobs = new Jobs(database, tagger, await connect(database, tagger, options.outageMs), options);
    try {
      await jobs.#link.ask(async () => {
        await registerTagger(database, tagger);
        for (const sentence of await settingsToCheck(jobs.#queue, database)) options.onWarning(sentence);
      });
      return jobs;
    } catch (error) {
      await jobs.close();
      throw error;
    }
  }

  /**
   * Adds a job, unless it is there already, and waits until it ended.
   * An abort removes it, if no worker has taken it and no other call waits for it.
   */
  async run(data: JobData, signal?: AbortSignal): Promise<JobOutcome> {
    const id = jobIdOf(data);
    let waiting: Waiting | undefined;
    const ended = new Promise<JobOutcome>((settle, fail) => {
      waiting = { since: Date.now(), settle, fail };
      this.#wait(id, waiting);
    });
    // Reported by the rejection of this call.
    ended.catch(() => undefined);
    const leave = signal && onAbort(signal, () => waiting?.fail(signal.reason));
    try {
      await this.#link.ask(() => this.#add(id, data), signal);
      return await ended;
    } catch (error) {
      if (signal?.aborted && this.#waiting.get(id)?.size === 1) {
        // Best effort: a worker may have it, and other coordinators add it again.
        await this.#link.answers(() => this.#queue.remove(id));
      }
      throw error;
    } finally {
      leave?.();
      this.#stopWaiting(id, waiting);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    const closed = new SpotiTagsError('invalid-input', 'The queue was closed. Make a new queue tagger.');
    this.#link.close(closed);
    this.#database.end();
    for (const waiting of this.#waiting.values()) for (const { fail } of waiting) fail(closed);
    await Promise.allSettled([this.#events.close(), this.#queue.close()]);
  }

  async #add(id: string, data: JobData): Promise<void> {
    // What ended before is asked for again, for example because some of its covers failed.
    const state = await this.#queue.getJobState(id);
    if (state === 'failed' || state === 'completed') await this.#queue.remove(id);
    await this.#queue.add('tag', data, { jobId: id });
  }

  #wait(id: string, waiting: Waiting): void {
    const all = this.#waiting.get(id) ?? new Set();
    this.#waiting.set(id, all.add(waiting));
    this.#timer ??= setInterval(() => void this.#look(), this.#lookMs);
  }

  #stopWaiting(id: string, waiting: Waiting | undefined): void {
    const all = this.#waiting.get(id);
    if (waiting) all?.delete(waiting);
    if (all?.size === 0) this.#waiting.delete(id);
    if (this.#waiting.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #settle(id: string, outcome: JobOutcome): void {
    for (const { settle } of this.#waiting.get(id) ?? []) settle(outcome);
  }

  async #look(): Promise<void> {
    const before = Date.now() - this.#lookMs;
    const late = Array.from(this.#waiting).filter(([, all]) =>
      Array.from(all).every(({ since }) => since < before),
    );
    if (this.#isLooking || late.length === 0) return;
    this.#isLooking = true;
    try {
      await Promise.all(late.map(([id]) => this.#lookAt(id)));
      const oldest = Math.min(...late.flatMap(([, all]) => Array.from(all, ({ since }) => since)));
      if (Date.now() - oldest > noWorkerMs) await this.#warnWithoutWorkers();
    } catch (error) {
      for (const [, all] of late) for (const { fail } of all) fail(error);
    } finally {
      this.#isLooking = false;
    }
  }

  async #lookAt(id: string): Promise<void> {
    const state = await this.#link.ask(() => this.#queue.getJobState(id));
    if (state === 'unknown') this.#settle(id, { status: 'gone' });
    if (state !== 'completed' && state !== 'failed') return;
    const job = await this.#link.ask(() => this.#queue.getJob(id));
    if (!job) this.#settle(id, { status: 'gone' });
    else if (state === 'completed') this.#settle(id, doneWith(job.returnvalue));
    else this.#settle(id, { status: 'failed', reason: job.failedReason });
  }

  async #warnWithoutWorkers(): Promise<void> {
    const workers = await this.#link.ask(() => this.#queue.getWorkersCount());
    const refused = workers > 0 ? await this.#link.ask(() => this.#queue.getDelayedCount()) : 0;
    if (workers > 0 && refused === 0) this.#hasWarned = false;
    else if (!this.#hasWarned) {
      this.#hasWarned = true;
      this.#onWarning(
        workers > 0
          ? 'Workers gave jobs back, and say why. Files are tagged by a worker with the root of the catalog: --root DIR.'
          : `No worker takes the jobs of the tagger ${this.#tagger}. Start one with this tagger: spotitags worker --queue URL ` +
              '--tagger NAME, and with --root DIR if the covers are files.',
      );
    }
  }
}

function doneWith(value: unknown): JobOutcome {
  const parsed = v.safeParse(jobResultSchema, value, { abortEarly: true });
  return parsed.success
    ? { status: 'done', result: parsed.output }
    : {
        status: 'failed',
        reason: 'service: The worker answered what a coordinator of this version does not know.',
      };
}
