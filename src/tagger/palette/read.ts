import { readFile } from 'node:fs/promises';
import { withDeadline } from '../../abort/waits.ts';
import { SpotiTagsError } from '../../errors.ts';
import type { CallOptions, Cover } from '../../model.ts';

/** An image of more bytes than this is not read to its end. */
export const MAX_BYTES = 20_000_000;

const TIMEOUT_MS = 30_000;

/**
 * The bytes of a cover, from wherever it is. Fails with code `cover`; messages and causes name neither path nor URL,
 * since they are kept in datasets that get published.
 */
export async function readCover(cover: Cover, { signal }: CallOptions = {}): Promise<Uint8Array> {
  signal?.throwIfAborted();
  if (cover.bytes !== undefined) return cover.bytes;
  return cover.path === undefined ? fetchBytes(cover.url, signal) : readBytes(cover.path, signal);
}

async function readBytes(path: string, signal?: AbortSignal): Promise<Uint8Array> {
  try {
    return await readFile(path, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    const reason = code === 'ENOENT' ? 'there is no such file' : code;
    throw new SpotiTagsError('cover', `The image file cannot be read: ${reason}`);
  }
}

async function fetchBytes(url: string, signal?: AbortSignal): Promise<Uint8Array> {
  if (!/^https?:\/\//i.test(url)) {
    throw new SpotiTagsError('cover', 'The image has an address that is not http or https');
  }
  try {
    return await withDeadline(TIMEOUT_MS, late, signal, async (inner) => {
      const response = await globalThis.fetch(url, { signal: inner });
      if (response.ok) return readBody(response);
      await response.body?.cancel();
      throw answered(response.status);
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw SpotiTagsError.isInstance(error) ? error : unfetched('the connection failed');
  }
}

const late = () => unfetched(`no answer within ${TIMEOUT_MS / 1000} s`);

function unfetched(reason: string): SpotiTagsError {
  return new SpotiTagsError('cover', `The image cannot be fetched: ${reason}`, { retryable: true });
}

function answered(status: number): SpotiTagsError {
  return new SpotiTagsError('cover', `The image cannot be fetched: the server answered ${status}`, {
    retryable: status === 408 || status === 429 || status >= 500,
  });
}

/** Reads the body piece by piece and leaves it as soon as it is too long. */
async function readBody(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of piecesOf(response)) {
    length += chunk.byteLength;
    if (length > MAX_BYTES) {
      throw new SpotiTagsError('cover', `The image is larger than ${MAX_BYTES / 1e6} MB`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function* piecesOf(response: Response): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  try {
    for (;;) {
      const piece = await reader.read();
      if (piece.done) return;
      const bytes: unknown = piece.value;
      if (bytes instanceof Uint8Array) yield bytes;
    }
  } finally {
    // Closes the connection when the caller left early; does nothing after the end.
    await reader.cancel();
  }
}
