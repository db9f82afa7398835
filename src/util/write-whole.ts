import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SpotiTagsError, codeOf } from '../errors.ts';

/** Writes a file whole or not at all: it appears under its name once `write` is done, and on disk. */
export async function writeWhole<T>(path: string, write: (file: FileHandle) => Promise<T>): Promise<T> {
  const target = await stat(path).catch(() => undefined);
  if (target?.isDirectory()) {
    throw new SpotiTagsError('invalid-input', `${path} is a folder; expected the name of a file to write.`);
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

/** Unfinished files of processes that were killed. */
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
    // Sends nothing: asks whether it could.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process may not be asked.
    return codeOf(error) === 'EPERM';
  }
}
