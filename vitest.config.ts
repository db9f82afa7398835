import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(`src/${path}`, import.meta.url));

/** Sources stand in for the package's entries. */
export const alias = [
  { find: /^spotitags$/, replacement: source('index.ts') },
  { find: /^spotitags\/clarifai-sdk$/, replacement: source('tagger/clarifai/sdk/index.ts') },
  { find: /^spotitags\/clip$/, replacement: source('tagger/clip/index.ts') },
  { find: /^spotitags\/onnx$/, replacement: source('tagger/onnx/index.ts') },
  { find: /^spotitags\/palette$/, replacement: source('tagger/palette/index.ts') },
  { find: /^spotitags\/testing$/, replacement: source('../test/suites/index.ts') },
  { find: /^spotitags\/testing\/msw$/, replacement: source('../test/msw/index.ts') },
  { find: /^spotitags\/vertex$/, replacement: source('classifier/vertex/index.ts') },
];

export default defineConfig({
  resolve: { alias },
  test: {
    include: ['test/**/*.test.ts'],
    // Run by `npm run test:peers`, which installs what they need.
    exclude: ['test/peers/**'],
    testTimeout: 30_000,
    typecheck: { enabled: true, include: ['test/**/*.test-d.ts'] },
    coverage: {
      include: ['src/**'],
      exclude: ['src/cli/main.ts', 'src/tagger/clarifai/sdk/**', 'src/tagger/clip/**', 'src/tagger/onnx/**'],
      reporter: ['text-summary'],
      // Branches are not held: `?? 0` behind every index of a typed array is a branch that is never taken.
      thresholds: { lines: 95, functions: 95 },
    },
  },
});
