import type { ReadableStream } from 'node:stream/web';
import { onAbort } from '../util/on-abort.ts';

/** Says that a body is longer than we are willing to hold. */
export class BodyTooLarge extends Error {}

/**
 * Reads a body, at most `maxBytes` of it. However it ends, the body is consumed or cancelled, so that the
 * connection is free again.
 */
export async function readBody(
  response: Response,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  // Node's types leave the chunks open; `fetch` hands out bytes.
  const body = response.body as ReadableStream<Uint8Array> | null;
  if (!body) return new Uint8Array();
  const reader = body.getReader();
  const cancel = () => {
    // Settles whenever the other side likes, and tells us nothing that we do not know.
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
