import { createHash } from 'node:crypto';
import type { Catalog } from '../catalog/catalog.ts';
import { SpotiTagsError } from '../errors.ts';
import { journalCatalog } from './journal.ts';
import type { DiskStore } from '../store/disk/disk-store.ts';
import { inThousands } from '../store/in-thousands.ts';

/**
 * A collection from its first start to its end, whatever interrupts it in between. While it is not done, the store keeps
 * what the catalog said, so that whoever goes on asks for nothing twice and ends with the same dataset.
 */
export class Collection {
  readonly #store: DiskStore | undefined;
  readonly #key: string;

  /** @param what - everything that tells it from other collections; survives JSON. */
  constructor(store: DiskStore | undefined, what: unknown) {
    this.#store = store;
    const hash = createHash('sha256').update(JSON.stringify(what)).digest('hex');
    this.#key = `run:${hash.slice(0, 16)}:`;
  }

  catalog(catalog: Catalog): Catalog {
    return this.#store ? journalCatalog(catalog, this.#store, this.#key) : catalog;
  }

  /** @throws SpotiTagsError `not-found` where failures are to be tried again and there are none. */
  async begin({ retryFailed }: { readonly retryFailed: boolean }): Promise<void> {
    const state = await this.#store?.get(this.#stateKey);
    if (retryFailed && state === undefined) {
      throw new SpotiTagsError(
        'not-found',
        'There is nothing to try again: no collection of these genres with these options has left failures in this store.',
      );
    }
    // A run that ended, though with failures, is over: the next one sees the catalog as it is now.
    if (!retryFailed && state === 'failed') await this.#forget();
    await this.#store?.set(this.#stateKey, 'running');
  }

  async end(failures: number): Promise<void> {
    if (failures > 0) await this.#store?.set(this.#stateKey, 'failed');
    else await this.#forget();
  }

  get #stateKey(): string {
    return `${this.#key}state`;
  }

  async #forget(): Promise<void> {
    const store = this.#store;
    if (store) await inThousands(store.entries({ prefix: this.#key }), ({ key }) => store.delete(key));
  }
}
