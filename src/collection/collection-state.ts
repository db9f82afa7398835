import { createHash, randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { SpotiTagsError } from '../errors.ts';
import { inThousands } from '../store/in-thousands.ts';
import { readEntry } from '../store/read-entry.ts';
import type { TagStore } from '../store/store.ts';
import { writeEntry } from '../store/write-entry.ts';

const stateSchema = v.object({
  status: v.picklist(['planned', 'running', 'failed']),
  /** The prefix of the keys of its catalog answers. */
  run: v.string(),
});

type State = v.InferOutput<typeof stateSchema>;

/** A store that can list its keys, such as `diskStore`. */
interface ListingStore extends TagStore {
  entries(options: { readonly prefix: string }): AsyncIterable<{ readonly key: string }>;
}

/**
 * What a store knows about an unfinished collection. Until it is done, the catalog's answers are kept under
 * `prefix`, so that a resumed collection repeats no request and ends with the same dataset.
 */
export class CollectionState {
  readonly #store: TagStore;
  readonly #key: string;

  /** @param identity - everything that separates it from other collections. Must survive JSON. */
  constructor(store: TagStore, identity: unknown) {
    this.#store = store;
    const hash = createHash('sha256').update(JSON.stringify(identity)).digest('hex');
    this.#key = `run:${hash.slice(0, 16)}:`;
  }

  /** @returns the prefix of the kept answers, for a plan. The next collection uses them. */
  async plan(): Promise<string> {
    const state = (await this.#read()) ?? (await this.#write('planned'));
    return this.#prefix(state);
  }

  /**
   * Begins, or continues after an interruption. A collection that ended with failures is over: the next one
   * gets new answers of the catalog, unless failures are tried again.
   * @returns the prefix of the kept answers.
   * @throws SpotiTagsError `not-found` if failures are to be tried again and there are none.
   */
  async begin({ retryFailed }: { readonly retryFailed: boolean }): Promise<string> {
    let state = await this.#read();
    if (retryFailed && !state) {
      throw new SpotiTagsError(
        'not-found',
        'This store has no failures of a collection with these genres and options. ' +
          'Run the collection without retrying failures.',
      );
    }
    if (!retryFailed && state?.status === 'failed') {
      await this.#forget();
      state = undefined;
    }
    return this.#prefix(await this.#write('running', state?.run));
  }

  async end(failures: number): Promise<void> {
    if (failures > 0) await this.#write('failed', (await this.#read())?.run);
    else await this.#forget();
  }

  get #stateKey(): string {
    return `${this.#key}state`;
  }

  #prefix({ run }: State): string {
    return `${this.#key}${run}:`;
  }

  async #read(): Promise<State | undefined> {
    const parsed = v.safeParse(stateSchema, await readEntry(this.#store, this.#stateKey), {
      abortEarly: true,
    });
    return parsed.success ? parsed.output : undefined;
  }

  async #write(status: State['status'], run: string = randomUUID().slice(0, 8)): Promise<State> {
    const state = { status, run };
    await writeEntry(this.#store, this.#stateKey, state);
    return state;
  }

  /** If the store cannot list its keys, the answers expire later. */
  async #forget(): Promise<void> {
    const store = this.#store;
    await store.delete(this.#stateKey);
    if (!canList(store)) return;
    await inThousands(store.entries({ prefix: this.#key }), ({ key }) => store.delete(key));
  }
}

function canList(store: TagStore): store is ListingStore {
  return 'entries' in store && typeof store.entries === 'function';
}
