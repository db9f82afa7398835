import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type AnyProvider, providers } from '../src/providers/providers.ts';

const src = fileURLToPath(new URL('../src', import.meta.url));

interface Module {
  /** Path within src. */
  readonly file: string;
  readonly text: string;
  /** Paths within src, and names of packages. */
  readonly imports: readonly string[];
}

async function modules(): Promise<Module[]> {
  const files = (await readdir(src, { recursive: true })).filter((file) => file.endsWith('.ts'));
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(src, file), 'utf8');
      const imports = Array.from(text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/gu), ([, target = '']) =>
        target.startsWith('.') ? relative(src, resolve(join(src, dirname(file)), target)) : target,
      );
      return { file, text, imports };
    }),
  );
}

function packagesOf({ packages = [] }: AnyProvider): string[] {
  return packages.map(({ name }) => name);
}

/** catalog/spotify, tagger/palette, catalog/folder …: an implementation is a folder, or a file, beside its contract. */
function implementation(file: string): string | undefined {
  const found =
    /^(?:(?:catalog|tagger)\/(?!local\/|(?:catalog|names|provider|tagger|with-store)\.ts)[^/.]+|classifier\/google)/u.exec(
      file,
    );
  return found?.[0];
}

describe('the house', async () => {
  const all = await modules();

  it('has pure rooms: tags, classifier and evaluation do no I/O, read no clock and draw no lots', () => {
    for (const { file, text, imports } of all.filter(({ file: f }) =>
      /^(tags|classifier(?!\/google|\/provider\.ts)|evaluation)\//u.test(f),
    )) {
      const outside = imports.filter(
        (target) => !/^(tags|classifier|evaluation)\/|^util\/order\.ts$|^(model|errors)\.ts$/u.test(target),
      );
      expect(
        outside.filter(
          (target) => !['valibot', 'pluralize', 'stopword', 'ml-kmeans', 'node:crypto'].includes(target),
        ),
        file,
      ).toEqual([]);
      expect(text, file).not.toMatch(/Math\.random|Date\.now|new Date|performance\.|process\.|fetch\(/u);
    }
  });

  it('keeps implementations apart from each other', () => {
    for (const { file, imports } of all) {
      const own = implementation(file);
      if (own === undefined) continue;
      const foreign = imports.map(implementation).filter((other) => other !== undefined && other !== own);
      expect(foreign, file).toEqual([]);
    }
  });

  it('has a facade without HTTP or implementations, and a model and errors that import nothing', () => {
    const importsOf = (file: string) => all.find((module) => module.file === file)?.imports ?? ['?'];
    expect(importsOf('model.ts')).toEqual(['errors.ts']);
    expect(importsOf('errors.ts')).toEqual([]);
    for (const target of importsOf('spotitags.ts')) {
      expect(target).not.toMatch(/^(http|cli|classifier\/(?!classifier\.ts))/u);
      expect(implementation(target)).toBeUndefined();
    }
  });

  it('is not imported by its own command line', () => {
    for (const { file, imports } of all.filter(({ file: f }) => !f.startsWith('cli/'))) {
      expect(
        imports.filter((target) => target.startsWith('cli/')),
        file,
      ).toEqual([]);
    }
  });

  it('loads what is large only when it is used', () => {
    for (const { file, text } of all) {
      for (const name of ['undici', ...providers.flatMap(packagesOf)]) {
        expect(text, file).not.toMatch(new RegExp(`^import (?!type ).*'${name}'`, 'mu'));
      }
    }
  });

  it('lists every descriptor, which names the packages that its folder imports', async () => {
    const { dependencies, peerDependencies } = JSON.parse(
      await readFile(join(src, '../package.json'), 'utf8'),
    ) as Record<string, object>;
    const installed = new Set(Object.keys({ ...dependencies, ...peerDependencies }));
    for (const { file, text } of all.filter(({ file: f }) => f.endsWith('/provider.ts'))) {
      const folder = dirname(file);
      if (!folder.includes('/')) continue;
      const name = /name: '([^']+)'/u.exec(text)?.[1];
      const provider = providers.find((one) => one.name === name);
      expect(provider, `${file} is not in src/providers/providers.ts`).toBeDefined();
      const imported = all
        .filter(({ file: f }) => dirname(f) === folder)
        .flatMap(({ text: code }) =>
          Array.from(code.matchAll(/import\('([^.'][^']*)'\)/gu), ([, found]) => found),
        );
      expect(provider ? packagesOf(provider) : [], file).toEqual(
        expect.arrayContaining(imported.filter((one = '') => installed.has(one))),
      );
    }
  });

  it('has descriptors that are cheap to import: they load implementations and packages when they open', () => {
    const imports = new Map(all.map((module) => [module.file, module]));
    const loaded = new Set<string>();
    const load = (file: string) => {
      const module = imports.get(file);
      if (!module || loaded.has(file)) return;
      loaded.add(file);
      const statically = Array.from(
        module.text.matchAll(/^(?:import|export) (?!type )[^;]*?from '(\.[^']+)'/gmu),
        ([, target = '']) => relative(src, resolve(join(src, dirname(file)), target)),
      );
      for (const target of statically) load(target);
    };
    load('providers/providers.ts');
    expect(
      [...loaded].filter((file) => /(?:tagger|catalog|classifier|store|transport)\.ts$/u.test(file)),
    ).toEqual([]);
  });

  it('has files of one screenful of ideas: 300 lines at most', () => {
    expect(all.filter(({ text }) => text.split('\n').length > 301).map(({ file }) => file)).toEqual([]);
  });
});
