import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { browserProgram } from './browser-program.ts';
import { hasChromium } from './chromium.ts';
import { projectFile } from './subpaths.ts';

const run = promisify(execFile);
const tsx = import.meta.resolve('tsx');

/** A page whose programs need the packages of `test/peers`. */
export const peers = /^<!-- peers -->$/mu;

/** A page whose programs need a Redis. They say {@link shownRedis}. */
const redis = /^<!-- redis -->$/mu;
const shownRedis = 'redis://localhost:6379/0';

/** The page's own database, which is emptied: tests use the first one. */
const ownDatabase = '/15';

/** What a page needs, and what is not there. */
export function lackOf(text: string): string | undefined {
  if (redis.test(text) && process.env['REDIS_URL'] === undefined) return 'REDIS_URL is not set';
  if (/^```ts browser$/mu.test(text) && !hasChromium) return 'Chromium is not installed';
  return undefined;
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

/** The folder where the commands and programs of a page run. */
export class PageFolder {
  readonly #path: string;
  readonly #text: string;
  /** What commands `export`. */
  readonly #exported: Record<string, string> = {};
  readonly #background: ChildProcess[] = [];

  private constructor(path: string, text: string) {
    this.#path = path;
    this.#text = text;
  }

  static async of(text: string): Promise<PageFolder> {
    const folder = new PageFolder(await mkdtemp(join(tmpdir(), 'transcript-')), text);
    await folder.#fill();
    return folder;
  }

  /** Puts what the page names, and what it shows, into the folder. */
  async #fill(): Promise<void> {
    const within = (name: string) => join(this.#path, name);
    await symlink(projectFile('node_modules'), within('node_modules'));
    for (const [name, source] of filesOf(this.#text)) {
      if (source.endsWith('.ts'))
        await run(process.execPath, ['--import', tsx, projectFile(source), within(name)]);
      else await cp(projectFile(source), within(name), { recursive: true });
    }
    for (const [, name = '', content = ''] of this.#text.matchAll(
      /^<!-- file: (\S+) -->\n\n```\w*\n([^]*?)^```$/gmu,
    ))
      await writeFile(within(name), content);
    if (!redis.test(this.#text)) return;
    const database = new Redis(this.#redis());
    await database.flushdb();
    await database.quit();
  }

  /** The output of a program. */
  async program(code: string): Promise<string> {
    await writeFile(join(this.#path, 'program.mts'), `${this.#real(code)}\nexport {};\n`);
    return this.#output(['program.mts'], true);
  }

  /** The output of a program in Chromium. */
  inBrowser(code: string): Promise<string> {
    return browserProgram(code, this.#path);
  }

  /** The output of a command of `spotitags`, or of `tsx examples/…`. Others are not run. With `&`, it runs until the end of the page. */
  async command(line: string): Promise<string | undefined> {
    for (const [, name = '', value = ''] of /^export .+$/u.exec(line)?.[0].matchAll(/(\w+)=(\S+)/gu) ?? [])
      this.#exported[name] = value;
    const [, spotitags, example, words = '', inBackground] =
      /^(?:npx )?(?:(spotitags)|tsx (examples\/\S+))(.*?)( &)?$/u.exec(line) ?? [];
    const script = spotitags ? 'src/cli/main.ts' : example;
    if (script === undefined) return undefined;
    const all = [projectFile(script), ...this.#wordsOf(words)];
    // Stand-ins take a second to start: only commands that ask services get them.
    const asks = spotitags !== undefined && /^ (?:tag|collect|classify) /u.test(words);
    if (inBackground === undefined) return this.#output(all, asks && Object.keys(this.#exported).length > 0);
    this.#background.push(
      spawn(process.execPath, ['--import', tsx, ...all], { ...this.#place(), stdio: 'ignore' }),
    );
    return '';
  }

  async close(): Promise<void> {
    for (const child of this.#background) {
      child.kill();
      if (child.exitCode === null) await once(child, 'exit');
    }
    await rm(this.#path, { recursive: true });
  }

  async #output(words: readonly string[], mayAskServices: boolean): Promise<string> {
    const hasStandIns = mayAskServices && /^<!-- stand-ins -->$/mu.test(this.#text);
    const standIns = hasStandIns ? ['--import', projectFile('scripts/stand-ins.ts')] : [];
    const { stdout } = await run(process.execPath, ['--import', tsx, ...standIns, ...words], this.#place());
    return redis.test(this.#text) ? stdout.replaceAll(this.#redis(), shownRedis) : stdout;
  }

  #place() {
    const env = {
      PATH: process.env['PATH'],
      HOME: this.#path,
      XDG_CACHE_HOME: join(this.#path, '.cache'),
      TSX_TSCONFIG_PATH: projectFile(peers.test(this.#text) ? 'test/peers/tsconfig.json' : 'tsconfig.json'),
      COLUMNS: '100',
      ...this.#exported,
    };
    return { cwd: this.#path, env };
  }

  /** Words of a shell, with single quotes and a home. */
  #wordsOf(line: string): string[] {
    return Array.from(
      this.#real(line).matchAll(/'([^']*)'|(\S+)/gu),
      ([, quoted, plain = '']) => quoted ?? plain.replace(/^~/u, this.#path),
    );
  }

  #real(code: string): string {
    return redis.test(this.#text) ? code.replaceAll(shownRedis, this.#redis()) : code;
  }

  #redis(): string {
    const url = process.env['REDIS_URL'];
    if (url === undefined) throw new Error('The page needs a Redis. Set REDIS_URL.');
    return url.replace(/(?:\/\d+)?$/u, ownDatabase);
  }
}
