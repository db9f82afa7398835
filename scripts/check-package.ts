/** Installs the packed tarball in an empty folder and uses it there, as ESM, as CommonJS and from the command line. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'spotitags-package-'));
const tsc = join(process.cwd(), 'node_modules/.bin/tsc');
const run = (command: string, args: readonly string[], cwd = folder) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

function expect(what: string, actual: string, pattern: RegExp): void {
  if (!pattern.test(actual)) throw new Error(`${what}: expected ${String(pattern)}, got ${actual}`);
  console.log(`${what}: ${actual.trim().split('\n')[0] ?? ''}`);
}

/** Prints what loading cost, and what a call without sharp says. */
const probe = `
const tagger = new PaletteTagger();
const { tags } = await tagger.tag([{ bytes: Buffer.from('no image') }]).catch((error) => ({ tags: error }));
console.log('imported in', ms.toFixed(0), 'ms:', typeof SpotiTags, SpotiTagsError.isInstance(tags, 'missing-package'), tags.message);`;

try {
  const [{ filename }] = JSON.parse(
    run('npm', ['pack', '--json', '--pack-destination', folder], process.cwd()),
  ) as [{ filename: string }];
  writeFileSync(join(folder, 'package.json'), '{ "name": "user", "private": true }');
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', `./${filename}`]);

  writeFileSync(
    join(folder, 'esm.mjs'),
    `await import('node:crypto'); await import('node:fs/promises');
const start = performance.now();
const { SpotiTags, SpotiTagsError } = await import('spotitags');
const ms = performance.now() - start;
const { PaletteTagger } = await import('spotitags/palette');${probe}`,
  );
  writeFileSync(
    join(folder, 'cjs.cjs'),
    `require('node:crypto'); require('node:fs/promises');
const start = performance.now();
const { SpotiTags, SpotiTagsError } = require('spotitags');
const ms = performance.now() - start;
const heavy = Object.keys(require.cache).filter((path) => /node_modules.(sharp|undici|p-limit)./.test(path));
if (heavy.length > 0) throw new Error('loaded at import: ' + heavy);
const { PaletteTagger } = require('spotitags/palette');
(async () => {${probe} })();`,
  );
  const message = /function true .*npm install sharp/;
  expect('ESM', run('node', ['esm.mjs']), message);
  expect('CommonJS', run('node', ['cjs.cjs']), message);
  writeFileSync(
    join(folder, 'types.mts'),
    `import { loadClassifier, SpotiTags, type ModelFile, type SpotiTagsOptions } from 'spotitags';
import { PaletteTagger } from 'spotitags/palette';
export const model = (file: ModelFile): string => file.model.kind;
export const classifier = loadClassifier('');
export const join = (options: SpotiTagsOptions): SpotiTags => new SpotiTags(options);
export const palette: PaletteTagger = new PaletteTagger();`,
  );
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--no-save', '@types/node@20']);
  const strict = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2022', '--types', 'node'];
  for (const [module, resolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ] as const) {
    run(tsc, [...strict, '--module', module, '--moduleResolution', resolution, 'types.mts']);
    console.log(`types under ${resolution}: right`);
  }
  expect('command', run('npx', ['--no-install', 'spotitags', '--help']), /Usage: spotitags/);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
