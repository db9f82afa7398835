import type * as v from 'valibot';
import { optionsSchema, text } from '../../util/options.ts';
import type { StoreProvider } from '../provider.ts';
import { diskStoreOptions } from './options.ts';

const diskProviderOptions = optionsSchema({ ...diskStoreOptions.entries, folder: text });

export const diskProvider: StoreProvider<v.InferOutput<typeof diskProviderOptions>> = {
  kind: 'store',
  name: 'disk',
  exportName: 'diskStore',
  summary: 'a folder that several processes may use at once',
  needs: '`npm install lmdb`',
  packages: [{ name: 'lmdb', load: () => import('lmdb') }],
  options: diskProviderOptions,
  open: async ({ folder, ...options }) => (await import('./disk-store.ts')).diskStore(folder, options),
};
