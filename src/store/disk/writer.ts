import type { RootDatabase } from 'lmdb';
import { SpotiTagsError } from '../../errors.ts';

/** What a write does to a key: the text is its new value, or undefined if the key is removed. */
export interface Change {
  readonly key: string;
  readonly text: string | undefined;
}

interface Write {
  readonly plan: () => Change;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Writes to LMDB. All writes of one turn of the event loop share a transaction, because a transaction is what
 * takes time. Transactions are synchronous: if the disk is full, the asynchronous ones of the `lmdb` package
 * reject promises that no caller holds, which ends the process, and its `close` never settles.
 */
export class Writer {
  readonly #db: RootDatabase<string, string>;
  readonly #folder: string;
  #queue: Write[] = [];

  constructor(db: RootDatabase<string, string>, folder: string) {
    this.#db = db;
    this.#folder = folder;
  }

  /**
   * @param plan - called inside the transaction. It may read the database. If it throws, this write rejects
   * with the error, and the other writes go on.
   * @throws SpotiTagsError `service` if the transaction fails. Then none of its writes is kept.
   */
  write(plan: () => Change): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#queue.length === 0) {
        setImmediate(() => {
          this.flush();
        });
      }
      this.#queue.push({ plan, resolve, reject });
    });
  }

  /** Does the writes that were asked for, without waiting for the next turn. */
  flush(): void {
    const writes = this.#queue.splice(0);
    if (writes.length === 0) return;
    const settle: (() => void)[] = [];
    try {
      this.#db.transactionSync(() => {
        for (const write of writes) settle.push(this.#apply(write));
      });
    } catch (cause) {
      const failure = this.#failure(cause);
      for (const { reject } of writes) reject(failure);
      return;
    }
    for (const done of settle) done();
  }

  #apply({ plan, resolve, reject }: Write): () => void {
    let change: Change;
    try {
      change = plan();
    } catch (error) {
      return () => {
        reject(error);
      };
    }
    if (change.text === undefined) this.#db.removeSync(change.key);
    else this.#db.putSync(change.key, change.text);
    return resolve;
  }

  #failure(cause: unknown): SpotiTagsError {
    // After a colon, LMDB tells addresses.
    const reason = cause instanceof Error ? cause.message.replace(/:.*/su, '') : 'unknown reason';
    const text =
      `The store at ${this.#folder} cannot be written (${reason}). Free disk space or check the permissions, ` +
      'then run again. Earlier entries are safe.';
    return new SpotiTagsError('service', text, { cause });
  }
}
