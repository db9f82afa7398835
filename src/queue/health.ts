import { once } from 'node:events';
import { createServer } from 'node:http';

export interface Health {
  /** Where it listens. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Answers orchestrators over HTTP. `/live`: 200 while the process can answer. `/ready`: 200 while it takes jobs, otherwise 503.
 * @param port - 0 for any free port.
 */
export async function serveHealth(port: number, isReady: () => Promise<boolean>): Promise<Health> {
  const server = createServer((request, response) => {
    const answer = (status: number, text: string) => {
      response
        .writeHead(status, { 'content-type': 'text/plain', 'cache-control': 'no-store' })
        .end(`${text}\n`);
    };
    if (request.url === '/live') answer(200, 'live');
    else if (request.url === '/ready') {
      void isReady().then((ready) => {
        answer(ready ? 200 : 503, ready ? 'ready' : 'not ready');
      });
    } else answer(404, 'There are /live and /ready.');
  });
  server.listen(port);
  await once(server, 'listening');
  const address = server.address();
  const open = typeof address === 'object' && address ? address.port : port;
  return {
    url: `http://localhost:${open}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
