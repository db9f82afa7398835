import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SpotiTagsError } from 'spotitags';
import { MAX_BYTES, readCover } from '../../../src/tagger/palette/read.ts';

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  cleanups.push(() => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('expected a port');
  return `http://127.0.0.1:${address.port}/cover.jpg`;
}

const failure = (cover: Parameters<typeof readCover>[0]) =>
  readCover(cover).then(
    () => {
      throw new Error('expected a failure');
    },
    (error: unknown) => {
      if (!SpotiTagsError.isInstance(error, 'cover')) throw error;
      return error;
    },
  );

describe('readCover', () => {
  it('takes bytes as they are', async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    expect(await readCover({ bytes })).toBe(bytes);
  });

  it('reads files', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'palette-'));
    cleanups.push(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'a.jpg'), 'abc');
    expect(Buffer.from(await readCover({ path: join(folder, 'a.jpg') })).toString()).toBe('abc');
    expect((await failure({ path: folder })).message).toBe('The image file cannot be read: EISDIR');
  });

  it('fetches addresses', async () => {
    const url = await serve((_, response) => response.end('abc'));
    expect(Buffer.from(await readCover({ url })).toString()).toBe('abc');
  });

  it('looks fetch up anew for every call', async () => {
    const fetch = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('stub'));
    expect(Buffer.from(await readCover({ url: 'https://covers.example/1' })).toString()).toBe('stub');
    expect(fetch).toHaveBeenCalledOnce();
  });

  it.each(['file:///etc/hostname', 'ftp://covers.example/1', 'data:image/png;base64,AAAA', ''])(
    'refuses %j without a request',
    async (url) => {
      const fetch = vi.spyOn(globalThis, 'fetch');
      expect((await failure({ url })).message).toContain('not http or https');
      expect(fetch).not.toHaveBeenCalled();
    },
  );

  it.each([
    [404, false],
    [429, true],
    [503, true],
  ])('says what a server answered: %i', async (status, retryable) => {
    const url = await serve((_, response) => response.writeHead(status).end());
    const error = await failure({ url });
    expect(error.message).toContain(String(status));
    expect(error.retryable).toBe(retryable);
    expect(error.message).not.toContain('127.0.0.1');
  });

  it('stops reading an answer that does not end', async () => {
    let sent = 0;
    const url = await serve((_, response) => {
      const megabyte = Buffer.alloc(1_000_000);
      const send = () => {
        while (!response.destroyed && sent < 10 * MAX_BYTES) {
          sent += megabyte.length;
          if (!response.write(megabyte)) return response.once('drain', send);
        }
        return response;
      };
      send();
    });
    expect((await failure({ url })).message).toBe('The image is larger than 20 MB');
    expect(sent).toBeLessThan(3 * MAX_BYTES);
  });

  it('says that a connection failed, and that a retry may help', async () => {
    const url = await serve((request) => request.socket.destroy());
    const error = await failure({ url });
    expect(error.message).toBe('The image cannot be fetched: the connection failed');
    expect(error.retryable).toBe(true);
  });

  it("rejects with the signal's reason, also while it waits", async () => {
    const reason = new Error('stop');
    const controller = new AbortController();
    const url = await serve(() => {
      controller.abort(reason);
    });
    await expect(readCover({ url }, { signal: controller.signal })).rejects.toBe(reason);
    await expect(readCover({ url }, { signal: controller.signal })).rejects.toBe(reason);
  });
});
