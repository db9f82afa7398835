import type { CallOptions } from '../model.ts';
import type { WholeFile } from '../util/write-whole.ts';
import type { Html } from './html.ts';

/** Characters that are written at once. */
const writtenAtOnce = 200_000;

/** Writes a page, without having all of it in memory. @returns the number of bytes. */
export async function writeParts(
  file: WholeFile,
  parts: Iterable<Html>,
  { signal }: CallOptions,
): Promise<number> {
  let bytes = 0;
  let waiting = '';
  const flush = async () => {
    signal?.throwIfAborted();
    await file.write(waiting);
    bytes += Buffer.byteLength(waiting);
    waiting = '';
  };
  for (const { text } of parts) {
    waiting += text;
    if (waiting.length > writtenAtOnce) await flush();
  }
  await flush();
  return bytes;
}
