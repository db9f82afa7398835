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

const specifier = /(?:from|import)\s*\(?\s*'([^']+)'/gu;

async function modules(): Promise<Module[]> {
  const files = (await readdir(src, { recursive: true })).filter((file) => file.endsWith('.ts'));
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(src, file), 'utf8');
      const importsOf = (code: string) =>
        Array.from(code.matchAll(specifier), ([, target = '']) =>
          target.startsWith('.') ? relative(src, resolve(join(src, dirname(file)), target)) : target,
        );
      const code = text.replaceAll(/\/\*[\s\S]*?\*\//gu, '');
      return { file, text, imports: importsOf(code) };
    }),
  );
}

function packagesOf({ packages = [] }: AnyProvider): string[] {
  return packages.map(({ name }) => name);
}

/** The layers, lowest first: a layer imports from itself and from those below it. */
const layers: readonly (readonly string[])[] = [
  ['errors.ts', 'model.ts'],
  ['util'],
  ['tags'],
  ['http'],
  ['covers', 'store'],
  ['shared'],
  ['classifier/classifier.ts', 'classifier/regressor.ts', 'classifier/provider.ts', 'classifier/features'],
  ['classifier/fitting'],
  ['classifier/models'],
  ['classifier/export'],
  ['dataset', 'evaluation'],
  ['catalog/catalog.ts', 'catalog/names.ts', 'tagger/tagger.ts', 'sound/sound-tagger.ts'],
  ['kit'],
  ['catalog', 'tagger', 'sound', 'classifier/google'],
  ['run'],
  ['collection'],
  ['report'],
  ['spotitags.ts'],
  ['browser', 'queue'],
  ['providers'],
  ['index.ts'],
  ['cli'],
];

/** Tests whichever copy of the package a user has, so that it imports that alone. */
const apart = 'testing/';

function floorOf(file: string): number {
  return layers.findIndex((names) => names.some((name) => file === name || file.startsWith(`${name}/`)));
}

/** catalog/spotify, tagger/palette, classifier/google …: the folder of a provider. */
function providerFolder(file: string): string | undefined {
  const found = /^(?:(?:catalog|tagger|sound|store)\/(?!local\/)[^/.]+(?=\/)|classifier\/google)/u.exec(file);
  return found?.[0];
}

/** A chain of files that import each other in a circle; undefined if there is none. */
function findCycle(all: readonly Module[]): readonly string[] | undefined {
  const imports = new Map(all.map((module) => [module.file, module.imports]));
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const target of imports.get(file) ?? []) {
      const cycle = imports.has(target) ? visit(target, [...path, file]) : undefined;
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const { file } of all) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return undefined;
}

describe('the architecture', async () => {
  const all = await modules();

  it('has index, model, errors and spotitags at the root, and at most 25 entries in all', async () => {
    const entries = await readdir(src, { withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    expect(files.sort()).toEqual(['errors.ts', 'index.ts', 'model.ts', 'spotitags.ts']);
    expect(entries.length).toBeLessThanOrEqual(25);
  });

  it('has layers that import downwards only', () => {
    const wrong = all
      .filter(({ file }) => !file.startsWith(apart))
      .flatMap(({ file, imports }) => {
        const floor = floorOf(file);
        if (floor < 0) return [`${file} stands in no layer`];
        return imports
          .filter((target) => target.endsWith('.ts') && floorOf(target) > floor)
          .map((target) => `${file} imports ${target}, which stands above it`);
      });
    expect(wrong).toEqual([]);
  });

  it('has no import cycles, of types neither', () => {
    expect(findCycle(all)?.join(' → ')).toBeUndefined();
  });

  it('has providers that do not import each other', () => {
    for (const { file, imports } of all) {
      const own = providerFolder(file);
      if (own === undefined) continue;
      const foreign = imports.map(providerFolder).filter((other) => other !== undefined && other !== own);
      expect(foreign, file).toEqual([]);
    }
  });

  it('has pure layers: no input or output, no clock, no randomness without a seed', () => {
    const pure = /^(?:tags|evaluation|classifier\/(?:features|fitting|models|export))\//u;
    const allowed = ['valibot', 'pluralize', 'node:crypto'];
    for (const { file, text, imports } of all.filter(({ file: f }) => pure.test(f))) {
      const outside = imports.filter(
        (target) =>
          !pure.test(target) &&
          !/^(?:util\/(?:artist-key|base64|order|checks|edit-distance|iterables|options|plural|protobuf|random|sha256|standard-schema)|model|errors|classifier\/(?:classifier|regressor))\.ts$/u.test(
            target,
          ),
      );
      expect(
        outside.filter((target) => !allowed.includes(target)),
        file,
      ).toEqual([]);
      expect(text, file).not.toMatch(/Math\.random|Date\.now|new Date|performance\.|process\.|fetch\(/u);
    }
  });

  it('has a facade without HTTP, providers and models', () => {
    const facade = all.find(({ file }) => file === 'spotitags.ts');
    for (const target of facade?.imports ?? ['none']) {
      expect(target).not.toMatch(/^(?:http|cli|classifier\/(?!classifier\.ts))/u);
      expect(providerFolder(target)).toBeUndefined();
    }
  });

  it('has commands that do not import each other', () => {
    for (const { file, imports } of all.filter(({ file: f }) => f.startsWith('cli/commands/')))
      expect(
        imports.filter((target) => target.startsWith('cli/commands/')),
        file,
      ).toEqual([]);
  });

  it('has suites that import the package, and nothing else of it', () => {
    for (const { file, imports } of all.filter(({ file: f }) => f.startsWith(apart)))
      expect(
        imports.filter((target) => target.endsWith('.ts') && !target.startsWith(apart)),
        file,
      ).toEqual([]);
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

  it('has descriptors that import an implementation with packages of its own only when they open it', () => {
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
    const withPackages = all
      .filter(({ file, text }) => file.endsWith('/provider.ts') && /^ {2}packages: /mu.test(text))
      .map(({ file }) => dirname(file));
    expect(withPackages).toContain('tagger/onnx');
    const implementation = /-(?:tagger|catalog|classifier|store)\.ts$/u;
    expect(
      [...loaded].filter((file) => withPackages.includes(dirname(file)) && implementation.test(file)),
    ).toEqual([]);
  });

  it('has files of one idea: 300 lines at most', () => {
    expect(all.filter(({ text }) => text.split('\n').length > 301).map(({ file }) => file)).toEqual([]);
  });
});
