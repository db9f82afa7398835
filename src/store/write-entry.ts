import { SpotiTagsError } from '../errors.ts';
import { answerOf } from './answer-of.ts';
import type { TagStore } from './store.ts';

/**
 * Writes an entry of a store. A Keyv answers `false` if its adapter failed, for example on a full disk, and does not reject.
 * @throws SpotiTagsError `service` for a write that fails, that is answered with `false`, or not within a minute.
 */
export async function writeEntry(
  store: TagStore,
  key: string,
  value: unknown,
  ttlMs?: number,
): Promise<void> {
  const written = await answerOf(() =>
    ttlMs === undefined ? store.set(key, value) : store.set(key, value, ttlMs),
  );
  if (written === false) throw keptNothing();
}

/** The error of a write that was answered with `false`. */
export function keptNothing(): SpotiTagsError {
  return new SpotiTagsError(
    'service',
    'The store answered false to a write, which means that it kept nothing. Check its disk space, permissions and ' +
      'connection, then try again.',
  );
}
