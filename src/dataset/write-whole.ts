import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { SpotiTagsError } from '../errors.ts';

/** Writes a file whole or not at all: it appears under its name once `write` is done, and on disk. */
export async function writeWhole<T>(path: string, write: (file: FileHandle) => Promise<T>): Promise<T> {
  const target = await stat(path).catch(() => undefined);
  if (target?.isDirectory()) {
    throw new SpotiTagsError('invalid-input', `${path} is a folder; expected the name of a file to write.`);
  }
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
