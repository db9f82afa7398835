import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { isLasting } from '../keys.ts';

/** An entry of a store. */
export interface StoreEntry {
  readonly key: string;
  readonly value: unknown;
  /** Milliseconds since the epoch. */
  readonly written: number;
  /** Milliseconds since the epoch. Absent if the entry does not expire. */
  readonly expires?: number;
}

const entrySchema = v.object({
  key: v.string(),
  value: v.unknown(),
  written: v.number(),
  expires: v.exactOptional(v.number()),
});

/** LMDB allows keys of 1978 bytes. A caller's keys may be longer. */
const longestKey = 1000;

/** How many characters of a longer key stay readable. */
const readable = 200;

/** The key of LMDB under which an entry lies. */
export function databaseKey(key: string): string {
  if (Buffer.byteLength(key) <= longestKey) return key;
  return `${key.slice(0, readable)}#${createHash('sha256').update(key).digest('hex')}`;
}

/** The keys of LMDB under which all entries lie whose keys begin with the prefix. Others may lie there too. */
export function databaseRange(prefix: string): { readonly start: string; readonly end: string } {
  // Longer keys are cut. Half of a surrogate pair has other bytes than the pair.
  const start = prefix.slice(0, readable).replace(/[\ud800-\udbff]$/u, '');
  return { start, end: `${start}\u{10ffff}` };
}

export function newEntry(key: string, value: unknown, ttlMs = Infinity): StoreEntry {
  const written = Date.now();
  const expires = written + ttlMs;
  // JSON has no Infinity.
  const isLimited = expires < Infinity && !isLasting(key);
  return { key, value, written, ...(isLimited && { expires }) };
}

/** An entry, or undefined for text that is not one: the file is damaged, or another program wrote to it. */
export function parseEntry(text: string): StoreEntry | undefined {
  try {
    const parsed = v.safeParse(entrySchema, JSON.parse(text), { abortEarly: true });
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
