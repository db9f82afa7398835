import type { StoreProvider } from '../provider.ts';
import { memoryStoreOptions, type CheckedMemoryStoreOptions } from './options.ts';

export const memoryProvider: StoreProvider<CheckedMemoryStoreOptions> = {
  kind: 'store',
  name: 'memory',
  exportName: 'memoryStore',
  summary: 'the memory of the process, for the entries that were used last',
  needs: 'nothing',
  options: memoryStoreOptions,
  open: async (options) => (await import('./memory-store.ts')).memoryStore(options),
};
