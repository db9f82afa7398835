import { describe, expect, it } from 'vitest';
import { importOptional } from '../../src/util/optional-package.ts';

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
    const said = await messageOf(new Error(message));
    expect(said).toContain(`which is installed, but cannot be loaded: ${shown} Install it again`);
  });
});
