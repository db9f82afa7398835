import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, lstat, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkWritable, writeWhole } from '../../src/util/write-whole.ts';
import { folderOf } from '../files.ts';

const whole = (path: string) => writeWhole(path, (file) => file.write('whole'));

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

it('clears away what a killed process left half-written, and nothing of other machines', async () => {
  const root = await folderOf({});
  const path = join(root, 'out.txt');
  let own = '';
  await writeWhole(path, async () => {
    [own = ''] = (await readdir(root)).filter((name) => name.endsWith('.part'));
  });
  expect(own).toMatch(new RegExp(`^out\\.txt\\.[\\da-f]{12}-${process.pid}-[\\da-f]{8}\\.part$`, 'u'));
  const { pid: dead } = spawnSync(process.execPath, ['--version']);
  const ofPid = (pid: number) => own.replace(`-${process.pid}-`, `-${pid}-`);
  const kept = [
    ofPid(process.ppid),
    own,
    ofPid(dead).replace(/\.[\da-f]{12}-/u, '.0123456789ab-'),
    ofPid(dead).replace('out.txt', 'other.txt'),
    `out.txt.${dead}.part`,
    'out.txt.part',
  ];
  for (const name of [...kept, ofPid(dead)]) await writeFile(join(root, name), 'half');
  await whole(path);
  expect((await readdir(root)).sort()).toEqual([...kept, 'out.txt'].sort());
});

it('refuses what is not a regular file, and leaves it as it is', async () => {
  const root = await folderOf({ 'file/x': '' });
  const pipe = join(root, 'pipe');
  execFileSync('mkfifo', [pipe]);
  await symlink(pipe, join(root, 'link'));
  await symlink(join(root, 'none'), join(root, 'dangling'));
  for (const [path, message] of [
    [pipe, /pipe is a pipe, not a regular file/],
    [join(root, 'link'), /link is a pipe, not a regular file/],
    [join(root, 'dangling'), /is a link to a file that does not exist/],
    ['/dev/null', /\/dev\/null is not a regular file/],
    ['/dev/stdout', /\/dev\/stdout is not a regular file/],
    ['/proc/self/fd/1', /is not a regular file/],
    [root, /is a folder\. Give the name of a file/],
    ['', /name of the file to write is empty/],
    [join(root, 'no/out'), /the folder .*no does not exist/],
    [join(root, 'file/x/out'), /x is not a folder|ENOTDIR/],
  ] as const) {
    await expect(whole(path), path).rejects.toThrow(message);
    await expect(checkWritable(path), path).rejects.toThrow(message);
  }
  expect((await lstat(pipe)).isFIFO()).toBe(true);
  expect((await readdir(root)).sort()).toEqual(['dangling', 'file', 'link', 'pipe']);
});

it('replaces the file behind a link, and keeps its permissions', async () => {
  const root = await folderOf({ 'data/out.txt': 'old' });
  const real = join(root, 'data/out.txt');
  await chmod(real, 0o600);
  await symlink(real, join(root, 'out.txt'));
  await whole(join(root, 'out.txt'));
  expect((await lstat(join(root, 'out.txt'))).isSymbolicLink()).toBe(true);
  expect(await readFile(real, 'utf8')).toBe('whole');
  expect((await stat(real)).mode & 0o777).toBe(0o600);
});
