import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { PaletteTagger } from 'spotitags/palette';
import { afterAll, afterEach, beforeAll, expect, describe, it, vi } from 'vitest';
import { Transport } from '../../src/http/transport.ts';
import { solid } from '../tagger/palette/images.ts';

let target: Server;
let proxy: Server;
const sockets = new Set<Socket>();
const tunnels: string[] = [];

const portOf = (server: Server) => (server.address() as AddressInfo).port;

beforeAll(async () => {
  const image = await solid('red').png().toBuffer();
  target = createServer((_, response) => response.end(image)).listen(0, '127.0.0.1');
  proxy = createServer((_, response) => response.writeHead(501).end());
  proxy.on('connect', (request: IncomingMessage, socket: Socket) => {
    tunnels.push(request.url ?? '');
    // Names are looked up by the proxy, and all of them lead to the target.
    const onward = connect(portOf(target), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    for (const one of [socket, onward]) sockets.add(one.on('error', () => undefined));
  });
  proxy.listen(0, '127.0.0.1');
  await Promise.all([once(target, 'listening'), once(proxy, 'listening')]);
});
afterEach(() => {
  vi.unstubAllEnvs();
  tunnels.length = 0;
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  target.close();
  proxy.close();
});

async function ask(url: string) {
  const transport = new Transport({}, { attempts: 1 });
  try {
    const answer = await transport.send({
      service: { name: 'Fake' },
      method: 'GET',
      url: new URL(url),
      headers: {},
      rateLimit: { key: 'proxy-test', perSecond: Infinity },
      bucket: 'proxy',
      secrets: [],
    });
    return answer.status;
  } finally {
    await transport.close();
  }
}

const useProxy = () => {
  vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${portOf(proxy)}`);
};

describe('the proxy of the environment', () => {
  it('gets requests of services', async () => {
    useProxy();
    expect(await ask('http://service.example/x')).toBe(200);
    expect(tunnels).toEqual(['service.example:80']);
  });

  it('gets no requests to the hosts of NO_PROXY', async () => {
    useProxy();
    vi.stubEnv('NO_PROXY', '127.0.0.1');
    expect(await ask(`http://127.0.0.1:${portOf(target)}/x`)).toBe(200);
    expect(tunnels).toEqual([]);
  });

  it('gets requests of covers, though it is in a private network itself', async () => {
    useProxy();
    const tagger = new PaletteTagger();
    const [result] = await tagger.tag([{ url: 'http://covers.example/a.png' }]);
    await tagger.close();
    expect(result?.tags).toBeDefined();
    expect(tunnels).toEqual(['covers.example:80']);
  });

  it('does not allow direct connections to private addresses', async () => {
    useProxy();
    vi.stubEnv('NO_PROXY', '127.0.0.1');
    const tagger = new PaletteTagger();
    const [result] = await tagger.tag([{ url: `http://127.0.0.1:${portOf(target)}/a.png` }]);
    await tagger.close();
    expect(result?.error?.message).toContain('private network');
  });

  it('is an error that names the variable if it is not a URL', async () => {
    vi.stubEnv('HTTPS_PROXY', 'user:pass@proxy:3128');
    const error: unknown = await ask('http://service.example/x').catch((cause: unknown) => cause);
    expect(error).toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('HTTPS_PROXY') as unknown,
    });
    expect(String(error)).not.toContain('pass');
  });
});
