import { createHash } from 'node:crypto';
import type { CallOptions, Cover } from '../model.ts';
import { checkCover } from './check-cover.ts';
import { readCoverFile } from './read-file.ts';

/** The run and the facade both ask for the key. With this map a file is read only once. */
const known = new WeakMap<Cover, string>();

/**
 * Identifies an image: its URL, or the SHA-256 of its bytes. Covers with equal keys are tagged and paid for
 * once.
 * @throws SpotiTagsError `cover` for a path that cannot be read, or that is not a file within the size limit.
 */
export async function coverKey(cover: Cover, options: CallOptions = {}): Promise<string> {
  checkCover(cover);
  if (cover.url !== undefined) return `url:${cover.url}`;
  const remembered = known.get(cover);
  if (remembered !== undefined) return remembered;
  const bytes = cover.path === undefined ? cover.bytes : await readCoverFile(cover.path, options);
  const key = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  known.set(cover, key);
  return key;
}
