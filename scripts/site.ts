/** Builds the documentation's site into `site/dist`: `npm run docs:site`. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commandPage } from './site/command-page.ts';
import { deadLinks } from './site/dead-links.ts';
import { apiItems, navigation } from './site/navigation.ts';
import { playgroundFiles } from './site/playground-files.ts';
import { providerPages } from './site/provider-pages.ts';
import { repositoryPages } from './site/repository-pages.ts';
import { tryPlayground } from './site/try-playground.ts';
import { projectFile, publicEntries } from './subpaths.ts';

const site = projectFile('site/');
const pagesFolder = join(site, '.pages');

rmSync(pagesFolder, { recursive: true, force: true });
const { pages: ofRepository, pictures } = repositoryPages();
const pages = new Map([...ofRepository, ...providerPages(), ['commands.md', commandPage()]]);
for (const [page, text] of pages) write(page, text);
for (const [picture, file] of pictures) copy(file, `public/${picture}`);
copy('site/index.md', 'index.md');
copy('site/playground.md', 'playground.md');
const playground = await playgroundFiles();
for (const [path, text] of playground.texts) write(`public/playground/${path}`, text);
for (const [path, file] of playground.covers) copy(file, `public/playground/${path}`);

run('typedoc', ['--options', 'typedoc.json', ...Array.from(publicEntries().values(), projectFile)]);
write(
  'navigation.json',
  JSON.stringify(
    navigation({
      providers: itemsIn('providers/'),
      decisions: itemsIn('decisions/'),
      examples: itemsIn('examples/'),
      api: apiItems(join(pagesFolder, 'api/navigation.json')),
    }),
  ),
);
run('vitepress', ['build', '.', ...process.argv.slice(2)]);
const dead = deadLinks(join(site, 'dist'));
if (dead.length > 0) throw new Error(`Links to headings that are not there:\n${dead.join('\n')}`);
process.stdout.write(`${await tryPlayground(join(site, 'dist'))}\n`);

/** The pages of a folder by their headings. */
function itemsIn(folder: string) {
  return Array.from(pages)
    .filter(([page]) => page.startsWith(folder) && page !== `${folder}index.md`)
    .map(([page, text]) => ({
      text: /^# (.*)$/mu.exec(text)?.[1] ?? page,
      link: `/${page.replace(/\.md$/u, '')}`,
    }));
}

function write(page: string, text: string): void {
  const path = join(pagesFolder, page);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function copy(file: string, to: string): void {
  cpSync(projectFile(file), join(pagesFolder, to));
}

/** Runs a command of the site's own packages. */
function run(command: string, args: readonly string[]): void {
  const path = join(site, 'node_modules/.bin', command);
  const { status, error } = spawnSync(path, args, { cwd: site, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
