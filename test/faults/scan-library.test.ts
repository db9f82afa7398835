import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { diskStore } from 'spotitags';
import { MusicLibraryCatalog } from 'spotitags/library';
import { expect, it } from 'vitest';
import { folderOf } from '../files.ts';
import { mp3File } from '../music-files.ts';

const albums = 60;
const perAlbum = 5;
const program = fileURLToPath(new URL('scan-library.ts', import.meta.url));

it.each([1, 20, 55])('a scan that is killed in album %i goes on where it was', async (album) => {
  const names = Array.from({ length: albums * perAlbum }, (_, at) => {
    const number = String(Math.floor(at / perAlbum)).padStart(2, '0');
    return `album ${number}/${at % perAlbum}.mp3`;
  });
  const content = (name: string) =>
    mp3File({ artist: `Artist of ${name.slice(0, 8)}`, album: name.slice(0, 8) });
  const root = await folderOf(Object.fromEntries(names.map((name) => [name, content(name)])));
  const folder = await folderOf({});

  const read = await scanUntil(root, folder, album * perAlbum);
  expect(read).toBeGreaterThanOrEqual(album * perAlbum);
  // What the index has is not read again: it may be anything, as long as size and time are the same.
  for (const name of names.slice(0, album * perAlbum)) await spoil(join(root, name));

  await using store = await diskStore(folder);
  const summary = await new MusicLibraryCatalog({ root, store }).scan();
  expect(summary).toMatchObject({
    files: names.length,
    artists: albums,
    albums,
    unreadable: [],
    untagged: [],
  });
});

/** Kills the scan as soon as it says that it has read so many files. Returns the last number that it said. */
async function scanUntil(root: string, folder: string, files: number): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', program, root, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = 0;
  for await (const line of createInterface(child.stdout)) {
    said = Number(line);
    if (said >= files) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return said;
}

async function spoil(path: string): Promise<void> {
  const { size, atime, mtime } = await stat(path);
  await writeFile(path, Buffer.alloc(size));
  await utimes(path, atime, mtime);
}
