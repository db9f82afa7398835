import { join } from 'node:path';
import { privateAddressesFlag } from '../../covers/options.ts';
import type { TaggerProvider } from '../provider.ts';
import { clipOptions, type CheckedClipOptions, type ClipProgress } from './options.ts';

export const clipProvider: TaggerProvider<CheckedClipOptions> = {
  kind: 'tagger',
  name: 'clip',
  exportName: 'ClipTagger',
  subpath: 'clip',
  summary: 'words of your own, or 300 for album covers, by CLIP or SigLIP, on your machine',
  needs: '`@huggingface/transformers`, `sharp`; downloads its model at first use',
  packages: [
    { name: '@huggingface/transformers', load: () => import('@huggingface/transformers') },
    { name: 'sharp', load: () => import('sharp') },
  ],
  flags: [privateAddressesFlag],
  optionsFile: {
    help: 'what --tagger clip looks for: JSON file { "vocabulary": ["skull", …], "folder": "model", … } of ClipTagger’s options',
    paths: ['folder', 'cacheFolder'],
  },
  options: clipOptions,
  open: async (options, { signal, store, cacheFolder, onProgress }) => {
    const { ClipTagger } = await import('./index.ts');
    onProgress?.('Loading the CLIP model …');
    return ClipTagger.load(
      {
        ...(cacheFolder !== undefined && { cacheFolder: join(cacheFolder, 'models') }),
        ...(store && { store }),
        ...(onProgress && {
          onProgress: ({ file, loaded, total }: ClipProgress) => {
            onProgress(`MB of ${file}`, megabytes(loaded), megabytes(total));
          },
        }),
        ...options,
      },
      signal && { signal },
    );
  },
};

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e5) / 10;
}
