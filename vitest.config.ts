import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^spotitags$/, replacement: source('src/index.ts') },
      { find: /^spotitags\/palette$/, replacement: source('src/tagger/palette/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    typecheck: { enabled: true, include: ['test/**/*.test-d.ts'] },
    coverage: {
      include: ['src/**'],
      exclude: ['src/cli/main.ts'],
      reporter: ['text-summary'],
      // Branches are not held: `?? 0` behind every index of a typed array is a branch that is never taken.
      thresholds: { lines: 95, functions: 95 },
    },
  },
});
