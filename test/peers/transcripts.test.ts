import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { filesOf } from '../../scripts/page-folder.ts';
import { projectFile } from '../../scripts/subpaths.ts';
import { pagesToRun, transcript } from '../../scripts/transcripts.ts';

it.for(await pagesToRun({ withPeers: true }))(
  '%s shows the output that its programs have: else run `npm run transcripts` with its name',
  async (page, { skip }) => {
    const text = await readFile(projectFile(page), 'utf8');
    const missing = filesOf(text).filter(([, source]) => !existsSync(projectFile(source)));
    skip(missing.length > 0, `absent: ${missing.map(([, source]) => source).join(', ')}`);
    expect(await transcript(page)).toBe(text);
  },
);
