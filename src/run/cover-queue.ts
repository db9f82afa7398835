import type { LimitFunction } from 'p-limit';
import * as v from 'valibot';
import { onAbort } from '../util/on-abort.ts';
import type { Budget } from './budget.ts';
import { SpotiTagsError } from '../errors.ts';
import { metered } from '../http/meter.ts';
import type { Cover, TagResult } from '../model.ts';
import { keepTags, readTags, tagsSchema } from '../store/stored-tags.ts';
import type { TagStore } from '../store/store.ts';
import type { Tagger } from '../tagger/tagger.ts';

/** A result, and whether the store had it: nothing was sent for it then. */
export type Answered = TagResult & { readonly isStored?: boolean };

/** One cover being tagged, for one caller or several. */
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

/** Work that may still add covers; while some is under way, a batch that is not full waits for them. */
export interface Hold {
  /** It can go on only once running batches are done: nothing to wait for when none runs. */
  pause(): void;
  resume(): void;
  release(): void;
}

/**
 * Fills the tagger's batches with covers from all callers. Equal keys are tagged once; a batch goes out when it is
 * full, or when nothing that runs can add to it; it is aborted when all who wait for it have gone. No timers.
 */
export class CoverQueue {
  /** Called whenever covers leave the queue. */
  readonly onDispatch = new Set<() => void>();
  readonly #tagger: Tagger;
  readonly #store: TagStore;
  readonly #limit: LimitFunction;
  readonly #budget: Budget;
  readonly #jobs = new Map<string, Job>();
  #waiting: Job[] = [];
  /** Batches that wait for their turn under the limit. */
  #scheduled = 0;
  #running = 0;
  #holds = 0;
  #paused = 0;
  /** Why nothing goes to the tagger any more. */
  #stopped: { readonly reason: unknown } | undefined;
  #idlers: (() => void)[] = [];

  constructor(tagger: Tagger, store: TagStore, limit: LimitFunction, budget: Budget) {
    this.#tagger = tagger;
    this.#store = store;
    this.#limit = limit;
    this.#budget = budget;
  }

  /** Covers that have not gone to the tagger yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  hold(): Hold {
    let state: 'held' | 'paused' | 'released' = 'held';
    this.#holds += 1;
    const change = (next: typeof state) => {
      if (state === next || state === 'released') return;
      if (state === 'held') this.#holds -= 1;
      else this.#paused -= 1;
      if (next === 'held') this.#holds += 1;
      if (next === 'paused') this.#paused += 1;
      state = next;
      this.#pump();
    };
    return {
      pause: () => {
        change('paused');
      },
      resume: () => {
        change('held');
      },
      release: () => {
        change('released');
      },
    };
  }

  /**
   * The tags of a cover, from the store or from the tagger.
   * @param key - of {@link coverKey}; tells whether two covers are the same image.
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

  /** Sends nothing more; resolves once what was sent has been answered and kept. */
  async drain(reason: unknown): Promise<void> {
    this.#stop(reason);
    if (this.#running > 0) await new Promise<void>((resolve) => this.#idlers.push(resolve));
  }

  /** Aborts all batches; whoever waits hears why. */
  close(closed: SpotiTagsError): void {
    this.#waiting = [];
    for (const job of [...this.#jobs.values()]) {
      job.batch?.controller.abort(closed);
      this.#fail(job, closed);
    }
  }

  async #start(job: Job): Promise<void> {
    // Whoever still waits hears of a failure; that all have gone is no unhandled rejection.
    job.done.promise.catch(() => undefined);
    const hold = this.hold();
    try {
      const tags = await readTags(this.#store, this.#tagger.id, job.key);
      if (tags) this.#settle(job, { tags, isStored: true });
      else if (this.#stopped) this.#fail(job, this.#stopped.reason);
      else if (this.#jobs.get(job.key) === job) this.#waiting.push(job);
    } catch (error) {
      this.#fail(job, error);
    } finally {
      hold.release();
    }
  }

  #pump(): void {
    for (;;) {
      const unscheduled = this.#waiting.length - this.#scheduled * this.#tagger.maxBatchSize;
      const isComplete = this.#holds === 0 && (this.#paused === 0 || this.#running + this.#scheduled === 0);
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
      for (const job of jobs) this.#fail(job, error);
    } finally {
      this.#running -= 1;
      if (this.#running === 0) for (const resolve of this.#idlers.splice(0)) resolve();
      this.#pump();
    }
  }

  async #run({ jobs, controller }: Batch): Promise<void> {
    const covers = jobs.map(({ cover }) => cover);
    const results = await this.#withinBudget(covers.length, () =>
      this.#tagger.tag(covers, { signal: controller.signal }),
    );
    if (results.length !== jobs.length) {
      throw new SpotiTagsError(
        'service',
        `The tagger ${this.#tagger.id} gave ${results.length} results for ${jobs.length} covers.`,
      );
    }
    await Promise.all(jobs.map((job, at) => this.#keep(job, this.#checked(results[at]))));
  }

  /**
   * A tagger over our transport tells how many images it sends, repeatedly perhaps; of any other, and of one that sent
   * none, we know how many it was given.
   */
  async #withinBudget<T>(images: number, work: () => Promise<T>): Promise<T> {
    const budget = this.#budget;
    budget.take('taggerImages', images);
    let sent: number | undefined;
    const meter = {
      images: (count: number) => {
        const total = (sent ?? 0) + count;
        if (total > images) budget.take('taggerImages', total - Math.max(images, sent ?? 0));
        sent = total;
      },
    };
    try {
      return await metered(meter, work);
    } finally {
      if (sent !== undefined && sent < images) budget.giveBack('taggerImages', images - sent);
    }
  }

  /** Tags are kept before they are used: what was paid for is not paid for again, whatever happens next. */
  async #keep(job: Job, result: TagResult): Promise<void> {
    try {
      if (result.tags) await keepTags(this.#store, this.#tagger.id, job.key, result.tags);
      this.#settle(job, result);
    } catch (error) {
      this.#fail(job, error);
      // What could not be kept would be paid for and lost.
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

  /** A tagger may be anybody's: what is no tags must not reach a profile, or a dataset that nobody can read. */
  #checked(result: TagResult | undefined): TagResult {
    if (result?.error && SpotiTagsError.isInstance(result.error)) return result;
    const parsed = v.safeParse(tagsSchema, result?.tags);
    if (parsed.success) return { tags: parsed.output };
    const text = `The tagger ${this.#tagger.id} gave no tags with names and confidences in 0..1 for the cover.`;
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
    // Where others wait for covers of its batch it is tagged all the same, and whoever comes back finds it.
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
