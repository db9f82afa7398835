/**
 * Runs what the docs show, and puts the output under it: `npm run transcripts`. A test compares it.
 *
 * In a block ```console, commands begin with `$`. Those of `spotitags` are run, in a folder of the page's own; a line `…` of their
 * output stands for what is left out. A block ```ts run is a program, and a block ```text below it is its output. A comment
 * `<!-- files: covers=examples/covers -->` in a page says what is in the folder.
 */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { format } from 'prettier';
import { projectFile } from './subpaths.ts';

const run = promisify(execFile);
const block = /^```(console|ts run)\n([^]+?)^```\n(?:\n```text\n([^]*?)^```\n)?/gmu;
const tsx = import.meta.resolve('tsx');
const command = projectFile('src/cli/main.ts');

/** Pages with commands or programs that can be run. */
export async function pagesToRun(): Promise<string[]> {
  const names = await readdir(projectFile('docs'), { recursive: true });
  const pages = ['README.md', ...names.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)];
  const texts = await Promise.all(pages.map((page) => readFile(projectFile(page), 'utf8')));
  return pages.filter((_, at) => texts[at]?.search(block) !== -1).sort();
}

/** The page with the output that its commands and programs have now. */
export async function transcript(page: string): Promise<string> {
  const text = await readFile(projectFile(page), 'utf8');
  const folder = await mkdtemp(join(tmpdir(), 'transcript-'));
  try {
    for (const [, files = ''] of text.matchAll(/^<!-- files: (.+) -->$/gmu)) {
      for (const file of files.split(' ')) {
        const [name = '', source = ''] = file.split('=');
        await cp(projectFile(source), join(folder, name), { recursive: true });
      }
    }
    let done = '';
    let end = 0;
    for (const { 0: all, 1: kind, 2: code = '', 3: output = '', index } of text.matchAll(block)) {
      done += text.slice(end, index);
      end = index + all.length;
      if (kind === 'console') done += `\`\`\`console\n${await session(code, folder)}\`\`\`\n`;
      else
        done += `\`\`\`ts run\n${code}\`\`\`\n\n\`\`\`text\n${elided(await program(code, folder), output)}\`\`\`\n`;
    }
    return done + text.slice(end);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Commands, each with its output. */
async function session(code: string, folder: string): Promise<string> {
  let done = '';
  for (const part of code.split(/^(?=\$ )/mu)) {
    const [line = '', ...output] = part.split('\n');
    const words = /^\$ (?:npx )?spotitags (.+)$/u.exec(line)?.[1];
    if (words === undefined) done += part;
    else done += `${line}\n${elided(await ran([command, ...wordsOf(words)], folder), output.join('\n'))}`;
  }
  return done;
}

async function program(code: string, folder: string): Promise<string> {
  const file = join(folder, 'program.mts');
  await writeFile(file, `${code}\nexport {};\n`);
  return ran([file], folder);
}

async function ran(words: readonly string[], cwd: string): Promise<string> {
  const environment = {
    PATH: process.env['PATH'],
    HOME: cwd,
    XDG_CACHE_HOME: join(cwd, '.cache'),
    TSX_TSCONFIG_PATH: projectFile('tsconfig.json'),
    COLUMNS: '100',
  };
  const { stdout } = await run(process.execPath, ['--import', tsx, ...words], { cwd, env: environment });
  return stdout;
}

/** Words of a shell, with single quotes. */
function wordsOf(line: string): string[] {
  return Array.from(line.matchAll(/'([^']*)'|(\S+)/gu), ([, quoted, plain]) => quoted ?? plain ?? '');
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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const page of await pagesToRun()) {
    const text = await transcript(page);
    await writeFile(projectFile(page), await format(text, { parser: 'markdown' }));
    process.stdout.write(`${page}\n`);
  }
}
