import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

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

/** catalog/spotify, tagger/palette, catalog/folder …: an implementation is a folder, or a file, beside its contract. */
function implementation(file: string): string | undefined {
  const found =
    /^(?:(?:catalog|tagger)\/(?!local\/|(?:catalog|names|tagger|with-store)\.ts)[^/.]+|classifier\/google)/u.exec(
      file,
    );
  return found?.[0];
}

describe('the house', async () => {
  const all = await modules();

  it('has pure rooms: tags, classifier and evaluation do no I/O, read no clock and draw no lots', () => {
    for (const { file, text, imports } of all.filter(({ file: f }) =>
      /^(tags|classifier(?!\/google)|evaluation)\//u.test(f),
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
      const large = ['undici', 'sharp', 'lmdb', '@google-cloud/aiplatform', 'clarifai-nodejs'];
      for (const name of [...large, 'onnxruntime-node', '@huggingface/transformers']) {
        expect(text, file).not.toMatch(new RegExp(`^import (?!type ).*'${name}'`, 'mu'));
      }
    }
  });

  it('has files of one screenful of ideas: 300 lines at most', () => {
    expect(all.filter(({ text }) => text.split('\n').length > 301).map(({ file }) => file)).toEqual([]);
  });
});
