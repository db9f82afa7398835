/**
 * Runs what the docs show, and puts the output under it: `npm run transcripts`. A test compares it.
 *
 * In a block ```console, commands begin with `$`. Those of `spotitags`, and `tsx examples/…`, are run, in a folder of the page's own; a line `…` of their
 * output stands for what is left out. A block ```ts run is a program, and a block ```text below it is its output; ```ts more
 * continues the program above it. Comments in a page say what is in its folder, and what runs with it:
 *
 * - `<!-- files: covers=examples/covers -->`: copies, with `%20` for a space. A script is called with the path that it fills.
 * - `<!-- file: genres.json -->` before a block: the block itself.
 * - `<!-- peers -->`: the page needs the packages of `test/peers`, whose tests run it. Name it: `npm run transcripts docs/taggers.md`.
 * - `<!-- stand-ins -->`: stand-ins take the place of the services, see `stand-ins.ts`. Keys are those that the page exports.
 */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { format, getFileInfo, resolveConfig } from 'prettier';
import { projectFile } from './subpaths.ts';

const run = promisify(execFile);
const block = /^```(console|ts run|ts more)\n([^]+?)^```\n(?:\n```text\n([^]*?)^```\n)?/gmu;
const tsx = import.meta.resolve('tsx');
const command = projectFile('src/cli/main.ts');

/** A page whose programs need the packages of `test/peers`. */
const peers = /^<!-- peers -->$/mu;

/** Pages with commands or programs that can be run; of those that need the packages of `test/peers`, all or none. */
export async function pagesToRun({ withPeers = false } = {}): Promise<string[]> {
  const names = await readdir(projectFile('docs'), { recursive: true });
  const docs = names.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`);
  const pages = ['README.md', 'site/index.md', ...docs];
  const texts = await Promise.all(pages.map((page) => readFile(projectFile(page), 'utf8')));
  return pages
    .filter((_, at) => texts[at]?.search(block) !== -1 && peers.test(texts[at] ?? '') === withPeers)
    .sort();
}

/** Where the commands and programs of a page run, and what node is told. */
interface Place {
  readonly folder: string;
  readonly options: readonly string[];
  readonly tsconfig: string;
  /** What commands `export`. */
  readonly exported: Record<string, string>;
}

/** The page with the output that its commands and programs have now. */
export async function transcript(page: string): Promise<string> {
  const text = await readFile(projectFile(page), 'utf8');
  const folder = await mkdtemp(join(tmpdir(), 'transcript-'));
  const standIns = text.includes('<!-- stand-ins -->')
    ? ['--import', projectFile('scripts/stand-ins.ts')]
    : [];
  const tsconfig = projectFile(peers.test(text) ? 'test/peers/tsconfig.json' : 'tsconfig.json');
  const place: Place = { folder, options: ['--import', tsx, ...standIns], tsconfig, exported: {} };
  try {
    await fill(folder, text);
    let done = '';
    let end = 0;
    let above = { code: '', output: '' };
    for (const { 0: all, 1: kind = '', 2: code = '', 3: output = '', index } of text.matchAll(block)) {
      done += text.slice(end, index);
      end = index + all.length;
      if (kind === 'console') {
        done += `\`\`\`console\n${await session(code, place)}\`\`\`\n`;
        continue;
      }
      const before = kind === 'ts more' ? above : { code: '', output: '' };
      const whole = before.code + code;
      above = { code: whole, output: await program(whole, place) };
      const own = elided(above.output.slice(before.output.length), output);
      done += `\`\`\`${kind}\n${code}\`\`\`\n${own && `\n\`\`\`text\n${own}\`\`\`\n`}`;
    }
    return done + text.slice(end);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What a page takes into its folder: names there, and paths in the project. */
export function filesOf(text: string): [name: string, source: string][] {
  return Array.from(text.matchAll(/^<!-- files: (.+) -->$/gmu), ([, files = '']) => files.split(' '))
    .flat()
    .map((file) => {
      const [name = '', source = ''] = decodeURI(file).split('=');
      return [name, source];
    });
}

/** Puts what the page names, and what it shows, into the folder. */
async function fill(folder: string, text: string): Promise<void> {
  await symlink(projectFile('node_modules'), join(folder, 'node_modules'));
  for (const [name, source] of filesOf(text)) {
    if (source.endsWith('.ts'))
      await run(process.execPath, ['--import', tsx, projectFile(source), join(folder, name)]);
    else await cp(projectFile(source), join(folder, name), { recursive: true });
  }
  for (const [, name = '', content = ''] of text.matchAll(/^<!-- file: (\S+) -->\n\n```\w*\n([^]*?)^```$/gmu))
    await writeFile(join(folder, name), content);
}

/** Commands, each with its output. */
async function session(code: string, place: Place): Promise<string> {
  let done = '';
  for (const part of code.split(/^(?=\$ )/mu)) {
    const [line = '', ...output] = part.split('\n');
    for (const [, name = '', value = ''] of /^\$ export .+$/u.exec(line)?.[0].matchAll(/(\w+)=(\S+)/gu) ?? [])
      place.exported[name] = value;
    const [, spotitags, example, words = ''] =
      /^\$ (?:npx )?(?:(spotitags)|tsx (examples\/\S+))(.*)$/u.exec(line) ?? [];
    const script = spotitags ? command : example && projectFile(example);
    if (script === undefined) done += part;
    else
      done += `${line}\n${elided(await ran([script, ...wordsOf(words, place.folder)], place), output.join('\n'))}`;
  }
  return done;
}

async function program(code: string, place: Place): Promise<string> {
  const file = join(place.folder, 'program.mts');
  await writeFile(file, `${code}\nexport {};\n`);
  return ran([file], place);
}

async function ran(
  words: readonly string[],
  { folder: cwd, options, tsconfig, exported }: Place,
): Promise<string> {
  const environment = {
    PATH: process.env['PATH'],
    HOME: cwd,
    XDG_CACHE_HOME: join(cwd, '.cache'),
    TSX_TSCONFIG_PATH: tsconfig,
    COLUMNS: '100',
    ...exported,
  };
  const { stdout } = await run(process.execPath, [...options, ...words], { cwd, env: environment });
  return stdout;
}

/** Words of a shell, with single quotes and a home. */
function wordsOf(line: string, home: string): string[] {
  return Array.from(
    line.matchAll(/'([^']*)'|(\S+)/gu),
    ([, quoted, plain = '']) => quoted ?? plain.replace(/^~/u, home),
  );
}

/** The output, with as many lines before and after a line `…` as there were. */
export function elided(output: string, before: string): string {
  const lines = before.trimEnd().split('\n');
  const gap = lines.indexOf('…');
  if (gap < 0) return output;
  const now = output.trimEnd().split('\n');
  const rest = lines.length - gap - 1;
  if (now.length <= gap + rest) return output;
  return [...now.slice(0, gap), '…', ...now.slice(now.length - rest), ''].join('\n');
}

async function formatted(file: string, text: string): Promise<string> {
  const { ignored } = await getFileInfo(file, { ignorePath: projectFile('.prettierignore') });
  return ignored ? text : format(text, { ...(await resolveConfig(file)), filepath: file });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = process.argv.slice(2);
  for (const page of wanted.length > 0 ? wanted : await pagesToRun()) {
    const file = projectFile(page);
    await writeFile(file, await formatted(file, await transcript(page)));
    process.stdout.write(`${page}\n`);
  }
}
