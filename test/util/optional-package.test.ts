import { describe, expect, it } from 'vitest';
import { importOptional } from '../../src/util/optional-package.ts';

/** An error as the package throws it from its own files. */
const ownError = (message: string) => {
  const error = new Error(message);
  error.stack = `Error: ${message}\n    at Object.<anonymous> (/app/node_modules/sharp/lib/index.js:1:1)`;
  return error;
};

const messageOf = (error: Error) =>
  importOptional('PaletteTagger', 'sharp', () => Promise.reject(error)).catch(String);

describe('an optional package that cannot be imported', () => {
  it.each([
    "Cannot find package 'sharp' imported from /app/index.js",
    "Cannot find module 'sharp'\nRequire stack:\n- /app/index.js",
    'Could not resolve "sharp"',
    "Cannot find module 'sharp/part'\nRequire stack:\n- /app/index.js",
  ])('is to be installed, if it is missing: %j', async (message) => {
    const said = await messageOf(new Error(message));
    expect(said).toContain('which is not installed. Run: npm install sharp');
    const wrapped = new Error('There was an error.', { cause: new Error(message) });
    expect(await messageOf(wrapped)).toBe(said);
  });

  it.each([
    [
      "Cannot find package 'sharp-parts' imported from /a.js",
      "Cannot find package 'sharp-parts' imported from /a.js.",
    ],
    ["Cannot find module './sharp-linux-x64.node'", "Cannot find module './sharp-linux-x64.node'."],
    [
      'Could not load the "sharp" module using the linux-x64 runtime\nPossible solutions:',
      'Could not load the "sharp" module using the linux-x64 runtime.',
    ],
    [
      'A dynamic import callback was invoked without --experimental-vm-modules',
      'A dynamic import callback was invoked without --experimental-vm-modules.',
    ],
    ['\nSomething went wrong!', 'Something went wrong!'],
  ])('shows the cause, if it is there: %j', async (message, shown) => {
    const said = await messageOf(ownError(message));
    expect(said).toContain(`which is installed, but cannot be loaded: ${shown} Install it again`);
  });

  it.each([
    'at __require (file:///app/server.mjs:12:9)',
    'at ../node_modules/sharp/lib/sharp.js (/app/out/server.cjs:2401:79)',
    'at node_modules/sharp/lib/sharp.js (C:\\app\\out\\server.cjs:2401:79)',
  ])('is to be external, if it failed in a file of a bundler: %s', async (frame) => {
    const error = new Error('Dynamic require of "fs" is not supported');
    error.stack = `Error: ${error.message}\n    ${frame}`;
    expect(await messageOf(error)).toContain(
      'which a bundler put into this program, but cannot be loaded: Dynamic require of "fs" is not supported. ' +
        'Keep sharp external: docs/bundlers.md says how.',
    );
  });

  it.each([
    'at Module.load (C:\\app\\node_modules\\sharp\\lib\\sharp.js:1:1)',
    'at async file:///app/node_modules/.pnpm/sharp@0.35.5/node_modules/sharp/lib/sharp.js:1:1',
  ])('is not called bundled, if it failed in its own file: %s', async (frame) => {
    const error = new Error('No library.');
    error.stack = `Error: No library.\n    ${frame}`;
    expect(await messageOf(error)).toContain('which is installed, but cannot be loaded: No library.');
  });

  it('may have ES modules only, if Jest does not find it', async () => {
    const jest = new Error("Cannot find module 'sharp' from 'node_modules/spotitags/dist/index.cjs'");
    expect(await messageOf(jest)).toContain('or has ES modules only, which Jest does not require');
  });
});
