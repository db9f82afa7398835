import type { ReadableStream } from 'node:stream/web';
import { onAbort } from '../util/on-abort.ts';

/** A body is longer than the limit. */
export class BodyTooLarge extends Error {}

/**
 * Reads a body of at most `maxBytes` bytes. In every case the body is consumed or cancelled, so that its
 * connection is free again.
 */
export async function readBody(
  response: Response,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  // Node's types leave the type of chunks open. `fetch` gives bytes.
  const body = response.body as ReadableStream<Uint8Array> | null;
  if (!body) return new Uint8Array();
  const reader = body.getReader();
  const cancel = () => {
    // The result of the cancellation does not matter.
    reader.cancel().catch(() => undefined);
  };
  const leave = onAbort(signal, cancel);
  try {
    const chunks: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return Buffer.concat(chunks);
      length += value.byteLength;
      if (length > maxBytes) throw new BodyTooLarge(`longer than ${maxBytes} bytes`);
      chunks.push(value);
    }
  } catch (error) {
    cancel();
    throw error;
  } finally {
    leave();
  }
}
