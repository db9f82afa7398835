import { defineConfig, type Options } from 'tsup';

const shared: Options = {
  target: 'node20',
  platform: 'node',
  treeshake: true,
  // Read at build time only; what the bundle keeps of them is small and needs no install.
  noExternal: ['valibot', 'pluralize'],
};

const entry = { index: 'src/index.ts', palette: 'src/tagger/palette/index.ts' };

export default defineConfig([
  { ...shared, entry, format: 'esm', dts: true, splitting: true },
  // p-limit is ESM only: bundled here, so that `require('spotitags')` also works under tools that cannot require ESM.
  { ...shared, entry, format: 'cjs', dts: true, noExternal: [...(shared.noExternal ?? []), 'p-limit'] },
  { ...shared, entry: { cli: 'src/cli/main.ts' }, format: 'esm', splitting: true },
]);
