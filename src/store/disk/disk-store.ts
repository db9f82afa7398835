import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { RootDatabase } from 'lmdb';
import * as v from 'valibot';
import { SpotiTagsError, codeOf } from '../../errors.ts';
import { checkOptions } from '../../util/options.ts';
import { type DiskStoreOptions, diskStoreOptions } from './options.ts';
import { inThousands } from '../in-thousands.ts';
import { isLasting } from '../keys.ts';
import type { TagStore } from '../store.ts';

/** An entry of a store. */
export interface StoreEntry {
  readonly key: string;
  readonly value: unknown;
  /** Milliseconds since the epoch. */
  readonly written: number;
  /** Milliseconds since the epoch. Absent if the entry does not expire. */
  readonly expires?: number;
}

/** A {@link TagStore} in a folder. Several processes may use it at the same time. */
export interface DiskStore extends TagStore, AsyncDisposable {
  /**
   * All entries that have not expired, ordered by key. With `prefix`, only those whose key begins with it.
   */
  entries(options?: { readonly prefix?: string }): AsyncIterable<StoreEntry>;
  /**
   * Deletes expired entries and those written before `writtenBefore`, except corrections. @returns how many.
   */
  prune(options?: { readonly writtenBefore?: number }): Promise<number>;
  close(): Promise<void>;
}

const entrySchema = v.object({
  key: v.string(),
  value: v.unknown(),
  written: v.number(),
  expires: v.exactOptional(v.number()),
});

const statsSchema = v.object({ entryCount: v.number() });

/** LMDB allows keys of 1978 bytes. URLs may be longer. */
const longestKey = 1000;

/**
 * Opens a store in a folder, and creates the folder if it does not exist. Once `set` has resolved, the entry
 * survives even if the process is killed. Close the store when it is no longer used.
 *
 * @throws SpotiTagsError `invalid-input` for a folder that cannot be written, or for invalid options.
 */
export async function diskStore(folder: string, options: DiskStoreOptions = {}): Promise<DiskStore> {
  const { maxEntries, ttlMs } = checkOptions(diskStoreOptions, options);
  return new LmdbStore(await openFolder(folder), maxEntries, ttlMs);
}

async function openFolder(folder: string): Promise<RootDatabase<unknown, string>> {
  // Loaded when it is first needed, because loading its native code takes time.
  const { open } = await import('lmdb');
  try {
    await mkdir(folder, { recursive: true });
    return open<unknown, string>({ path: folder, encoding: 'json', noSubdir: false });
  } catch (cause) {
    const reason = codeOf(cause) ?? (cause instanceof Error ? cause.message : 'unknown reason');
    throw new SpotiTagsError(
      'invalid-input',
      `A store cannot be opened at ${folder} (${reason}). Give a folder that can be written.`,
      { cause },
    );
  }
}

class LmdbStore implements DiskStore {
  readonly #db: RootDatabase<unknown, string>;
  readonly #maxEntries: number;
  readonly #ttlMs: number | undefined;
  readonly #writing = new Set<Promise<unknown>>();
  #makingRoom: Promise<void> | undefined;

  constructor(db: RootDatabase<unknown, string>, maxEntries: number, ttlMs: number | undefined) {
    this.#db = db;
    this.#maxEntries = maxEntries;
    this.#ttlMs = ttlMs;
  }

  get(key: string): Promise<unknown> {
    return attempt(() => this.#read(key)?.value);
  }

  async set(key: string, value: unknown, ttlMs = this.#ttlMs): Promise<boolean> {
    await this.#write(() => this.#db.put(keyOf(key), entryOf(key, value, ttlMs)));
    await this.#keepSize();
    return true;
  }

  async update(key: string, change: (value: unknown) => unknown, ttlMs = this.#ttlMs): Promise<unknown> {
    let changed: unknown;
    // A transaction of LMDB: writers of other processes wait until it ends.
    await this.#write(() =>
      this.#db.transaction(() => {
        changed = change(this.#read(key)?.value);
        this.#db.putSync(keyOf(key), entryOf(key, changed, ttlMs));
        return true;
      }),
    );
    await this.#keepSize();
    return changed;
  }

  delete(key: string): Promise<boolean> {
    return this.#write(() => this.#db.remove(keyOf(key)));
  }

  async *entries({ prefix }: { readonly prefix?: string } = {}): AsyncGenerator<StoreEntry, void> {
    const now = Date.now();
    const range = prefix === undefined ? {} : { start: prefix, end: `${prefix}\u{10ffff}` };
    for (const { value } of this.#db.getRange(range)) {
      const entry = parse(value);
      if (entry && (entry.expires ?? Infinity) > now) yield await Promise.resolve(entry);
    }
  }

  async prune({ writtenBefore = -Infinity }: { readonly writtenBefore?: number } = {}): Promise<number> {
    let pruned = 0;
    await inThousands(this.#prunable(writtenBefore), (key) => {
      pruned += 1;
      return this.#write(() => this.#db.remove(key));
    });
    return pruned;
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#writing);
    await this.#db.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  *#prunable(writtenBefore: number): Generator<string, void> {
    const now = Date.now();
    for (const { key, value } of this.#db.getRange()) {
      const entry = parse(value);
      if (entry && isLasting(entry.key)) continue;
      if (entry && (entry.expires ?? Infinity) > now && entry.written >= writtenBefore) continue;
      yield key;
    }
  }

  #read(key: string): StoreEntry | undefined {
    const entry = parse(this.#db.get(keyOf(key)));
    return entry?.key === key && (entry.expires ?? Infinity) > Date.now() ? entry : undefined;
  }

  /** `close` waits for these writes: LMDB ends the process if it is asked to write to a closed database. */
  async #write(work: () => Promise<boolean>): Promise<boolean> {
    const writing = attempt(work);
    this.#writing.add(writing);
    try {
      return await writing;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : 'unknown reason';
      throw new SpotiTagsError('service', `The store cannot be written: ${reason}.`, { cause });
    } finally {
      this.#writing.delete(writing);
    }
  }

  async #keepSize(): Promise<void> {
    const { entryCount } = v.parse(statsSchema, this.#db.getStats(), { abortEarly: true });
    if (entryCount <= this.#maxEntries) return;
    await (this.#makingRoom ??= this.#makeRoom().finally(() => (this.#makingRoom = undefined)));
  }

  async #makeRoom(): Promise<void> {
    // Only the times, because the keys of a million entries would take much memory.
    const times: number[] = [];
    for (const { value } of this.#db.getRange()) times.push(parse(value)?.written ?? 0);
    times.sort((a, b) => a - b);
    await this.prune({ writtenBefore: (times[Math.floor(times.length / 10)] ?? 0) + 1 });
  }
}

function entryOf(key: string, value: unknown, ttlMs: number | undefined): StoreEntry {
  const written = Date.now();
  const expires = ttlMs === undefined || isLasting(key) ? {} : { expires: written + ttlMs };
  return { key, value, written, ...expires };
}

function keyOf(key: string): string {
  if (Buffer.byteLength(key) <= longestKey) return key;
  return `${key.slice(0, 200)}#${createHash('sha256').update(key).digest('hex')}`;
}

/** Checked, because another program may have written to the folder. */
function parse(value: unknown): StoreEntry | undefined {
  const parsed = v.safeParse(entrySchema, value, { abortEarly: true });
  return parsed.success ? parsed.output : undefined;
}

function attempt<T>(work: () => T | Promise<T>): Promise<T> {
  return Promise.resolve().then(work);
}
