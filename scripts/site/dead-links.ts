import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** Links to headings that are not on their page. VitePress looks for the pages of links, but not for their headings. */
export function deadLinks(folder: string): string[] {
  const ids = new Map<string, ReadonlySet<string>>();
  const links: { readonly page: string; readonly target: string; readonly id: string }[] = [];
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const page of files.filter((name) => name.endsWith('.html'))) {
    const html = readFileSync(join(folder, page), 'utf8');
    ids.set(page, new Set(Array.from(html.matchAll(/ id="([^"]+)"/gu), ([, id = '']) => id)));
    for (const [, path = '', id = ''] of html.matchAll(/<a [^>]*?href="([^":#]*)#([^"]+)"/gu))
      links.push({ page, target: targetOf(page, path), id: decodeURIComponent(id) });
  }
  const dead = links.filter(({ target, id }) => ids.get(target)?.has(id) === false);
  return [...new Set(dead.map(({ page, target, id }) => `${page}: ${target}#${id}`))];
}

/** The file that a link of a page leads to, without the site's base. */
function targetOf(page: string, path: string): string {
  if (path === '') return page;
  const file = posix.join(path.startsWith('/') ? '' : posix.dirname(page), path).replace(/^\//u, '');
  return file === '' || file.endsWith('/') ? `${file}index.html` : file;
}
