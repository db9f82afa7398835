import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { projectFile, publicEntries } from '../../scripts/subpaths.ts';
import { named, providers, taggers } from '../../src/providers/providers.ts';

const entries = publicEntries();

describe.each(providers.map((provider) => [`${provider.kind} ${provider.name}`, provider] as const))(
  '%s',
  (_, provider) => {
    it('has a name of its own, and texts that fit a table', () => {
      const { kind, name, summary, needs } = provider;
      expect(name).toMatch(/^[a-z][a-z0-9-]*$/u);
      expect(providers.filter((one) => one.kind === kind && one.name === name)).toHaveLength(1);
      for (const text of [summary, needs]) expect(text).toMatch(/^[^\n|]+[^\n|.]$/u);
    });

    it('says what to do in full sentences', () => {
      const { missing, flags = [], optionsFile } = provider;
      const texts = [missing, optionsFile?.missing, ...flags.map((flag) => flag.missing)];
      for (const text of texts) if (text !== undefined) expect(text).toMatch(/\.$/u);
    });

    it('is exported where it says', async () => {
      const entry = entries.get(provider.subpath ?? '');
      expect(entry, `src has no folder for spotitags/${provider.subpath ?? ''}`).toBeDefined();
      const module = (await import(projectFile(entry ?? ''))) as Record<string, unknown>;
      const missing = `${entry} must export ${provider.exportName}, or the descriptor must name another subpath`;
      expect(typeof module[provider.exportName], missing).toBe('function');
    });

    it('imports the packages that it names, which npm is told of', async () => {
      const { dependencies, peerDependencies } = JSON.parse(
        await readFile(projectFile('package.json'), 'utf8'),
      ) as Record<string, Record<string, string>>;
      for (const { name, load } of provider.packages ?? []) {
        expect(String(load)).toContain(name);
        expect(Object.keys({ ...dependencies, ...peerDependencies })).toContain(name);
      }
    });

    it('refuses an option that it does not have', async () => {
      const result = await provider.options['~standard'].validate({ nonsense: 1 });
      expect(result.issues?.map(({ message }) => message).join()).toMatch(
        /The option nonsense does not exist/u,
      );
    });
  },
);

it('a provider is found by its name', () => {
  expect(named(taggers, 'palette')?.exportName).toBe('PaletteTagger');
  expect(named(taggers, 'constructor')).toBeUndefined();
});
