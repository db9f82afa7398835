import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type CallOptions, type Cover, SpotiTagsError } from 'spotitags';
import { coverLimits } from '../../src/covers/limits.ts';
import { CoverReader } from '../../src/covers/read.ts';
import { waitFor } from '../wait-for.ts';

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

async function readCover(cover: Cover, options: CallOptions = {}): Promise<Uint8Array> {
  const reader = new CoverReader({ allowPrivateAddresses: true });
  try {
    return await reader.read(cover, options);
  } finally {
    await reader.close();
  }
}

const failure = (cover: Cover) =>
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
    expect((await failure({ path: folder })).message).toBe(
      'The image is not a file, or it is larger than 100 MB.',
    );
  });

  it('fetches addresses', async () => {
    const agents: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      agents.push(request.headers['user-agent']);
      response.end('abc');
    });
    expect(Buffer.from(await readCover({ url })).toString()).toBe('abc');
    expect(agents).toEqual([expect.stringMatching(/^spotitags\/\d+\.\d+/u)]);
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

  it('says what a server answered', async () => {
    const url = await serve((_, response) => response.writeHead(404).end());
    const error = await failure({ url });
    expect(error.message).toBe('The image cannot be fetched: the server answered 404.');
    expect(error.retryable).toBe(false);
  });

  it('asks again where a server is not well, and says that a retry may help where it stays so', async () => {
    let asked = 0;
    const recovering = await serve((_, response) => response.writeHead(++asked === 1 ? 503 : 200).end('abc'));
    expect(Buffer.from(await readCover({ url: recovering })).toString()).toBe('abc');
    const url = await serve((_, response) => response.writeHead(503).end());
    const error = await failure({ url });
    expect(error.retryable).toBe(true);
    expect(error.message).not.toContain('127.0.0.1');
  });

  it('leaves no connection open once it is closed', async () => {
    let open = 0;
    const url = await serve((request, response) => {
      open += 1;
      request.socket.once('close', () => (open -= 1));
      response.end('abc');
    });
    await readCover({ url });
    await waitFor(() => {
      expect(open).toBe(0);
    });
  });

  it('stops reading an answer that does not end', async () => {
    let sent = 0;
    const url = await serve((_, response) => {
      const megabyte = Buffer.alloc(1_000_000);
      const send = () => {
        while (!response.destroyed && sent < 10 * coverLimits.downloadBytes) {
          sent += megabyte.length;
          if (!response.write(megabyte)) return response.once('drain', send);
        }
        return response;
      };
      send();
    });
    expect((await failure({ url })).message).toContain('sends too much data');
    expect(sent).toBeLessThan(3 * coverLimits.downloadBytes);
  });

  it('says that a connection failed, and that a retry may help', async () => {
    const url = await serve((request) => request.socket.destroy());
    const error = await failure({ url });
    expect(error.message).toContain('cannot be reached');
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
