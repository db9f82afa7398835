import { createHash } from 'node:crypto';
import type { CallOptions, Cover } from '../model.ts';
import { readCoverFile } from './read-file.ts';

/** Asked for by the run and again by the facade: a file is read for it once. */
const known = new WeakMap<Cover, string>();

/**
 * What tells one image from another: its URL, or the SHA-256 of its bytes. Equal keys are tagged and paid once.
 * @throws SpotiTagsError `cover` for a path that cannot be read, or that leads to no file of a cover's size.
 */
export async function coverKey(cover: Cover, options: CallOptions = {}): Promise<string> {
  if (cover.url !== undefined) return `url:${cover.url}`;
  const remembered = known.get(cover);
  if (remembered !== undefined) return remembered;
  const bytes = cover.path === undefined ? cover.bytes : await readCoverFile(cover.path, options);
  const key = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  known.set(cover, key);
  return key;
}
