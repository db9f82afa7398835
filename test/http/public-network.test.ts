import { createServer, type Server } from 'node:http';
import { BlockList, type AddressInfo } from 'node:net';
import { SpotiTagsError } from 'spotitags';
import { PaletteTagger } from 'spotitags/palette';
import { Agent, buildConnector } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicConnector } from '../../src/http/public-network.ts';
import { solid } from '../tagger/palette/images.ts';

let server: Server;
let port: number;
let asked = 0;

beforeAll(async () => {
  const image = await solid('red').png().toBuffer();
  server = createServer((request, response) => {
    asked += 1;
    if (request.url === '/away') {
      response.writeHead(302, { location: `http://127.0.0.2:${port}/` }).end();
    } else response.end(image);
  });
  // On every address of the loopback.
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.close();
});

describe('addresses that lead to a public IPv4 server', () => {
  it.each([
    '64:ff9b::808:808',
    '64:ff9b:1::808:808',
    '64:ff9b:1:808:8:800::',
    '::ffff:8.8.8.8',
    '2002:808:808::1',
    '2606:4700::1',
  ])('are connected to: %s', (address) => {
    let asked = '';
    const connect = publicConnector(
      () => (options) => {
        asked = options.hostname;
      },
      () => new Error('refused'),
    );
    connect({ hostname: `[${address}]`, protocol: 'http:', port: '80' }, () => {
      throw new Error('not connected');
    });
    expect(asked).toBe(`[${address}]`);
  });
});

describe('covers with a URL', () => {
  const tag = async (host: string, options = {}) => {
    const tagger = new PaletteTagger(options);
    const [result] = await tagger.tag([{ url: `http://${host}:${port}/` }]);
    await tagger.close();
    return result;
  };

  it.each([
    '127.0.0.1',
    'localhost',
    '2130706433',
    '0x7f.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '0.0.0.0',
    '10.0.0.1',
    '169.254.169.254',
    '192.168.1.1',
    '[fd00::1]',
    '[64:ff9b::7f00:1]',
    '[64:ff9b:1::a00:1]',
    '[64:ff9b:1:a00:0:100::]',
    '[::7f00:1]',
    '[::ffff:0:10.0.0.1]',
    '[2002:a00:1::1]',
    '[2001:0:808:808::1]',
    '[fec0::1]',
    '[3fff::1]',
    '[5f00::1]',
    '[fd00:ec2::254]',
    '168.63.129.16',
    '100.100.100.200',
    '[::ffff:168.63.129.16]',
  ])('are not fetched from %s', async (host) => {
    const before = asked;
    const result = await tag(host);
    expect(SpotiTagsError.isInstance(result?.error, 'cover')).toBe(true);
    expect(result?.error?.message).toContain('private network');
    expect(asked).toBe(before);
  });

  it('are fetched from there where that is allowed', async () => {
    expect((await tag('127.0.0.1', { allowPrivateAddresses: true }))?.tags).toBeDefined();
    expect((await tag('localhost', { allowPrivateAddresses: true }))?.tags).toBeDefined();
  });
});

describe('publicConnector', () => {
  const refuse = () => new SpotiTagsError('cover', 'The address is private.');
  const refused = new BlockList();
  refused.addAddress('127.0.0.2');
  const fetchWith = async (url: string) => {
    const dispatcher = new Agent({ connect: publicConnector(buildConnector, refuse, refused) });
    try {
      const response = await fetch(url, { dispatcher } as object);
      return response.status;
    } finally {
      await dispatcher.destroy();
    }
  };

  it('looks at every redirect', async () => {
    expect(await fetchWith(`http://127.0.0.1:${port}/`)).toBe(200);
    const failed = await fetchWith(`http://127.0.0.1:${port}/away`).catch((error: unknown) => error);
    expect((failed as Error).cause).toMatchObject({ code: 'cover' });
  });

  it('lets names through that lead to public addresses', async () => {
    expect(await fetchWith(`http://localhost:${port}/`)).toBe(200);
  });
});
