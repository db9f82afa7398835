import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll } from 'vitest';

/** Mocked HTTP for the tests of a file: a request that nothing answers fails, and no handler outlives its test. */
export function useServer() {
  const server = setupServer();
  /** Those of the test that runs, in their order. */
  const requests: Request[] = [];
  server.events.on('request:start', ({ request }) => requests.push(request));

  beforeAll(() => {
    server.listen({ onUnhandledRequest: 'error' });
  });
  // Hooks run last to first: whatever the caller cleans up after a test comes before this.
  afterEach(() => {
    server.resetHandlers();
    requests.length = 0;
  });
  afterAll(() => {
    server.close();
  });

  return { server, requests };
}
