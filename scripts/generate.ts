/** Writes what is generated from the sources: `npm run generate`. A test holds that all of it is up to date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { compiledModule } from './assembly.ts';
import { paletteBackground } from './palette-background.ts';
import { palettePage } from './palette-docs.ts';
import { configSchema } from './config-schema.ts';
import { withTables } from './provider-tables.ts';
import { projectFile, publicEntries } from './subpaths.ts';
import { testingPage } from './testing-docs.ts';

/** Every generated file, and its text. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['docs/palette.md', palettePage()],
    ['src/tagger/palette/background.json', paletteBackground(textOf('examples/data/covers.jsonl'))],
    ['docs/testing.md', testingPage(textOf('docs/testing.md'))],
    ['src/classifier/fitting/row-products-wasm.ts', await compiledModule('assembly/row-products.ts')],
    ['config.schema.json', configSchema()],
    ['package.json', withExports(textOf('package.json'))],
    ['README.md', withTables(textOf('README.md'))],
    ['docs/cli.md', withTables(textOf('docs/cli.md'))],
  ]);
}

function textOf(file: string): string {
  return readFileSync(projectFile(file), 'utf8');
}

/** The package's description with the exports of every public folder, and the same for TypeScript that does not read exports. */
function withExports(packageJson: string): string {
  const exports: Record<string, unknown> = {};
  const declarations: Record<string, readonly string[]> = {};
  for (const subpath of publicEntries().keys()) {
    const file = `./dist/${subpath === '' ? 'index' : subpath}`;
    if (subpath !== '') declarations[subpath] = [`${file}.d.ts`];
    exports[subpath === '' ? '.' : `./${subpath}`] = {
      import: { types: `${file}.d.ts`, default: `${file}.js` },
      require: { types: `${file}.d.cts`, default: `${file}.cjs` },
    };
  }
  for (const file of ['./package.json', './config.schema.json']) exports[file] = file;
  const parsed = JSON.parse(packageJson) as Record<string, unknown>;
  return `${JSON.stringify({ ...parsed, exports, typesVersions: { '*': declarations } }, null, 2)}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [file, text] of await generatedFiles()) writeFileSync(projectFile(file), text);
}
