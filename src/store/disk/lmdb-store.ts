import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RootDatabase } from 'lmdb';
import * as v from 'valibot';
import { SpotiTagsError, codeOf } from '../../errors.ts';
import { checkNames } from '../../util/options.ts';
import { inThousands } from '../in-thousands.ts';
import { isLasting, lastingRange } from '../keys.ts';
import { checkDatabase } from './check-database.ts';
import { checkFiles } from './check-files.ts';
import { type StoreEntry, databaseKey, databaseRange, newEntry, parseEntry } from './entry.ts';
import { loadLmdb } from './load-lmdb.ts';
import { type Change, Writer } from './writer.ts';

const statsSchema = v.object({ entryCount: v.number() });

/** Stands for when an entry was written that has expired or cannot be read. */
const gone = -Infinity;

/** The key of an entry in the database, and when it was written. */
interface Deletable {
  readonly key: string;
  readonly written: number;
}

async function openFolder(folder: string): Promise<RootDatabase<string, string>> {
  const { open } = await loadLmdb();
  try {
    await mkdir(folder, { recursive: true });
    checkFiles(folder);
    checkDatabase(join(folder, 'data.mdb'), folder);
    return open<string, string>({ path: folder, encoding: 'string', noSubdir: false });
  } catch (cause) {
    if (SpotiTagsError.isInstance(cause)) throw cause;
    const reason = codeOf(cause) ?? (cause instanceof Error ? cause.message : 'unknown reason');
    throw new SpotiTagsError(
      'invalid-input',
      `A store cannot be opened at ${folder} (${reason}). Give a folder that can be written.`,
      { cause },
    );
  }
}

/** A `DiskStore` in the file of an LMDB database. */
export class LmdbStore {
  readonly #db: RootDatabase<string, string>;
  readonly #writer: Writer;
  readonly #folder: string;
  readonly #maxEntries: number;
  readonly #ttlMs: number | undefined;
  #makingRoom: Promise<void> | undefined;
  /** How many there were when they were last counted. */
  #corrections = 0;
  #isClosed = false;

  static async open(folder: string, maxEntries: number, ttlMs: number | undefined): Promise<LmdbStore> {
    return new LmdbStore(await openFolder(folder), folder, maxEntries, ttlMs);
  }

  private constructor(
    db: RootDatabase<string, string>,
    folder: string,
    maxEntries: number,
    ttlMs: number | undefined,
  ) {
    this.#db = db;
    this.#folder = folder;
    this.#writer = new Writer(db, folder);
    this.#maxEntries = maxEntries;
    this.#ttlMs = ttlMs;
  }

  get(key: string): Promise<unknown> {
    return Promise.resolve().then(() => this.#read(key)?.value);
  }

  async set(key: string, value: unknown, ttlMs = this.#ttlMs): Promise<boolean> {
    const text = JSON.stringify(newEntry(key, value, ttlMs));
    await this.#write(() => ({ key: databaseKey(key), text }));
    await this.#keepSize();
    return true;
  }

  async update(key: string, change: (value: unknown) => unknown, ttlMs = this.#ttlMs): Promise<unknown> {
    let changed: unknown;
    // Read and written in one transaction: writers of other processes wait until it ends.
    await this.#write(() => {
      changed = change(this.#read(key)?.value);
      return { key: databaseKey(key), text: JSON.stringify(newEntry(key, changed, ttlMs)) };
    });
    await this.#keepSize();
    return changed;
  }

  async delete(key: string): Promise<boolean> {
    await this.#remove(databaseKey(key));
    return true;
  }

  async *entries(options: { readonly prefix?: string } = {}): AsyncGenerator<StoreEntry, void> {
    checkNames(options, ['prefix']);
    const { prefix = '' } = options;
    this.#checkOpen();
    const now = Date.now();
    for (const { value } of this.#db.getRange(prefix === '' ? {} : databaseRange(prefix))) {
      const entry = parseEntry(value);
      if (!entry?.key.startsWith(prefix)) continue;
      if ((entry.expires ?? Infinity) > now) yield await Promise.resolve(entry);
    }
  }

  async prune(options: { readonly writtenBefore?: number } = {}): Promise<number> {
    checkNames(options, ['writtenBefore']);
    const { writtenBefore = -Infinity } = options;
    return this.#removeEach((written) => written < writtenBefore);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#writer.flush();
    this.#isClosed = true;
    await this.#db.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #remove(key: string): Promise<void> {
    if (isLasting(key)) this.#corrections = 0;
    return this.#write(() => ({ key, text: undefined }));
  }

  async #write(plan: () => Change): Promise<void> {
    this.#checkOpen();
    await this.#writer.write(plan);
  }

  #checkOpen(): void {
    if (!this.#isClosed) return;
    const text = `The store at ${this.#folder} was closed. Close it after its last use, or open it again.`;
    throw new SpotiTagsError('invalid-input', text);
  }

  /** Removes expired entries, those that cannot be read, and those for which `isOld` holds. @returns how many. */
  async #removeEach(isOld: (written: number) => boolean): Promise<number> {
    let removed = 0;
    const old = function* (entries: Iterable<Deletable>) {
      for (const { key, written } of entries) if (written === gone || isOld(written)) yield key;
    };
    await inThousands(old(this.#deletable()), (key) => {
      removed += 1;
      return this.#remove(key);
    });
    return removed;
  }

  /** The entries that are not corrections, ordered by key. */
  *#deletable(): Generator<Deletable, void> {
    const now = Date.now();
    for (const range of [{ end: lastingRange.start }, { start: lastingRange.end }]) {
      for (const { key, value } of this.#db.getRange(range)) {
        const entry = parseEntry(value);
        yield { key, written: entry && (entry.expires ?? Infinity) > now ? entry.written : gone };
      }
    }
  }

  #read(key: string): StoreEntry | undefined {
    this.#checkOpen();
    const text = this.#db.get(databaseKey(key));
    if (text === undefined) return undefined;
    const entry = parseEntry(text);
    // Tags can be had again. A person's corrections must not be taken for absent, and be overwritten.
    if (!entry && isLasting(key)) {
      const problem = `The store at ${this.#folder} has an entry at ${key} that cannot be read.`;
      throw new SpotiTagsError(
        'invalid-input',
        `${problem} Delete that entry, or restore the store from a copy.`,
      );
    }
    return entry?.key === key && (entry.expires ?? Infinity) > Date.now() ? entry : undefined;
  }

  async #keepSize(): Promise<void> {
    if (this.#isClosed || !this.#isFull()) return;
    await (this.#makingRoom ??= this.#makeRoom().finally(() => (this.#makingRoom = undefined)));
  }

  /** Whether there are more entries than allowed. Corrections do not count: they cannot be deleted to make room. */
  #isFull(): boolean {
    const { entryCount } = v.parse(statsSchema, this.#db.getStats());
    const isFull = () => entryCount - this.#corrections > this.#maxEntries;
    // Counted again only then, because counting takes time for each of them.
    if (isFull()) this.#corrections = this.#db.getKeysCount(lastingRange);
    return isFull();
  }

  /** Removes a tenth of the entries, or more to come down to the bound: the oldest ones, and of equal age the first by key. */
  async #makeRoom(): Promise<void> {
    // Only the times, because the keys of a million entries would take much memory.
    const found: number[] = [];
    for (const { written } of this.#deletable()) found.push(written);
    const times = Float64Array.from(found).sort();
    const count = Math.max(times.length - this.#maxEntries, Math.floor(times.length / 10));
    const last = times[count - 1];
    if (last === undefined) return;
    let ofLast = count - times.indexOf(last);
    await this.#removeEach((written) => written < last || (written === last && (ofLast -= 1) >= 0));
  }
}
