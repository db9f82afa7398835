import { afterAll, vi } from 'vitest';

// Test files share a process, since loading the packages anew for each of them takes longer than the tests. This is what
// one file may leave behind for the next.
afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  for (const key of Object.getOwnPropertySymbols(globalThis)) {
    const state: unknown = Reflect.get(globalThis, key);
    if (key.description?.startsWith('spotitags.') && state instanceof Map) state.clear();
  }
});
