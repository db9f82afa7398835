import { randomUUID } from 'node:crypto';
import { SpotiTagsError } from '../errors.ts';
import type { CallOptions, Cover, TagResult } from '../model.ts';
import { shareState } from '../shared/shared-state.ts';
import type { TagStore } from '../store/store.ts';
import { readTagsOf, storedResult } from '../store/stored-tags.ts';
import { checkBatch, type Tagger } from '../tagger/tagger.ts';
import { delegate } from '../util/delegate.ts';
import { orAbort } from '../util/waits.ts';
import { openDatabase } from './connection.ts';
import { type JobCover, type JobData, errorOf, isCrash, jobCoverOf } from './job.ts';
import { Jobs } from './jobs.ts';
import { queueTaggerOptions, warnProcess, type QueueTaggerOptions } from './options.ts';

/** How often covers may be sent whose job disappeared. */
const mostTimes = 10;

/**
 * The same tagger, at work in other processes: each batch of covers becomes a job of a queue, and a worker with
 * the same tagger tags it. Use it wherever a tagger is used, for example with `collect`.
 *
 * ```ts
 * const connection = 'redis://localhost:6379/0';
 * await using shared = await shareState(connection);
 * const tagger = queueTagger({ connection, tagger: new PaletteTagger() });
 * const store = coordinatorStore(shared.store);
 * await collect(genres, { catalog, tagger, store, out: 'dataset.jsonl', concurrency: 32 });
 * ```
 *
 * The tagger that is passed only says its id and its batch size. `close` closes both.
 *
 * @throws SpotiTagsError `invalid-input` for an option that is not what was expected. Its `tag` throws as the
 * tagger of the workers does, and `service` if the database of the queue is away for longer than `outageMs`.
 */
export function queueTagger(given: QueueTaggerOptions): Tagger {
  const options = queueTaggerOptions(given);
  const { connection, tagger, outageMs = 300_000, onWarning = warnProcess, maxImages } = options;
  const budget = maxImages === undefined ? {} : { budget: { name: randomUUID(), images: maxImages } };
  const close: (() => Promise<void>)[] = [];
  let opened: Promise<{ readonly jobs: Jobs; readonly store: TagStore }> | undefined;
  const open = () => {
    opened ??= (async () => {
      const database = await openDatabase(connection);
      const jobs = await Jobs.open(database, tagger.id, { outageMs, onWarning });
      close.push(() => jobs.close());
      const shared = await shareState(connection, { outageMs });
      close.push(() => shared.close());
      return { jobs, store: options.store ?? shared.store };
    })();
    // The next call tries again.
    opened.catch(() => (opened = undefined));
    return opened;
  };
  const tag = async (covers: readonly Cover[], call: CallOptions = {}): Promise<readonly TagResult[]> => {
    call.signal?.throwIfAborted();
    checkBatch(`The tagger ${tagger.id}`, covers, tagger.maxBatchSize);
    if (covers.length === 0) return [];
    const sent = await Promise.all(covers.map((cover) => sendable(cover, call)));
    const distinct = new Map(sent.flatMap((one) => ('key' in one ? [[one.key, one] as const] : [])));
    const { jobs, store } = await orAbort(open(), call.signal);
    const results = await new Batch(jobs, { tagger: tagger.id, ...budget }, store, call).tag([
      ...distinct.values(),
    ]);
    return sent.map((one) => ('key' in one ? (results.get(one.key) ?? lost()) : one));
  };
  return delegate(tagger, {
    tag,
    close: async () => {
      await opened?.catch(() => undefined);
      await Promise.all([...close.splice(0).map((end) => end()), tagger.close?.()]);
    },
  });
}

/** The cover for a job, or the result of a cover that cannot be read. */
async function sendable(cover: Cover, call: CallOptions): Promise<JobCover | { error: SpotiTagsError }> {
  try {
    return await jobCoverOf(cover, call);
  } catch (error) {
    if (SpotiTagsError.isInstance(error, 'cover')) return { error };
    throw error;
  }
}

/** One call of `tag`. */
class Batch {
  readonly #jobs: Jobs;
  readonly #data: Omit<JobData, 'covers'>;
  readonly #store: TagStore;
  readonly #call: CallOptions;
  readonly #results = new Map<string, TagResult>();

  constructor(jobs: Jobs, data: Omit<JobData, 'covers'>, store: TagStore, call: CallOptions) {
    this.#jobs = jobs;
    this.#data = data;
    this.#store = store;
    this.#call = call;
  }

  async tag(covers: readonly JobCover[]): Promise<ReadonlyMap<string, TagResult>> {
    let left = covers;
    for (let time = 0; left.length > 0; time++) {
      if (time === mostTimes) throw disappeared();
      const outcome = await this.#jobs.run({ ...this.#data, covers: [...left] }, this.#call.signal);
      if (outcome.status === 'failed') {
        if (!isCrash(outcome.reason)) throw errorOf(outcome.reason);
        await this.#tagAlone(left);
        return this.#results;
      }
      if (outcome.status === 'done') {
        if (outcome.result.images !== undefined) await this.#call.counter?.count(outcome.result.images);
        for (const { key, message } of outcome.result.failed)
          this.#results.set(key, { error: new SpotiTagsError('cover', message) });
      }
      left = await this.#untagged(left);
      if (outcome.status === 'done' && left.length > 0) throw otherStore();
    }
    return this.#results;
  }

  /** Workers died of these covers. Alone, only the cover that kills them fails. */
  async #tagAlone(covers: readonly JobCover[]): Promise<void> {
    const [first, second] = covers;
    if (first && !second) {
      const error = new SpotiTagsError(
        'cover',
        'The image could not be tagged: each worker that tried it ended before it was done.',
      );
      this.#results.set(first.key, { error });
      return;
    }
    // One after another: workers that die are few.
    for (const cover of await this.#untagged(covers)) await this.tag([cover]);
  }

  /** Adds the results that the store has. @returns the covers without results. */
  async #untagged(covers: readonly JobCover[]): Promise<JobCover[]> {
    const open = covers.filter(({ key }) => !this.#results.has(key));
    const keys = open.map(({ key }) => key);
    const found = await readTagsOf(this.#store, this.#data.tagger, keys);
    return open.filter(({ key }, at) => {
      const stored = found[at];
      if (stored) this.#results.set(key, storedResult(stored));
      return !stored;
    });
  }
}

function disappeared(): SpotiTagsError {
  const text = `A job disappeared from the queue ${mostTimes} times before it was done.`;
  return new SpotiTagsError('service', `${text} Check that no other program deletes its jobs.`);
}

function otherStore(): SpotiTagsError {
  return new SpotiTagsError(
    'invalid-input',
    'A worker has tagged covers, and their tags are not in the store. Give the coordinator and all workers the same store.',
  );
}

function lost(): TagResult {
  return { error: new SpotiTagsError('cover', 'The queue gave no result for the cover.') };
}
