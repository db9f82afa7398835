import { defineConfig, type Options } from 'tsup';
import { withoutDocComments } from './scripts/doc-comments.ts';
import { compressSampleData } from './scripts/sample-data.ts';
import { publicEntries } from './scripts/subpaths.ts';
import { thirdPartyNotices } from './scripts/third-party.ts';

// Bundled, since what is left of them after tree-shaking is small: users install the packages of `dependencies` alone.
const bundled = ['valibot', 'pluralize', 'csv-parse', /^csv-stringify/];
const library = Object.fromEntries(
  Array.from(publicEntries(), ([subpath, file]) => [subpath === '' ? 'index' : subpath, file]),
);

// A file of its own, because threads run files.
const threads = { 'sound-worker': 'src/sound/meter/sound-worker.ts' };

const shared: Options = {
  target: 'node20',
  // The conformance suites test the copy of the library that their user has.
  external: ['spotitags'],
  treeshake: true,
  esbuildPlugins: [thirdPartyNotices, withoutDocComments],
  // tsup sets `baseUrl`, which TypeScript 6 deprecates.
  dts: { entry: library, compilerOptions: { ignoreDeprecations: '6.0' } },
};

export default defineConfig([
  {
    ...shared,
    entry: { ...library, ...threads, cli: 'src/cli/main.ts' },
    format: 'esm',
    splitting: true,
    noExternal: bundled,
    // `spotitags demo` learns from it.
    onSuccess: compressSampleData,
  },
  {
    ...shared,
    entry: { ...library, ...threads },
    format: 'cjs',
    splitting: true,
    // p-limit is ESM only: bundled here, so that tools that cannot require ESM can require this.
    noExternal: [...bundled, 'p-limit'],
    esbuildOptions(options) {
      // `require` in place of `import()`, which Jest refuses unless Node runs with a flag.
      options.supported = { 'dynamic-import': false };
      // There is none in CommonJS, which has `__filename`.
      options.logOverride = { 'empty-import-meta': 'silent' };
    },
  },
]);
