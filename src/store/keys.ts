import { createHash } from 'node:crypto';

/**
 * Longest key, in characters. Adapters of SQL databases have columns of 255 characters, and Keyv puts a
 * namespace before the key. MySQL and PostgreSQL refuse longer keys, and Keyv hides the refusal.
 */
const longest = 200;
const readable = 120;

const corrections = 'corrections:';

/** The key of the tags that a tagger gave a cover. */
export function tagsKey(tagger: string, cover: string): string {
  return boundedKey(`tags:${tagger}:${cover}`);
}

/** The key of the claim of a process that is tagging a cover. */
export function claimKey(tagger: string, cover: string): string {
  return boundedKey(`claim:${tagger}:${cover}`);
}

/** The key of an endpoint's cooldown. */
export function cooldownKey(bucket: string): string {
  return boundedKey(`cooldown:${bucket}`);
}

/** The key of a cover's corrections. They hold for all taggers. */
export function correctionsKey(cover: string): string {
  return boundedKey(`${corrections}${cover}`);
}

/**
 * Whether an entry is a person's own input, which cannot be computed again. Such an entry does not expire and
 * is not deleted to make room.
 */
export function isLasting(key: string): boolean {
  return key.startsWith(corrections);
}

/** The keys of such entries, in the order of their characters: the first, and the one after the last. */
export const lastingRange = { start: corrections, end: corrections.replace(':', ';') } as const;

/**
 * A key that every store takes. A long key, or one with characters that some databases fold or refuse, is cut
 * and ends in the SHA-256 of the whole key.
 */
export function boundedKey(key: string): string {
  if (/^[\x20-\x7e]*$/u.test(key) && key.length <= longest) return key;
  const beginning = key.slice(0, readable).replace(/[^\x20-\x7e]/gu, '?');
  return `${beginning}#${createHash('sha256').update(key).digest('hex')}`;
}
