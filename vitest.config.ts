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
    coverage: { include: ['src/**'], exclude: ['src/cli/main.ts'], thresholds: { lines: 90, branches: 85 } },
  },
});
