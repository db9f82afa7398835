import { defineConfig, type Options } from 'tsup';

// Bundled, since what is left of them after tree-shaking is small: users install undici, p-limit and commander alone.
const bundled = ['valibot', 'pluralize', 'stopword', 'csv-parse', /^csv-stringify/, /^ml-/];
const library = {
  index: 'src/index.ts',
  'clarifai-sdk': 'src/tagger/clarifai/sdk/index.ts',
  clip: 'src/tagger/clip/index.ts',
  onnx: 'src/tagger/onnx/index.ts',
  palette: 'src/tagger/palette/index.ts',
  'testing/index': 'test/suites/index.ts',
  'testing/msw': 'test/msw/index.ts',
  vertex: 'src/classifier/vertex/index.ts',
};

const shared: Options = {
  target: 'node20',
  // The suites test whatever copy of the library their user has.
  external: ['spotitags'],
  treeshake: true,
  // tsup sets `baseUrl`, which TypeScript 6 deprecates.
  dts: { entry: library, compilerOptions: { ignoreDeprecations: '6.0' } },
};

export default defineConfig([
  {
    ...shared,
    entry: { ...library, cli: 'src/cli/main.ts' },
    format: 'esm',
    splitting: true,
    noExternal: bundled,
  },
  // p-limit is ESM only: bundled here, so that tools that cannot require ESM can require this.
  { ...shared, entry: library, format: 'cjs', splitting: true, noExternal: [...bundled, 'p-limit'] },
]);
