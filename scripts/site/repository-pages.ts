import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, posix } from 'node:path';
import { projectFile } from '../subpaths.ts';

/** The pages of the site that are Markdown files of the repository, by the path of the file. */
const fixed = new Map([
  ['README.md', 'overview.md'],
  ['CONTRIBUTING.md', 'contributing/index.md'],
  ['CHANGELOG.md', 'changelog.md'],
  ['SECURITY.md', 'security.md'],
  ['examples/covers/README.md', 'examples/covers.md'],
  ['examples/data/README.md', 'examples/data.md'],
]);

/** Folders that a page may link to, and the pages that list what is in them. */
const folders = new Map([
  ['docs/decisions', 'decisions/index.md'],
  ['examples', 'examples/index.md'],
]);

const pictures = new Set(['.png', '.svg', '.jpg']);

/** What the site takes from the repository: pages and pictures, by their path in the site. */
interface RepositoryPages {
  readonly pages: ReadonlyMap<string, string>;
  /** Paths in the repository by their path in the site. */
  readonly pictures: ReadonlyMap<string, string>;
}

/**
 * The docs as pages of a site. Their links lead to pages. A linked file that is not Markdown becomes a page that shows
 * its text, so that no link leaves the site for a file.
 */
export function repositoryPages(): RepositoryPages {
  const pages = new Map<string, string>();
  const shown = new Map<string, string>();
  const waiting = [...fixed.keys(), ...markdownIn('docs'), ...examples()];
  for (const file of waiting) {
    const page = pageOf(file);
    if (pages.has(page)) continue;
    pages.set(page, extname(file) === '.md' ? withLinks(file, textOf(file), follow) : sourcePage(file));
  }
  pages.set('decisions/index.md', list('Decisions', 'docs/decisions/', waiting));
  pages.set('examples/index.md', list('Examples', 'examples/', examples()));
  return { pages, pictures: shown };

  function follow(target: string): string {
    const folder = folders.get(target.replace(/\/$/u, ''));
    if (folder !== undefined) return folder;
    if (pictures.has(extname(target))) {
      shown.set(basename(target), target);
      return basename(target);
    }
    if (!statSync(projectFile(target), { throwIfNoEntry: false })?.isFile())
      throw new Error(`A page links to ${target}, which is not a file. Correct the link.`);
    waiting.push(target);
    return pageOf(target);
  }
}

/** The page of a file of the repository. */
function pageOf(file: string): string {
  const page = fixed.get(file);
  if (page !== undefined) return page;
  if (extname(file) !== '.md') return `${file.startsWith('examples/') ? '' : 'source/'}${file}.md`;
  return file.replace(/^docs\//u, '');
}

/** The text with links of the site in place of those of the repository. Comments are left out. */
function withLinks(file: string, text: string, follow: (target: string) => string): string {
  const parts = text.replace(/<!--[^]*?-->\n*/gu, '').split(/(^```[^]*?^```$)/mu);
  const linked = parts.map((part, at) =>
    at % 2 === 1
      ? part
      : part.replace(/\]\((?![a-z]+:|#)([^)#\s]+)(#[^)\s]*)?\)/gu, (_, target: string, anchor = '') => {
          return `](/${follow(posix.join(dirname(file), target))}${String(anchor)})`;
        }),
  );
  return linked.join('');
}

function sourcePage(file: string): string {
  const text = textOf(file);
  const language = extname(file).slice(1);
  const [, about = ''] = /^\/\*\* ?(.*?)(?: \*\/)?$/mu.exec(text.split('\n')[0] ?? '') ?? [];
  return `---\neditLink: false\n---\n\n# ${basename(file)}\n\n${about}\n\n\`\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\`\n`;
}

function list(title: string, folder: string, files: readonly string[]): string {
  const lines = files
    .filter((file) => file.startsWith(folder))
    .map((file) => `- [${titleOf(file)}](/${pageOf(file)})`);
  return `# ${title}\n\n${lines.join('\n')}\n`;
}

/** The first heading of a page, or the name of another file. */
function titleOf(file: string): string {
  const [, heading] = extname(file) === '.md' ? (/^# (.*)$/mu.exec(textOf(file)) ?? []) : [];
  return heading ?? basename(file);
}

function markdownIn(folder: string): string[] {
  return readdirSync(projectFile(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .sort();
}

function examples(): string[] {
  const programs = readdirSync(projectFile('examples'))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `examples/${name}`);
  return [...programs, 'examples/covers/README.md', 'examples/data/README.md'];
}

function textOf(file: string): string {
  return readFileSync(projectFile(file), 'utf8');
}
