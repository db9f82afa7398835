import { privateAddressesFlag } from '../../covers/options.ts';
import type { TaggerProvider } from '../provider.ts';
import { paletteBackground } from './background.ts';
import { paletteOptions, type CheckedPaletteOptions } from './options.ts';

export const paletteProvider: TaggerProvider<CheckedPaletteOptions> = {
  kind: 'tagger',
  name: 'palette',
  exportName: 'PaletteTagger',
  subpath: 'palette',
  summary: 'says in plain words what a cover looks like: colors, light, composition, texture',
  needs: 'the package `sharp`',
  packages: [{ name: 'sharp', load: () => import('sharp') }],
  flags: [privateAddressesFlag],
  options: paletteOptions,
  background: paletteBackground,
  open: async (options) => new (await import('./index.ts')).PaletteTagger(options),
};
