/**
 * Runs what the docs show, and puts the output under it: `npm run transcripts`. A test compares it.
 *
 * In a block ```console, commands begin with `$`. Those of `spotitags`, and `tsx examples/…`, are run, in a folder of the page's own; a line `…` of their
 * output stands for what is left out. A block ```ts run is a program, and a block ```text below it is its output; ```ts more
 * continues the program above it. A block ```ts browser runs in Chromium, with `files`, the images in the folder `covers`, and
 * `modelFile`, the file `model.json`. Comments in a page say what is in its folder, and what runs with it:
 *
 * - `<!-- files: covers=examples/covers -->`: copies, with `%20` for a space. A script is called with the path that it fills.
 * - `<!-- file: genres.json -->` before a block: the block itself.
 * - `<!-- peers -->`: the page needs the packages of `test/peers`, whose tests run it. Name it: `npm run transcripts docs/taggers.md`.
 * - `<!-- redis -->`: the page needs the Redis of REDIS_URL, whose database 15 is emptied.
 * - `<!-- stand-ins -->`: stand-ins take the place of the services, see `stand-ins.ts`. Keys are those that the page exports.
 */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, getFileInfo, resolveConfig } from 'prettier';
import { PageFolder, lackOf, peers } from './page-folder.ts';
import { projectFile } from './subpaths.ts';

const block = /^```(console|ts run|ts more|ts browser)\n([^]+?)^```\n(?:\n```text\n([^]*?)^```\n)?/gmu;

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

/** The page with the output that its commands and programs have now. */
export async function transcript(page: string): Promise<string> {
  const text = await readFile(projectFile(page), 'utf8');
  const folder = await PageFolder.of(text);
  try {
    let done = '';
    let end = 0;
    let above = { code: '', output: '' };
    for (const { 0: all, 1: kind = '', 2: code = '', 3: output = '', index } of text.matchAll(block)) {
      done += text.slice(end, index);
      end = index + all.length;
      if (kind === 'console') {
        done += `\`\`\`console\n${await session(code, folder)}\`\`\`\n`;
        continue;
      }
      const before = kind === 'ts more' ? above : { code: '', output: '' };
      const whole = before.code + code;
      const printed = await (kind === 'ts browser' ? folder.inBrowser(whole) : folder.program(whole));
      above = { code: whole, output: printed };
      const own = elided(printed.slice(before.output.length), output);
      done += `\`\`\`${kind}\n${code}\`\`\`\n${own && `\n\`\`\`text\n${own}\`\`\`\n`}`;
    }
    return done + text.slice(end);
  } finally {
    await folder.close();
  }
}

/** Commands, each with its output. */
async function session(code: string, folder: PageFolder): Promise<string> {
  let done = '';
  for (const part of code.split(/^(?=\$ )/mu)) {
    const [line = '', ...before] = part.split('\n');
    const output = await folder.command(line.replace('$ ', ''));
    done += output === undefined ? part : `${line}\n${elided(output, before.join('\n'))}`;
  }
  return done;
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
    const lack = lackOf(await readFile(file, 'utf8'));
    if (lack !== undefined) {
      process.stdout.write(`${page}: skipped, ${lack}\n`);
      continue;
    }
    await writeFile(file, await formatted(file, await transcript(page)));
    process.stdout.write(`${page}\n`);
  }
}
