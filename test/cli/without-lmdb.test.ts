import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it, vi } from 'vitest';
import { folderOf } from '../files.ts';
import { spotitags } from './run.ts';

vi.mock('lmdb', () => {
  throw Object.assign(new Error("Cannot find package 'lmdb'"), { code: 'ERR_MODULE_NOT_FOUND' });
});

const image = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#c01010' } })
  .jpeg()
  .toBuffer();

it('a command without lmdb keeps tags in memory, and says so in a line', async () => {
  const root = await folderOf({ 'a.jpg': image });
  const { code, stdout, stderr } = await spotitags(['tag', '--image', join(root, 'a.jpg')], {
    env: { XDG_CACHE_HOME: root },
  });
  expect(stderr).toContain('Tags are kept until this command ends, and not on disk');
  expect(stderr).toContain('which is not installed. Run: npm install lmdb');
  expect(stdout).toContain('red');
  expect(code).toBe(0);
});

it('--store without lmdb fails with the name of the package', async () => {
  const root = await folderOf({ 'a.jpg': image });
  const { code, stderr } = await spotitags(['tag', '--image', join(root, 'a.jpg'), '--store', root]);
  expect(stderr).toContain('A store on disk needs the optional package "lmdb", which is not installed.');
  expect(code).toBe(1);
});
