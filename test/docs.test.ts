import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { generatedFiles } from '../scripts/generate.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

it('every generated file is up to date: else run `npm run generate`', async () => {
  for (const [file, text] of await generatedFiles())
    expect(await readFile(join(root, file), 'utf8'), file).toBe(text);
});

it('links between pages lead to files that are there', async () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    ...(await readdir(join(root, 'docs'), { recursive: true }))
      .filter((name) => name.endsWith('.md'))
      .map((name) => join('docs', name)),
    'examples/covers/README.md',
    'examples/data/README.md',
  ];
  for (const page of pages) {
    const text = await readFile(join(root, page), 'utf8');
    for (const [, target = ''] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/gu)) {
      const linked = resolve(join(root, dirname(page)), target);
      const siblings = await readdir(dirname(linked));
      expect(siblings, `${page}: ${target}`).toContain(linked.replace(/\/$/u, '').split('/').at(-1));
    }
  }
});
