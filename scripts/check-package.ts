/** Installs the packed tarball in an empty folder and uses it there, as ESM, as CommonJS and from the command line. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { providers } from '../src/providers/providers.ts';
import { publicEntries } from './subpaths.ts';

const folder = mkdtempSync(join(tmpdir(), 'spotitags-package-'));
const tsc = join(process.cwd(), 'node_modules/.bin/tsc');
const run = (command: string, args: readonly string[], cwd = folder) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

/** No script of any package runs: some owners forbid them, and an installation must work without. */
const install = (...args: readonly string[]) =>
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', ...args]);

/** Refuses links of packaged pages to files that are not in the package. */
function checkLinks(root: string): void {
  const pages = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.md'),
  );
  for (const page of pages) {
    const text = readFileSync(join(root, page), 'utf8').replace(/^```[^]*?^```/gmu, '');
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s#]+)/gu)) {
      if (/^[a-z]+:/u.test(target) || existsSync(join(root, dirname(page), target))) continue;
      throw new Error(`${page} links to ${target}, which is not in the package.`);
    }
  }
  console.log(`links of ${pages.length} pages: all in the package`);
}

function expect(what: string, actual: string, pattern: RegExp): void {
  if (!pattern.test(actual)) throw new Error(`${what}: expected ${String(pattern)}, got ${actual}`);
  console.log(`${what}: ${actual.trim().split('\n')[0] ?? ''}`);
}

/** Every provider, with the subpath that programs import it from. */
const imports = providers.map(({ exportName, subpath }) => ({
  exportName,
  from: subpath === undefined ? 'spotitags' : `spotitags/${subpath}`,
}));
const required = imports
  .map(({ exportName, from }) => `const { ${exportName} } = require('${from}');`)
  .join('\n');
const imported = imports
  .map(({ exportName, from }) => `const { ${exportName} } = await import('${from}');`)
  .join('\n');
/** Packages that must not be loaded before they are used. */
const heavy = [
  ...new Set([
    'undici',
    'p-limit',
    ...providers.flatMap(({ packages = [] }) => packages.map(({ name }) => name)),
  ]),
];

/** Prints the import time, and the message of each subpath without its package. */
const probe = `
const said = (promise) => promise.then(
  (results) => results[0].tags,
  (error) => (SpotiTagsError.isInstance(error, 'missing-package') ? error.message : 'wrong: ' + error),
);
const profile = { artist: { catalog: 'a', id: 'a', name: 'A' }, tagger: 'a', albums: [], tags: [{ name: 'a', weight: 1, covers: 1 }] };
const place = { project: 'project', location: 'us-central1', genres: ['a', 'b'], endpoint: '1', tagger: 'a' };
console.log('imported in', ms.toFixed(0), 'ms:', typeof SpotiTags,
  await said(new PaletteTagger().tag([{ bytes: Buffer.from('no image') }])),
  await said(new VertexClassifier(place).classify([profile])),
  await said(OnnxTagger.load({ model: new Uint8Array(1), labels: ['a'] }).then((tagger) => tagger.tag([{ bytes: new Uint8Array(1) }]))),
  await said(LetteringTagger.load().then((tagger) => tagger.tag([]))),
  await said(ClipTagger.load().then((tagger) => tagger.tag([]))),
  await said(new ClarifaiSdkTagger({ pat: 'pat' }).tag([{ url: 'https://example.com/a.jpg' }])));`;
const message =
  /function .*npm install sharp.*npm install @google-cloud\/aiplatform.*npm install (?:onnxruntime-node|sharp).*LetteringTagger needs .*npm install sharp.*npm install @huggingface\/transformers.*npm install clarifai-nodejs/;

try {
  const [{ filename }] = JSON.parse(
    run('npm', ['pack', '--json', '--pack-destination', folder], process.cwd()),
  ) as [{ filename: string }];
  writeFileSync(join(folder, 'package.json'), '{ "name": "user", "private": true }');
  install(`./${filename}`);

  checkLinks(join(folder, 'node_modules/spotitags'));
  const kilobytes = run('du', ['-sk', '--apparent-size', 'node_modules']);
  expect('installed, in kB', kilobytes, /^\d{1,4}\s/u);

  writeFileSync(
    join(folder, 'esm.mjs'),
    `await import('node:crypto'); await import('node:fs/promises');
const start = performance.now();
const { SpotiTags, SpotiTagsError } = await import('spotitags');
const ms = performance.now() - start;
${imported}${probe}`,
  );
  writeFileSync(
    join(folder, 'cjs.cjs'),
    `require('node:crypto'); require('node:fs/promises');
const start = performance.now();
const { SpotiTags, SpotiTagsError } = require('spotitags');
const ms = performance.now() - start;
const heavy = ${JSON.stringify(heavy)}.map((name) => '/node_modules/' + name + '/');
const loaded = Object.keys(require.cache).filter((path) => heavy.some((part) => path.replaceAll('\\\\', '/').includes(part)));
if (loaded.length > 0) throw new Error('loaded at import: ' + loaded);
${required}
(async () => {${probe} })();`,
  );
  const installed = join(folder, 'node_modules/spotitags/dist');
  for (const file of readdirSync(installed).filter((name) => name.endsWith('.cjs'))) {
    // Jest refuses `import()` in CommonJS unless Node runs with a flag.
    const dynamic = /\bimport\([^)]*\)/u.exec(readFileSync(join(installed, file), 'utf8'));
    if (dynamic) throw new Error(`${file} contains ${dynamic[0]}: expected require.`);
  }
  const notices = readFileSync(join(installed, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
  // The build adds each bundled package. These are what users get in both formats.
  for (const name of ['valibot', 'csv-parse', 'p-limit'])
    expect(`notice of ${name}`, notices, new RegExp(`^${name} [\\d.]+ \\(`, 'mu'));
  const command = readFileSync(join(installed, 'cli.js'), 'utf8');
  // An old Node.js must be able to run it, to say that it is too old.
  if (/^import /mu.test(command)) throw new Error('The command imports a module before it checks Node.js.');
  expect('ESM', run('node', ['esm.mjs']), message);
  expect('CommonJS', run('node', ['cjs.cjs']), message);
  writeFileSync(
    join(folder, 'types.mts'),
    `import { loadClassifier, SpotiTags, type ModelFile, type SpotiTagsOptions } from 'spotitags';
import { PaletteTagger } from 'spotitags/palette';
import { GeminiClassifier, VertexClassifier, VertexTrainer, type VertexOptions } from 'spotitags/google';
import { ClarifaiSdkTagger } from 'spotitags/clarifai/sdk';
import { albumCoverConcepts, ClipTagger } from 'spotitags/clip';
import { LetteringTagger } from 'spotitags/lettering';
import { OnnxTagger } from 'spotitags/onnx';
export const words: readonly string[] = albumCoverConcepts.flatMap(({ concepts }) => concepts);
export const providers = [ClipTagger, LetteringTagger, OnnxTagger, GeminiClassifier, VertexClassifier, VertexTrainer, ClarifaiSdkTagger];
export const place: VertexOptions = { project: 'a', location: 'b' };
export const model = (file: ModelFile): string => file.model.kind;
export const classifier = loadClassifier('');
export const join = (options: SpotiTagsOptions): SpotiTags => new SpotiTags(options);
export const palette: PaletteTagger = new PaletteTagger();`,
  );
  install('--no-save', '@types/node@20');
  const strict = ['--noEmit', '--strict', '--target', 'es2022', '--types', 'node'];
  // Declarations of some subpaths name types of their optional packages, which are not installed here.
  writeFileSync(
    join(folder, 'subpaths.ts'),
    [...publicEntries().keys()]
      .map((subpath, at) => `import * as a${at} from '${['spotitags', subpath].filter(Boolean).join('/')}';`)
      .join('\n'),
  );
  for (const [module, resolution, ...others] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
    ['commonjs', 'bundler'],
    // TypeScript 6 is the last that has it.
    ['commonjs', 'node10', '--ignoreDeprecations', '6.0'],
  ] as const) {
    const how = [...strict, '--module', module, '--moduleResolution', resolution, ...others];
    run(tsc, [...how, '--skipLibCheck', 'false', 'types.mts']);
    run(tsc, [...how, '--skipLibCheck', 'subpaths.ts']);
    console.log(`types under ${resolution}, as ${module}: right`);
  }
  // Fails for what only Node.js has.
  const { outputFiles } = await build({
    stdin: { contents: "export * from 'spotitags/browser';", resolveDir: folder },
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'esm',
    write: false,
  });
  const forPages = gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
  if (forPages >= 60_000)
    throw new Error(`spotitags/browser has ${forPages} bytes with gzip: at most 60,000.`);
  console.log(`spotitags/browser for pages: ${forPages} bytes with gzip`);
  writeFileSync(
    join(folder, 'suite.test.mjs'),
    `import { it } from 'node:test';
import { taggerChecks } from 'spotitags/testing';
import { SpotiTagsError } from 'spotitags';
const tag = async (covers, { signal } = {}) => {
  if (covers.length > 2 + 8) throw new SpotiTagsError('invalid-input', 'too many');
  await 0;
  signal?.throwIfAborted();
  return covers.map(({ bytes }) => bytes.length === 0
    ? { error: new SpotiTagsError('cover', 'empty') }
    : { tags: [{ name: String(bytes.length), confidence: 1 }] });
};
const covers = [1, 2, 3].map((n) => ({ bytes: new Uint8Array(n) }));
const subject = { create: () => ({ id: 'x@1', maxBatchSize: 10, tag }), covers, broken: { bytes: new Uint8Array(0) },
  supports: { counter: { no: 'It sends no requests.' } } };
for (const { name, skip, run } of taggerChecks(subject)) it(name, { skip }, run);`,
  );
  expect(
    'suite of spotitags/testing',
    run('node', ['--test', '--test-reporter', 'tap', 'suite.test.mjs']),
    /# pass 11\n# fail 0/,
  );
  const broken = join(folder, 'node_modules/sharp');
  mkdirSync(broken);
  // As the package itself does where it has no library for the machine.
  writeFileSync(join(broken, 'index.js'), "require('./another-machine/sharp.node')");
  expect(
    'a package of another machine',
    run('node', ['esm.mjs']),
    /"sharp", which is installed, but cannot be loaded: .*another-machine/u,
  );
  expect(
    'doctor',
    run('sh', ['-c', 'npx --no-install spotitags doctor || true']),
    /✗ --tagger palette +sharp cannot be loaded: .*another-machine.*- --tagger clip +Run: npm install/su,
  );
  expect('command', run('npx', ['--no-install', 'spotitags', '--help']), /Usage: spotitags/);
  rmSync(broken, { recursive: true });
  // Without sharp: on the tags that the build compressed.
  expect('demo', run('npx', ['--no-install', 'spotitags', 'demo']), /^Sample data: .*demo-report\.html/su);
  const packages = ['tsx', 'sharp', 'msw', '@google-cloud/aiplatform'];
  install('--no-save', ...packages);
  const tagOne =
    'npx --no-install spotitags tag --image node_modules/spotitags/examples/covers/*/Hraskelv/* 2>&1';
  expect(
    'without lmdb',
    run('sh', ['-c', tagOne]),
    /Tags are kept until this command ends.*npm install lmdb.*Tags of palette/su,
  );
  install('--no-save', ...packages, 'lmdb');
  const examples = join(folder, 'node_modules/spotitags/examples');
  // The others need a key, a network, or a model, and say so at their beginning.
  for (const [name, pattern] of [
    ['catalog-suite', /✓ /u],
    ['classifier-suite', /✓ /u],
    ['demo', /45 covers/u],
    ['feedback', /After: goat/u],
    ['gemini', /A: doom metal/u],
    ['original', /Genre: doom metal/u],
    ['own-tagger', /small file/u],
    ['store-suite', /✓ /u],
    ['tag-folder', /Hraskelv: /u],
    ['tagger-suite', /✓ /u],
  ] as const) {
    const args = name === 'tag-folder' ? [join(examples, 'covers/basalt drone')] : [];
    expect(`example ${name}`, run('npx', ['tsx', join(examples, `${name}.ts`), ...args]), pattern);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
