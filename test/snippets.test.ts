import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { projectFile, publicEntries } from '../scripts/subpaths.ts';

/** What a snippet may use without saying where it comes from, besides all public names. */
const context: Readonly<Record<string, string>> = {
  files: "import('spotitags/browser').ImageFile[]",
  modelFile: '{ text(): Promise<string> }',
  myModel: "(path: string, signal?: AbortSignal) => Promise<import('spotitags').Tag[]>",
  server: "import('msw/node').SetupServer",
  spotiTags: "import('spotitags').SpotiTags",
  trainer: "import('spotitags/google').VertexTrainer",
  // Of browsers.
  Worker: "new (url: URL, options: object) => import('spotitags/browser').PaletteWorker",
  // Of packages that are not installed here.
  InferenceSession:
    '{ create(path: string): Promise<{ run(feeds: object): Promise<Record<string, { data: readonly unknown[] }>> }> }',
  Tensor: 'new (type: string, data: readonly unknown[], dims: readonly number[]) => object',
};

it('the TypeScript snippets of the docs compile', { timeout: 600_000 }, () => {
  const snippets = new Map(pages().flatMap(snippetsOf));
  expect(snippets.size).toBeGreaterThan(20);
  const first = compile(snippets);
  const names = publicNames(first.program);
  const completed = new Map(
    Array.from(snippets, ([file, text]) => [file, text + preamble(first.errors, file, names)]),
  );
  const { errors } = compile(completed, first.program);
  expect(errors.map(({ file, text, line }) => `${file}, line ${line} of the snippet: ${text}`)).toEqual([]);
});

function pages(): string[] {
  const docs = readdirSync(projectFile('docs'), { recursive: true, encoding: 'utf8' });
  return ['README.md', ...docs.filter((name) => name.endsWith('.md')).map((name) => join('docs', name))];
}

function snippetsOf(page: string): [string, string][] {
  const text = readFileSync(projectFile(page), 'utf8');
  return Array.from(
    text.matchAll(/^```ts(?: run| more| browser)?\n([^]+?)^```$/gmu),
    ({ 1: code = '', index }) => {
      const line = text.slice(0, index).split('\n').length;
      const here = code.replace(/^import .* from 'onnxruntime-node';$/mu, '');
      return [`${page.replaceAll('/', '-')}-${line}.ts`, `${here}\nexport {};\n`];
    },
  );
}

interface SnippetError {
  readonly file: string;
  readonly line: number;
  readonly code: number;
  readonly text: string;
  /** The source at the error: a name that is not known. */
  readonly name: string;
}

function compile(snippets: ReadonlyMap<string, string>, old?: ts.Program) {
  const config = ts.readConfigFile(projectFile('tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, projectFile(''));
  // A snippet shows a part of a program: what it makes may be used elsewhere.
  const lenient = { noUnusedLocals: false, allowUnusedLabels: true, verbatimModuleSyntax: false };
  const settings = { ...options, ...lenient };
  const host = ts.createCompilerHost(settings);
  const folder = projectFile('test/');
  const files = new Map(Array.from(snippets, ([file, text]) => [`${folder}${file}`, text]));
  const disk = ts.createCompilerHost(settings);
  host.fileExists = (path) => files.has(path) || disk.fileExists(path);
  host.readFile = (path) => files.get(path) ?? disk.readFile(path);
  host.getSourceFile = (path, target, ...rest) => {
    const text = files.get(path);
    if (text !== undefined) return ts.createSourceFile(path, text, target, true);
    return old?.getSourceFile(path) ?? disk.getSourceFile(path, target, ...rest);
  };
  const entries = Array.from(publicEntries().values(), projectFile);
  const ambient = ts.sys.readDirectory(projectFile('src'), ['.d.ts']);
  const program = ts.createProgram([...files.keys(), ...entries, ...ambient], settings, host, old);
  const errors = [...files.keys()].flatMap((path) => {
    const source = program.getSourceFile(path);
    if (!source) throw new Error(`${path} is not part of the program.`);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ start = 0, length = 0, code, messageText }): SnippetError => ({
        file: path.slice(folder.length),
        line: source.getLineAndCharacterOfPosition(start).line + 1,
        code,
        text: ts.flattenDiagnosticMessageText(messageText, '\n'),
        name: source.text.slice(start, start + length),
      }),
    );
  });
  return { program, errors };
}

/** The module of each public name. */
function publicNames(program: ts.Program): ReadonlyMap<string, string> {
  const checker = program.getTypeChecker();
  const names = new Map<string, string>();
  for (const [subpath, file] of publicEntries()) {
    const source = program.getSourceFile(projectFile(file));
    const module = source && checker.getSymbolAtLocation(source);
    for (const { name } of module ? checker.getExportsOfModule(module) : [])
      if (!names.has(name)) names.set(name, subpath === '' ? 'spotitags' : `spotitags/${subpath}`);
  }
  return names;
}

/** Declares what a snippet leaves out: "cannot find name", also with "did you mean", also as `{ name }`. */
function preamble(
  errors: readonly SnippetError[],
  snippet: string,
  modules: ReadonlyMap<string, string>,
): string {
  const missing = errors.filter(({ file, code }) => file === snippet && [2304, 2552, 18004].includes(code));
  return [...new Set(missing.map(({ name }) => name))]
    .map((name) => {
      const module = modules.get(name);
      if (module !== undefined) return `import { ${name} } from '${module}';\n`;
      const type = context[name];
      return type === undefined ? '' : `declare const ${name}: ${type};\n`;
    })
    .join('');
}
