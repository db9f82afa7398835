import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import pLimit from 'p-limit';
import { SpotiTagsError, codeOf } from '../errors.ts';
import type { CallOptions, Cover } from '../model.ts';

/** A file of more bytes is no cover. */
const mostBytes = 100_000_000;
/** Files open at once: thousands may be asked for, and systems allow few. */
const reading = pLimit(16);
/** Asked for by the catalog and again by the facade: a file is read for it once. */
const known = new WeakMap<Cover, string>();

/**
 * What tells one image from another: its URL, or the SHA-256 of its bytes. Equal keys are tagged and paid once.
 * @throws SpotiTagsError `cover` for a path that cannot be read, or is no file of a cover's size.
 */
export async function coverKey(cover: Cover, { signal }: CallOptions = {}): Promise<string> {
  if (cover.url !== undefined) return `url:${cover.url}`;
  const remembered = known.get(cover);
  if (remembered !== undefined) return remembered;
  const { path } = cover;
  const bytes = path === undefined ? cover.bytes : await reading(() => read(path, signal));
  const key = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  known.set(cover, key);
  return key;
}

async function read(path: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  signal?.throwIfAborted();
  try {
    // Asked first: reading a pipe would wait for whoever writes to it.
    const stats = await stat(path);
    if (!stats.isFile() || stats.size > mostBytes) {
      throw new SpotiTagsError('cover', `The image is no file, or one of more than ${mostBytes / 1e6} MB.`);
    }
    return await readFile(path, signal && { signal });
  } catch (cause) {
    signal?.throwIfAborted();
    if (SpotiTagsError.isInstance(cause)) throw cause;
    const reason = codeOf(cause) ?? 'unknown reason';
    throw new SpotiTagsError('cover', `The image cannot be read (${reason}).`, { cause });
  }
}
