import { existsSync } from 'node:fs';
import pLimit, { type LimitFunction } from 'p-limit';
import { coverKey } from '../covers/cover-key.ts';
import { SpotiTagsError } from '../errors.ts';
import type { CallOptions, Cover, RequestCounter, TagResult } from '../model.ts';
import { checkedResults } from '../run/tagger-answer.ts';
import type { SharedState } from '../shared/shared-state.ts';
import { Claims } from '../store/claims.ts';
import { keepTags } from '../store/stored-tags.ts';
import type { TagStore } from '../store/store.ts';
import type { Tagger } from '../tagger/tagger.ts';
import { withClaimedStore } from '../tagger/with-store.ts';
import { delegate } from '../util/delegate.ts';
import { withoutTags } from './coordinator-store.ts';
import { type JobData, type JobResult, coverOf } from './job.ts';

interface JobTaggerOptions {
  readonly tagger: Tagger;
  readonly store: TagStore;
  readonly shared: SharedState;
  readonly root: string | undefined;
  /** Batches that are tagged at a time. */
  readonly concurrency: number;
  /** Whether no more batches may be sent. */
  readonly isStopping: () => boolean;
}

/** Tags the covers of jobs. Their tags are in the store before a job ends. */
export class JobTagger {
  readonly #tagger: Tagger;
  readonly #store: TagStore;
  readonly #claims: Claims;
  readonly #shared: SharedState;
  readonly #root: string;
  readonly #limit: LimitFunction;
  readonly #isStopping: () => boolean;

  constructor({ tagger, store, shared, root = '', concurrency, isStopping }: JobTaggerOptions) {
    this.#tagger = checkedTagger(tagger);
    this.#store = store;
    // Claims of its own: a coordinator may hold the covers of its jobs in the same store.
    this.#claims = new Claims(store, `workers of ${tagger.id}`);
    this.#shared = shared;
    this.#root = root;
    this.#limit = pLimit(concurrency);
    this.#isStopping = isStopping;
  }

  /** @throws what the tagger throws for the whole batch. */
  async tag(data: JobData, signal: AbortSignal): Promise<JobResult> {
    const covers = data.covers.map((cover) => ({ key: cover.key, cover: coverOf(cover, this.#root) }));
    const known = await Promise.all(
      covers.map(async ({ key, cover }) => ({ key, cover, error: await mismatch(key, cover, signal) })),
    );
    const right = known.filter(({ error }) => error === undefined);
    const { tagger, images } = this.#counting(data);
    const results = await withClaimedStore(tagger, withoutTags(this.#store), this.#claims).tag(
      right.map(({ cover }) => cover),
      { signal },
    );
    const failed = known.flatMap(({ key, error }) => (error === undefined ? [] : [{ key, message: error }]));
    for (const [at, { key }] of right.entries()) {
      const message = results[at]?.error?.message;
      if (message !== undefined) failed.push({ key, message });
    }
    const sent = images();
    return { ...(sent !== undefined && { images: sent }), failed };
  }

  /** The tagger for the covers that the store has no tags of. It counts what it sends, and keeps to the budget of the job. */
  #counting({ budget }: JobData): { readonly tagger: Tagger; readonly images: () => number | undefined } {
    let images: number | undefined;
    const counting = (inner?: RequestCounter): RequestCounter => ({
      count: async (items) => {
        await inner?.count(items);
        images = (images ?? 0) + items;
      },
    });
    const shared = budget && this.#shared.budget(budget.name, budget.images);
    const send = (covers: readonly Cover[], call: CallOptions) => {
      if (!shared) return this.#tagger.tag(covers, { ...call, counter: counting() });
      const work = (counter: RequestCounter) =>
        this.#tagger.tag(covers, { ...call, counter: counting(counter) });
      return shared.spend(covers.length, work, call);
    };
    // The next batch is sent after the tags of this one are stored, so that a worker that dies loses one batch at most.
    const tag: Tagger['tag'] = (covers, { signal } = {}) =>
      this.#limit(async () => {
        signal?.throwIfAborted();
        if (this.#isStopping()) throw new SpotiTagsError('invalid-input', 'The worker was closed.');
        const results = await send(covers, signal ? { signal } : {});
        await Promise.all(results.map((result, at) => this.#keep(covers[at], result)));
        return results;
      });
    return { tagger: delegate(this.#tagger, { tag }), images: () => images };
  }

  async #keep(cover: Cover | undefined, result: TagResult): Promise<void> {
    if (cover && result.tags) await keepTags(this.#store, this.#tagger.id, await coverKey(cover), result);
  }
}

/** Answers of a tagger that is not from this library are checked before they are stored. */
function checkedTagger(tagger: Tagger): Tagger {
  return delegate(tagger, {
    tag: async (covers, options): Promise<readonly TagResult[]> => {
      const results = await tagger.tag(covers, options);
      return checkedResults(tagger, covers, results).map(([, result]) => result);
    },
  });
}

/** Why the file is not the image of the job. */
async function mismatch(key: string, cover: Cover, signal: AbortSignal): Promise<string | undefined> {
  try {
    if ((await coverKey(cover, { signal })) === key) return undefined;
    return 'The file on the worker is another image than the file of the coordinator.';
  } catch (error) {
    if (SpotiTagsError.isInstance(error, 'cover')) {
      if (cover.path === undefined || existsSync(cover.path)) return error.message;
      return `The worker has no file ${cover.relativePath ?? ''} below its root. Start it with the root of the coordinator's catalog.`;
    }
    throw error;
  }
}
