import { randomUUID } from 'node:crypto';
import { accessSync, closeSync, constants, lstatSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { SpotiTagsError, codeOf } from '../../errors.ts';

/** More than a new lock and a new database take. */
const newBytes = 32_768;
const names = ['data.mdb', 'lock.mdb'] as const;

/**
 * Checks that LMDB can open its files. LMDB ends the process with SIGSEGV if the lock cannot be made, and
 * waits without end for a pipe.
 * @throws SpotiTagsError `invalid-input` for files that are not regular, or may not be read and written.
 */
export function checkFiles(folder: string): void {
  const isNew = names.map((name) => !isUsable(folder, name));
  if (isNew.includes(true)) checkRoom(folder);
}

/** Whether the file is there with content. */
function isUsable(folder: string, name: string): boolean {
  const path = join(folder, name);
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return false;
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile()) throw refused(folder, `${name} is not a file`);
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch (cause) {
    throw refused(folder, `${name} cannot be read and written: ${codeOf(cause) ?? 'unknown reason'}`, cause);
  }
  return found.size > 0;
}

/** Writes a file as large as the new ones, because LMDB maps its lock into memory without asking for room. */
function checkRoom(folder: string): void {
  const path = join(folder, `probe-${randomUUID()}`);
  try {
    const file = openSync(path, 'wx');
    try {
      for (let left = newBytes; left > 0;) left -= writeSync(file, Buffer.alloc(left));
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw refused(folder, `a file cannot be written there: ${codeOf(cause) ?? 'unknown reason'}`, cause);
  } finally {
    rmSync(path, { force: true });
  }
}

function refused(folder: string, problem: string, cause?: unknown): SpotiTagsError {
  const text = `A store cannot be opened at ${folder} (${problem}). Give a folder that can be written, on a disk with room.`;
  return new SpotiTagsError('invalid-input', text, { cause });
}
