import { coverKey } from '../covers/cover-key.ts';
import { SpotiTagsError } from '../errors.ts';
import type { Cover, RequestCounter, TagResult } from '../model.ts';
import { checkedResults } from '../run/tagger-answer.ts';
import type { SharedState } from '../shared/shared-state.ts';
import { Claims } from '../store/claims.ts';
import type { TagStore } from '../store/store.ts';
import type { Tagger } from '../tagger/tagger.ts';
import { withClaimedStore } from '../tagger/with-store.ts';
import { delegate } from '../util/delegate.ts';
import { type JobData, type JobResult, coverOf } from './job.ts';

interface JobTaggerOptions {
  readonly tagger: Tagger;
  readonly store: TagStore;
  readonly shared: SharedState;
  readonly root: string | undefined;
}

/** Tags the covers of jobs. Their tags are in the store before a job ends. */
export class JobTagger {
  readonly #tagger: Tagger;
  readonly #store: TagStore;
  readonly #claims: Claims;
  readonly #shared: SharedState;
  readonly #root: string;

  constructor({ tagger, store, shared, root = '' }: JobTaggerOptions) {
    this.#tagger = checkedTagger(tagger);
    this.#store = store;
    // Claims of its own: a coordinator may hold the covers of its jobs in the same store.
    this.#claims = new Claims(store, `workers of ${tagger.id}`);
    this.#shared = shared;
    this.#root = root;
  }

  /** @throws what the tagger throws for the whole batch. */
  async tag(data: JobData, signal: AbortSignal): Promise<JobResult> {
    const covers = data.covers.map((cover) => ({ key: cover.key, cover: coverOf(cover, this.#root) }));
    const known = await Promise.all(
      covers.map(async ({ key, cover }) => ({ key, cover, error: await mismatch(key, cover, signal) })),
    );
    const right = known.filter(({ error }) => error === undefined);
    const { tagger, images } = this.#counting(data);
    const results = await withClaimedStore(tagger, this.#store, this.#claims).tag(
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
    const tag: Tagger['tag'] = (covers, { signal } = {}) => {
      const call = signal && { signal };
      if (!shared) return this.#tagger.tag(covers, { ...call, counter: counting() });
      const send = (counter: RequestCounter) =>
        this.#tagger.tag(covers, { ...call, counter: counting(counter) });
      return shared.spend(covers.length, send, call);
    };
    return { tagger: delegate(this.#tagger, { tag }), images: () => images };
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
    if (SpotiTagsError.isInstance(error, 'cover')) return error.message;
    throw error;
  }
}
