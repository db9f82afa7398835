import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SpotiTagsError, codeOf } from '../errors.ts';

/**
 * Writes a file completely or not at all. The file gets its name when `write` is done and the data is on
 * disk.
 */
export async function writeWhole<T>(path: string, write: (file: FileHandle) => Promise<T>): Promise<T> {
  const target = await stat(path).catch(() => undefined);
  if (target?.isDirectory()) {
    throw new SpotiTagsError('invalid-input', `${path} is a folder. Give the name of a file to write.`);
  }
  await removeAbandoned(path);
  const unfinished = `${path}.${process.pid}.part`;
  const file = await open(unfinished, 'w');
  try {
    const result = await write(file);
    await file.sync();
    await file.close();
    await rename(unfinished, path);
    return result;
  } catch (error) {
    await file.close();
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Removes unfinished files of killed processes. */
async function removeAbandoned(path: string): Promise<void> {
  const [folder, name] = [dirname(path), basename(path)];
  const siblings = await readdir(folder).catch(() => []);
  for (const sibling of siblings) {
    if (!sibling.startsWith(`${name}.`)) continue;
    const pid = /^\.(\d+)\.part$/u.exec(sibling.slice(name.length))?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(folder, sibling), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    // Signal 0 sends nothing. It only checks whether the process exists.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process exists, but belongs to another user.
    return codeOf(error) === 'EPERM';
  }
}
