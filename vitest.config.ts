import { defineConfig } from 'vitest/config';
import { projectFile, publicEntries } from './scripts/subpaths.ts';

/** Sources stand in for the package's entries. */
export const alias = Array.from(publicEntries(), ([subpath, file]) => ({
  find: new RegExp(`^spotitags${subpath && `/${subpath}`}$`, 'u'),
  replacement: projectFile(file),
}));

/** Folders of tests that have a command of their own, since they take long. */
const slow = ['faults', 'fuzz'];

export default defineConfig({
  resolve: { alias },
  test: {
    // For a test that hangs. Tests are not timed: a busy machine may be ten times slower than a quiet one.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    // Vitest leaves one core to itself, which would be half of a machine with two.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'default',
          include: ['test/**/*.test.ts'],
          // `npm run test:peers` and `test:bundlers` install what these tests need.
          exclude: ['peers', 'bundlers', ...slow].map((folder) => `test/${folder}/**`),
          isolate: false,
          setupFiles: ['test/setup.ts'],
        },
      },
      ...slow.map((name) => ({
        extends: true as const,
        test: { name, include: [`test/${name}/**/*.test.ts`] },
      })),
    ],
    coverage: {
      include: ['src/**'],
      exclude: [
        // Runs in Chromium: see test/browser.
        'src/browser/**',
        'src/cli/main.ts',
        'src/cli/start.ts',
        'src/tagger/clarifai/sdk/**',
        'src/tagger/clip/**',
        'src/tagger/lettering/{lettering-tagger,models}.ts',
        'src/tagger/onnx/**',
      ],
      reporter: ['text-summary'],
      // Branches are not held: `?? 0` behind every index of a typed array is a branch that is never taken.
      thresholds: { lines: 95, functions: 95 },
    },
  },
});
