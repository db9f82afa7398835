import { http, HttpResponse, passthrough, type HttpHandler } from 'msw';
import { setupServer } from 'msw/node';
import { addShape, type WireShape } from './wire-shape.ts';

/** What was sent, and the shapes of the answers by their request, such as `GET /v1/artists/:id 200`. */
export interface Traffic {
  readonly shapes: ReadonlyMap<string, WireShape>;
  readonly requests: number;
}

/**
 * Does work whose requests the handlers answer, or without any, the network. After `most` requests each further one fails before it
 * is sent, whatever sends it.
 */
export async function watchNetwork(
  work: () => Promise<void>,
  { most, handlers }: { readonly most: number; readonly handlers?: readonly HttpHandler[] },
): Promise<Traffic> {
  const shapes = new Map<string, Map<string, Set<string>>>();
  const reading: Promise<void>[] = [];
  let requests = 0;
  const gate = http.all('*', () => {
    if (requests >= most) return HttpResponse.error();
    requests += 1;
    // The next handler answers, or else the network.
    return handlers ? undefined : passthrough();
  });
  const server = setupServer(gate, ...(handlers ?? []));
  const read = async ({ request, response }: { request: Request; response: Response }) => {
    // Pictures, pages and files of models have no shape.
    if (!/\bjson\b/u.test(response.headers.get('content-type') ?? '')) return;
    const name = `${request.method} ${pathOf(request.url)} ${response.status}`;
    try {
      const answer: unknown = await response.clone().json();
      const shape = shapes.get(name) ?? new Map<string, Set<string>>();
      shapes.set(name, shape);
      addShape(shape, answer);
    } catch {
      // Neither has an answer that is cut off.
    }
  };
  for (const event of ['response:mocked', 'response:bypass'] as const)
    server.events.on(event, (answered) => {
      reading.push(read(answered));
    });
  server.listen({ onUnhandledRequest: 'error' });
  try {
    await work();
    await Promise.all(reading);
  } finally {
    server.close();
  }
  return { shapes, requests };
}

/** The path without host, query and ids. */
function pathOf(url: string): string {
  return new URL(url).pathname.replaceAll(/\/(?=[^/]*\d)[^/:]{8,}(?=[/:]|$)|\/\d+(?=[/:]|$)/gu, '/:id');
}
