import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Agent } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { Transport, type HttpRequest } from '../../src/http/transport.ts';

// Real sockets: what a mocked network would answer in place of fetch.

const servers: Server[] = [];

async function listen(listener: RequestListener): Promise<URL> {
  const server = createServer(listener);
  servers.push(server);
  // Longer than a test may take: a process that waits for its socket to close would never end.
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return new URL(`http://127.0.0.1:${address.port}/`);
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const request = (url: URL): HttpRequest => ({
  service: { name: 'Local' },
  method: 'GET',
  url,
  headers: { authorization: 'Key s3cret' },
  rateLimit: { key: url.host, perSecond: 1000 },
  bucket: 'any',
  secrets: ['s3cret'],
});

describe('Transport over real sockets', () => {
  it('does not carry the credential to another origin', async () => {
    const seen: (string | undefined)[] = [];
    const elsewhere = await listen((incoming, outgoing) => {
      seen.push(incoming.headers.authorization);
      outgoing.end('{}');
    });
    const first = await listen((incoming, outgoing) => {
      seen.push(incoming.headers.authorization);
      outgoing.writeHead(307, { location: elsewhere.href }).end();
    });
    const transport = new Transport();
    expect(await transport.send(request(first))).toMatchObject({ status: 200 });
    expect(seen).toEqual(['Key s3cret', undefined]);
    await transport.close();
  });

  it('keeps connections alive between requests, after errors too, and closes them', async () => {
    const sockets = new Set<unknown>();
    let closed = 0;
    const url = await listen((incoming, outgoing) => {
      if (!sockets.has(incoming.socket)) incoming.socket.once('close', () => (closed += 1));
      sockets.add(incoming.socket);
      outgoing.writeHead(incoming.url === '/bad' ? 404 : 200).end('{}');
    });
    const transport = new Transport();
    for (const path of ['/', '/bad', '/', '/bad', '/', '/', '/'])
      await transport.send(request(new URL(path, url)));
    // Two, as undici may open the second before it has noticed that the first is free again.
    expect(sockets.size).toBeLessThanOrEqual(2);
    expect(closed).toBe(0);
    await transport.close();
    await expect.poll(() => closed).toBe(sockets.size);
  });

  it("uses a caller's dispatcher and leaves it open", async () => {
    const url = await listen((_, outgoing) => outgoing.end('{}'));
    const dispatcher = new Agent();
    const transport = new Transport({ dispatcher });
    await transport.send(request(url));
    expect(Object.keys(dispatcher.stats)).toEqual([url.origin]);
    await transport.close();
    expect(dispatcher.destroyed).toBe(false);
    await dispatcher.destroy();
  });

  it('names the cause of a failure', async () => {
    const url = await listen((_, outgoing) => outgoing.end());
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
    const transport = new Transport({}, { attempts: 1 });
    await expect(transport.send(request(url))).rejects.toMatchObject({
      code: 'service',
      message: expect.stringMatching(/ECONNREFUSED/) as unknown,
    });
    await transport.close();
  });

  it('does not keep a process alive that forgets to close', async () => {
    const url = await listen((_, outgoing) => outgoing.end('{"said":"hello"}'));
    const module = fileURLToPath(new URL('../../src/http/transport.ts', import.meta.url));
    const script = `
      import { Transport } from ${JSON.stringify(module)};
      const answer = await new Transport().send({
        service: { name: 'Local' }, method: 'GET', url: new URL(${JSON.stringify(url.href)}),
        headers: {}, rateLimit: { key: 'k', perSecond: 9 }, bucket: 'b', secrets: [],
      });
      console.log(answer.json.said);`;
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--import=tsx',
      '--input-type=module',
      `--eval=${script}`,
    ]);
    expect(stdout.trim()).toBe('hello');
  });
});
