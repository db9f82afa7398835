import type { LimitFunction } from 'p-limit';
import { onAbort } from '../util/on-abort.ts';
import type { Budget } from './budget.ts';
import type { SpotiTagsError } from '../errors.ts';
import type { Cover, TagResult } from '../model.ts';
import { Claims } from '../store/claims.ts';
import { keepTags, readTags, readTagsOf } from '../store/stored-tags.ts';
import type { TagStore } from '../store/store.ts';
import type { Tagger } from '../tagger/tagger.ts';
import { withResolvers } from '../util/with-resolvers.ts';
import { type Producer, Producers } from './backpressure.ts';
import { type Answered, type Batch, type Job, isWanted, sentWith } from './cover-job.ts';
import { checkedResults, taggerFailure } from './tagger-answer.ts';

/**
 * Fills the tagger's batches with covers of all callers. Covers with equal keys are tagged once. A batch is sent when it is
 * full, or when no running work can add to it. It is aborted when all its callers have left. A cover that another process
 * with the same store is tagging is not sent: its tags are read when they are there.
 */
export class CoverQueue {
  /** Called when covers leave the queue, are sent, or are answered. Must not throw. */
  readonly onChange = new Set<() => void>();
  readonly #tagger: Tagger;
  readonly #store: TagStore;
  readonly #limit: LimitFunction;
  readonly #budget: Budget;
  readonly #claims: Claims;
  readonly #jobs = new Map<string, Job>();
  #waiting: Job[] = [];
  /** Batches that wait for the limit. */
  #scheduled = 0;
  #running = 0;
  #pending = 0;
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
    this.#claims = new Claims(store, tagger.id);
  }

  /** Covers that were not sent to the tagger yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Covers that were sent to the tagger and not answered yet. */
  get pending(): number {
    return this.#pending;
  }

  /** Registers something that may add covers. Until it is released, a batch that is not full waits. */
  addProducer(): Producer {
    return this.#producers.register();
  }

  /** The tags of a cover, from the store or from the tagger. Covers with equal {@link coverKey}s are the same image. */
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
    // Callers that are still waiting get the rejection. If all of them left, Node must not report it as unhandled.
    job.done.promise.catch(() => undefined);
    await this.#lookUp(job);
  }

  /** Settles the cover with tags from the store, or adds it to those that wait for the tagger. */
  async #lookUp(job: Job): Promise<void> {
    const producer = this.addProducer();
    try {
      const stored = await readTags(this.#store, this.#tagger.id, job.key);
      if (stored) this.#settle(job, { ...stored, isStored: true });
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
    // Taken now, because other batches may start before this one has its claims.
    this.#budget.take('taggerImages', jobs.length);
    const batch: Batch = { jobs, controller: new AbortController() };
    for (const job of jobs) job.batch = batch;
    this.#running += 1;
    try {
      this.#change(0);
      await this.#run(batch);
    } catch (error) {
      for (const job of jobs) if (job.batch === batch) this.#fail(job, error);
    } finally {
      this.#running -= 1;
      if (this.#running === 0) for (const resolve of this.#idlers.splice(0)) resolve();
      this.#pump();
    }
  }

  async #run(batch: Batch): Promise<void> {
    let reserved = batch.jobs.length;
    try {
      const keys = batch.jobs.map(({ key }) => key);
      await this.#claims.hold(keys, async (free) => {
        for (const job of batch.jobs) if (!free.has(job.key)) void this.#waitForOther(job);
        const jobs = await this.#untagged(batch.jobs.filter(({ key }) => free.has(key)));
        if (this.#stopped) {
          for (const job of jobs) this.#fail(job, this.#stopped.reason);
          return;
        }
        if (!jobs.some(isWanted)) {
          for (const job of jobs) this.#forget(job);
          return;
        }
        this.#budget.giveBack('taggerImages', reserved - jobs.length);
        reserved = 0;
        await this.#send(jobs, batch.controller.signal);
      });
    } finally {
      this.#budget.giveBack('taggerImages', reserved);
    }
  }

  /** The covers that the store has no tags of. Another process may have tagged some since they were looked up. */
  async #untagged(jobs: readonly Job[]): Promise<Job[]> {
    const keys = jobs.map(({ key }) => key);
    const stored = await readTagsOf(this.#store, this.#tagger.id, keys);
    return jobs.filter((job, at) => {
      const found = stored[at];
      if (found) this.#settle(job, { ...found, isStored: true });
      return !found;
    });
  }

  /** Waits for the process that is tagging the cover. If its tags are not there then, it is tagged here. */
  async #waitForOther(job: Job): Promise<void> {
    if (this.#stopped) {
      this.#fail(job, this.#stopped.reason);
      return;
    }
    job.batch = undefined;
    job.waitingForOther = new AbortController();
    try {
      await this.#claims.whenFree(job.key, job.waitingForOther.signal);
    } catch (error) {
      this.#fail(job, error);
      return;
    }
    await this.#lookUp(job);
  }

  async #send(jobs: readonly Job[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#change(jobs.length);
    try {
      const results = await this.#ask(jobs, signal);
      await Promise.all(results.map(([job, result]) => this.#keep(job, result)));
    } finally {
      this.#change(-jobs.length);
    }
  }

  #change(pending: number): void {
    this.#pending += pending;
    for (const notify of this.onChange) notify();
  }

  async #ask(jobs: readonly Job[], signal: AbortSignal): Promise<[Job, TagResult][]> {
    const covers = jobs.map(({ cover }) => cover);
    try {
      const results = await this.#budget.countImages(covers.length, (counter) =>
        this.#tagger.tag(covers, { signal, counter }),
      );
      return checkedResults(this.#tagger, jobs, results);
    } catch (error) {
      throw signal.aborted ? error : taggerFailure(this.#tagger, error);
    }
  }

  /** Tags are stored before they are used, so that they are never paid for twice. */
  async #keep(job: Job, result: TagResult): Promise<void> {
    try {
      const { id } = this.#tagger;
      this.#settle(job, result.tags ? await keepTags(this.#store, id, job.key, result) : result);
    } catch (error) {
      this.#fail(job, error);
      // Tags that cannot be stored would be paid for again.
      this.#stop(error);
    }
  }

  #stop(reason: unknown): void {
    this.#stopped ??= { reason };
    this.#failWaiting(this.#stopped.reason);
    const waiting = [...this.#jobs.values()].filter(({ waitingForOther }) => waitingForOther);
    for (const job of waiting) this.#fail(job, this.#stopped.reason);
  }

  #failWaiting(reason: unknown): void {
    for (const job of this.#waiting.splice(0)) this.#fail(job, reason);
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
    const { batch } = job;
    const together = sentWith(job);
    // If other callers wait for covers of the same batch, this cover is tagged anyway, and a caller that
    // comes back gets it.
    if (together.some(isWanted)) return;
    for (const gone of together) this.#forget(gone);
    this.#waiting = this.#waiting.filter((waiting) => waiting !== job);
    batch?.controller.abort();
  }

  #settle(job: Job, result: Answered): void {
    this.#forget(job);
    job.done.resolve(result);
  }

  #fail(job: Job, error: unknown): void {
    this.#forget(job);
    job.done.reject(error);
  }

  #forget(job: Job): void {
    if (this.#jobs.get(job.key) === job) this.#jobs.delete(job.key);
    // Its callers say nothing more about the others of its batch.
    job.batch = undefined;
    job.waitingForOther?.abort();
  }
}
