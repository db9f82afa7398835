import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import pLimit from 'p-limit';
import { SpotiTagsError, codeOf } from '../errors.ts';
import type { CallOptions } from '../model.ts';
import { readEmbeddedPicture } from './embedded-picture.ts';
import { coverLimits } from './limits.ts';
import { isMusicFile } from './music-files.ts';

/** Limits the number of open files. Callers may ask for thousands, and systems allow only a few. */
const reading = pLimit(16);

/** Without this flag, opening a pipe waits for a writer. Windows has neither the flag nor such pipes. */
const nonBlocking = (constants as Partial<typeof constants>).O_NONBLOCK ?? 0;

/**
 * The bytes of a cover's file; of a music file, those of the picture inside. Messages contain no path, because datasets that keep them get published.
 * @throws SpotiTagsError `cover` for a path that cannot be read, or that is not a file within the size limit.
 */
export function readCoverFile(path: string, { signal }: CallOptions = {}): Promise<Uint8Array> {
  return reading(async () => {
    signal?.throwIfAborted();
    try {
      return await readWhole(path, signal);
    } catch (cause) {
      signal?.throwIfAborted();
      if (SpotiTagsError.isInstance(cause)) throw cause;
      const code = codeOf(cause) ?? 'unknown reason';
      const text = code === 'ENOENT' ? 'The image does not exist.' : `The image cannot be read (${code}).`;
      throw new SpotiTagsError('cover', text, { cause });
    }
  });
}

async function readWhole(path: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  // Checked after opening: between two checks of a path, another file may take its place.
  await using file = await open(path, constants.O_RDONLY | nonBlocking);
  const stats = await file.stat();
  if (stats.isFile() && isMusicFile(path)) return await readEmbeddedPicture(path);
  if (!stats.isFile() || stats.size > coverLimits.fileBytes) {
    const most = coverLimits.fileBytes / 1e6;
    throw new SpotiTagsError('cover', `The image is not a file, or it is larger than ${most} MB.`);
  }
  return await file.readFile(signal && { signal });
}
