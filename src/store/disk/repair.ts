import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SpotiTagsError } from '../../errors.ts';
import { isLasting } from '../keys.ts';
import { checkDatabase } from './check-database.ts';
import { DatabaseFile, type LeafNode } from './database-file.ts';
import { type StoreEntry, databaseKey, parseEntry } from './entry.ts';
import { loadLmdb } from './load-lmdb.ts';
import { Writer } from './writer.ts';

export interface Repair {
  /** Entries of the store that have not expired: those that were saved if it was damaged. */
  readonly entries: number;
  /** How many of them are corrections. */
  readonly corrections: number;
  /** The damaged file, which is kept. Absent if the store is not damaged: then nothing was written. */
  readonly damagedFile?: string;
}

/**
 * Replaces the database of a damaged store with a new one that has every entry that can be read. No other process may
 * use the store. The damaged file stays beside the new one. A store that is not damaged stays as it is.
 *
 * @throws SpotiTagsError `not-found` for a folder without a store.
 */
export async function repairStore(folder: string): Promise<Repair> {
  const path = join(folder, 'data.mdb');
  openFile(path, folder).close();
  const healthy = await keysOfHealthy(path, folder);
  if (healthy) return { entries: healthy.length, corrections: healthy.filter(isLasting).length };
  const entries = readEntries(path, folder);
  const workplace = await mkdtemp(join(folder, 'repair-'));
  try {
    await writeEntries(workplace, entries.values());
    const damagedFile = join(folder, `data-damaged-${Date.now()}.mdb`);
    await rename(path, damagedFile);
    await rename(join(workplace, 'data.mdb'), path);
    // Belongs to the damaged file. LMDB makes a new one.
    await rm(join(folder, 'lock.mdb'), { force: true });
    const corrections = Array.from(entries.keys()).filter(isLasting).length;
    return { entries: entries.size, corrections, damagedFile };
  } finally {
    await rm(workplace, { recursive: true, force: true });
  }
}

/** The keys of the entries, or undefined if the file is damaged, or one of its entries. */
async function keysOfHealthy(path: string, folder: string): Promise<readonly string[] | undefined> {
  try {
    checkDatabase(path, folder);
  } catch (error) {
    if (SpotiTagsError.isInstance(error)) return undefined;
    throw error;
  }
  const { open } = await loadLmdb();
  const db = open<string, string>({ path: folder, encoding: 'string', noSubdir: false });
  try {
    const keys: string[] = [];
    for (const { value } of db.getRange({})) {
      const entry = parseEntry(value);
      if (!entry) return undefined;
      if (isCurrent(entry)) keys.push(entry.key);
    }
    return keys;
  } finally {
    await db.close();
  }
}

function isCurrent({ expires = Infinity }: StoreEntry): boolean {
  return expires > Date.now();
}

/** The entries of all pages, whether a tree leads to them or not. The newest of a key counts. */
function readEntries(path: string, folder: string): Map<string, StoreEntry> {
  const file = openFile(path, folder);
  try {
    file.meta();
    const entries = new Map<string, StoreEntry>();
    for (let at = 2n; at < BigInt(file.pages); at += 1n) {
      const page = file.page(at);
      if (page?.kind !== 'leaf') continue;
      for (const node of page.nodes) {
        const entry = entryOf(file, node);
        const known = entry && entries.get(entry.key);
        if (entry && entry.written >= (known?.written ?? -Infinity)) entries.set(entry.key, entry);
      }
    }
    return new Map([...entries].filter(([, entry]) => isCurrent(entry)));
  } finally {
    file.close();
  }
}

function openFile(path: string, folder: string): DatabaseFile {
  try {
    return new DatabaseFile(path);
  } catch (cause) {
    const text = `There is no store at ${folder} that can be read. Give the folder that contains data.mdb.`;
    throw new SpotiTagsError('not-found', text, { cause });
  }
}

function entryOf(file: DatabaseFile, { value }: LeafNode): StoreEntry | undefined {
  const bytes = 'page' in value ? file.bigValue(value) : value;
  return bytes && parseEntry(bytes.toString('utf8'));
}

async function writeEntries(folder: string, entries: Iterable<StoreEntry>): Promise<void> {
  const { open } = await loadLmdb();
  const db = open<string, string>({ path: folder, encoding: 'string', noSubdir: false });
  try {
    const writer = new Writer(db, folder);
    const writing = Array.from(entries, (entry) =>
      writer.write(() => ({ key: databaseKey(entry.key), text: JSON.stringify(entry) })),
    );
    await Promise.all(writing);
  } finally {
    await db.close();
  }
}
