import type { LimitFunction } from 'p-limit';
import * as v from 'valibot';
import { onAbort } from '../util/on-abort.ts';
import type { Budget } from './budget.ts';
import { SpotiTagsError } from '../errors.ts';
import type { Cover, RequestCounter, TagResult } from '../model.ts';
import { keepTags, readTags, tagsSchema } from '../store/stored-tags.ts';
import type { TagStore } from '../store/store.ts';
import type { Tagger } from '../tagger/tagger.ts';
import { type Producer, Producers } from './backpressure.ts';
import { asSpotiTagsError } from './foreign-error.ts';

/** A result, and whether it came from the store. In that case nothing was sent. */
export type Answered = TagResult & { readonly isStored?: boolean };

/** One cover that is being tagged, for one or more callers. */
interface Job {
  readonly key: string;
  readonly cover: Cover;
  readonly done: PromiseWithResolvers<Answered>;
  callers: number;
  batch?: Batch;
}

interface Batch {
  readonly jobs: readonly Job[];
  readonly controller: AbortController;
}

/**
 * Fills the tagger's batches with covers of all callers. Covers with equal keys are tagged once. A batch is
 * sent when it is full, or when no running work can add to it. It is aborted when all callers that wait for
 * it have left. It uses no timers.
 */
export class CoverQueue {
  /** Called when covers leave the queue. */
  readonly onDispatch = new Set<() => void>();
  readonly #tagger: Tagger;
  readonly #store: TagStore;
  readonly #limit: LimitFunction;
  readonly #budget: Budget;
  readonly #jobs = new Map<string, Job>();
  #waiting: Job[] = [];
  /** Batches that wait for the limit. */
  #scheduled = 0;
  #running = 0;
  readonly #producers = new Producers(() => {
    this.#pump();
  });
  /** Why nothing is sent to the tagger any more. */
  #stopped: { readonly reason: unknown } | undefined;
  #idlers: (() => void)[] = [];

  constructor(tagger: Tagger, store: TagStore, limit: LimitFunction, budget: Budget) {
    this.#tagger = tagger;
    this.#store = store;
    this.#limit = limit;
    this.#budget = budget;
  }

  /** Covers that were not sent to the tagger yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Registers something that may add covers. Until it is released, a batch that is not full waits. */
  addProducer(): Producer {
    return this.#producers.register();
  }

  /**
   * The tags of a cover, from the store or from the tagger.
   * @param key - the {@link coverKey}, which says whether two covers are the same image.
   */
  async tag(key: string, cover: Cover, signal?: AbortSignal): Promise<Answered> {
    signal?.throwIfAborted();
    let job = this.#jobs.get(key);
    if (!job) {
      job = { key, cover, done: withResolvers(), callers: 0 };
      this.#jobs.set(key, job);
      void this.#start(job);
    }
    job.callers += 1;
    return signal ? await this.#untilAborted(job, signal) : await job.done.promise;
  }

  /** Sends nothing more, and resolves when everything that was sent has been answered and stored. */
  async drain(reason: unknown): Promise<void> {
    this.#stop(reason);
    if (this.#running > 0) await new Promise<void>((resolve) => this.#idlers.push(resolve));
  }

  /** Aborts all batches. Waiting callers get the reason. */
  close(closed: SpotiTagsError): void {
    this.#waiting = [];
    for (const job of [...this.#jobs.values()]) {
      job.batch?.controller.abort(closed);
      this.#fail(job, closed);
    }
  }

  async #start(job: Job): Promise<void> {
    // Callers that are still waiting get the rejection. If all of them left, swallow it so that Node does not report
    // an unhandled rejection.
    job.done.promise.catch(() => undefined);
    const producer = this.addProducer();
    try {
      const tags = await readTags(this.#store, this.#tagger.id, job.key);
      if (tags) this.#settle(job, { tags, isStored: true });
      else if (this.#stopped) this.#fail(job, this.#stopped.reason);
      else if (this.#jobs.get(job.key) === job) this.#waiting.push(job);
    } catch (error) {
      this.#fail(job, error);
    } finally {
      producer.release();
    }
  }

  #pump(): void {
    for (;;) {
      const unscheduled = this.#waiting.length - this.#scheduled * this.#tagger.maxBatchSize;
      const isComplete = !this.#producers.mayAdd(this.#running + this.#scheduled > 0);
      if (unscheduled <= 0 || (unscheduled < this.#tagger.maxBatchSize && !isComplete)) return;
      this.#scheduled += 1;
      void this.#limit(() => this.#dispatch());
    }
  }

  async #dispatch(): Promise<void> {
    this.#scheduled -= 1;
    const affordable = Math.min(this.#tagger.maxBatchSize, this.#budget.left('taggerImages'));
    const jobs = this.#waiting.splice(0, affordable);
    if (affordable === 0) this.#failWaiting(this.#budget.usedUp('taggerImages'));
    if (jobs.length === 0) return;
    const batch: Batch = { jobs, controller: new AbortController() };
    for (const job of jobs) job.batch = batch;
    this.#running += 1;
    for (const notify of this.onDispatch) notify();
    try {
      await this.#run(batch);
    } catch (error) {
      const failure = batch.controller.signal.aborted ? error : failureOf(this.#tagger, error);
      for (const job of jobs) this.#fail(job, failure);
    } finally {
      this.#running -= 1;
      if (this.#running === 0) for (const resolve of this.#idlers.splice(0)) resolve();
      this.#pump();
    }
  }

  async #run({ jobs, controller }: Batch): Promise<void> {
    const covers = jobs.map(({ cover }) => cover);
    const results = await this.#withinBudget(covers.length, (counter) =>
      this.#tagger.tag(covers, { signal: controller.signal, counter }),
    );
    if (results.length !== jobs.length) {
      throw new SpotiTagsError(
        'service',
        `The tagger ${this.#tagger.id} gave ${results.length} results for ${jobs.length} covers. ` +
          'It must give one result per cover.',
      );
    }
    await Promise.all(jobs.map((job, at) => this.#keep(job, this.#checked(results[at]))));
  }

  /**
   * If a tagger tells the counter how many images it sends, that number counts, including images that are
   * sent again. For any other tagger, the images of the batch count.
   */
  async #withinBudget<T>(images: number, work: (counter: RequestCounter) => Promise<T>): Promise<T> {
    const budget = this.#budget;
    budget.take('taggerImages', images);
    let sent: number | undefined;
    const count = (items: number) => {
      // No image was sent to be tagged, for example because the request was a download.
      if (items === 0) return;
      const total = (sent ?? 0) + items;
      if (total > images) budget.take('taggerImages', total - Math.max(images, sent ?? 0));
      sent = total;
    };
    try {
      return await work({ count });
    } finally {
      if (sent !== undefined && sent < images) budget.giveBack('taggerImages', images - sent);
    }
  }

  /** Tags are stored before they are used, so that they are never paid for twice. */
  async #keep(job: Job, result: TagResult): Promise<void> {
    try {
      if (result.tags) await keepTags(this.#store, this.#tagger.id, job.key, result.tags);
      this.#settle(job, result);
    } catch (error) {
      this.#fail(job, error);
      // Tags that cannot be stored would be paid for again.
      this.#stop(error);
    }
  }

  #stop(reason: unknown): void {
    this.#stopped ??= { reason };
    this.#failWaiting(this.#stopped.reason);
  }

  #failWaiting(reason: unknown): void {
    for (const job of this.#waiting.splice(0)) this.#fail(job, reason);
  }

  /** The tagger may be the user's. An answer that is not valid tags must not reach a profile or a dataset. */
  #checked(result: TagResult | undefined): TagResult {
    if (result?.error && SpotiTagsError.isInstance(result.error)) return result;
    const parsed = v.safeParse(tagsSchema, result?.tags, { abortEarly: true });
    if (parsed.success) return { tags: parsed.output };
    const text =
      `The tagger ${this.#tagger.id} gave an invalid result for the cover. ` +
      'Each tag needs a name and a confidence in 0..1.';
    return { error: new SpotiTagsError('cover', text) };
  }

  #untilAborted(job: Job, signal: AbortSignal): Promise<Answered> {
    return new Promise((resolve, reject) => {
      const off = onAbort(signal, () => {
        this.#leave(job);
        reject(signal.reason as Error);
      });
      void job.done.promise.then(resolve, reject).finally(off);
    });
  }

  #leave(job: Job): void {
    job.callers -= 1;
    const together = job.batch?.jobs ?? [job];
    // If other callers wait for covers of the same batch, this cover is tagged anyway, and a caller that
    // comes back gets it.
    if (together.some(({ callers }) => callers > 0)) return;
    for (const gone of together) if (this.#jobs.get(gone.key) === gone) this.#jobs.delete(gone.key);
    this.#waiting = this.#waiting.filter((waiting) => waiting !== job);
    job.batch?.controller.abort();
  }

  #settle(job: Job, result: Answered): void {
    if (this.#jobs.get(job.key) === job) this.#jobs.delete(job.key);
    job.done.resolve(result);
  }

  #fail(job: Job, error: unknown): void {
    if (this.#jobs.get(job.key) === job) this.#jobs.delete(job.key);
    job.done.reject(error);
  }
}

function failureOf({ id }: Tagger, error: unknown): SpotiTagsError {
  return asSpotiTagsError(error, (reason) => `The tagger ${id} failed: ${reason.replace(/\.$/u, '')}.`);
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

/** `Promise.withResolvers`, which Node 20 lacks. */
function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
