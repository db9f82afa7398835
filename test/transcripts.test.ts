import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { lackOf } from '../scripts/page-folder.ts';
import { projectFile } from '../scripts/subpaths.ts';
import { elided, pagesToRun, transcript } from '../scripts/transcripts.ts';

const pages = await pagesToRun();

it('the docs have commands and programs that can be run', () => {
  expect(pages).toContain('docs/start/folder.md');
});

// Together, because each waits for programs most of the time.
it.concurrent.for(pages)(
  '%s shows the output that its commands have: else run `npm run transcripts`',
  async (page, { expect, skip }) => {
    const text = await readFile(projectFile(page), 'utf8');
    const lack = lackOf(text);
    skip(lack !== undefined, lack);
    expect(await transcript(page)).toBe(text);
  },
);

it('an output is cut where the page cuts it', () => {
  const output = 'a\nb\nc\nd\ne\n';
  expect(elided(output, 'x\n…\ny\n')).toBe('a\n…\ne\n');
  expect(elided(output, 'x\n…\n')).toBe('a\n…\n');
  expect(elided(output, '…\nx\ny\n')).toBe('…\nd\ne\n');
  expect(elided(output, 'x\n')).toBe(output);
  expect(elided('a\nb\n', 'x\n…\ny\n')).toBe('a\nb\n');
});
