import { afterEach, expect, it } from 'vitest';

const version = process.versions.node;
const setVersion = (value: string) => {
  Object.defineProperty(process.versions, 'node', { value, configurable: true });
};
/** The query makes it another module, which is run again. */
const importedUnder = (value: string): Promise<unknown> => {
  setVersion(value);
  const module = `../src/errors.ts?${value}.ts`;
  return import(module);
};

afterEach(() => {
  setVersion(version);
});

it('refuses a Node.js that is too old at the import', async () => {
  for (const old of ['18.20.8', '20.18.3']) {
    await expect(importedUnder(old)).rejects.toThrow(
      `spotitags needs Node.js 20.19 or later, and this is Node.js ${old}.`,
    );
  }
});

it('takes every newer Node.js', async () => {
  for (const fit of ['20.19.0', '22.0.0', '26.1.0']) await expect(importedUnder(fit)).resolves.toBeDefined();
});
