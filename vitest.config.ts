import { defineConfig } from 'vitest/config';
import { projectFile, publicEntries } from './scripts/subpaths.ts';

/** Sources stand in for the package's entries. */
export const alias = Array.from(publicEntries(), ([subpath, file]) => ({
  find: new RegExp(`^spotitags${subpath && `/${subpath}`}$`, 'u'),
  replacement: projectFile(file),
}));

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
