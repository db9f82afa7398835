import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeWhole } from '../../src/util/write-whole.ts';
import { folderOf } from '../files.ts';

it('leaves no file where writing fails, and the old one where there was one', async () => {
  const root = await folderOf({ 'out.txt': 'old' });
  const path = join(root, 'out.txt');
  const failing = writeWhole(path, async (file) => {
    await file.write('half');
    throw new Error('no more');
  });
  await expect(failing).rejects.toThrow('no more');
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(await readdir(root)).toEqual(['out.txt']);
});

it('clears away what a process that was killed left half-written, and nothing else', async () => {
  const { pid: dead } = spawnSync(process.execPath, ['--version']);
  const alive = process.ppid;
  const kept = [`out.txt.${alive}.part`, `other.txt.${dead}.part`, `out.txt.${dead}.parts`, 'out.txt.part'];
  const root = await folderOf(
    Object.fromEntries([...kept, `out.txt.${dead}.part`].map((name) => [name, 'half'])),
  );
  await writeWhole(join(root, 'out.txt'), (file) => file.write('whole'));
  expect((await readdir(root)).sort()).toEqual([...kept, 'out.txt'].sort());
});
