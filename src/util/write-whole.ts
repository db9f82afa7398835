import { createHash, randomUUID } from 'node:crypto';
import { type Stats, constants, readFileSync, readlinkSync } from 'node:fs';
import { access, lstat, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { SpotiTagsError, codeOf } from '../errors.ts';

/** A file that is written from its start to its end. */
export interface WholeFile {
  /** Writes all of it, or rejects. `FileHandle.write` may write a part, on a full disk for example, and does not reject. */
  write(part: string | Uint8Array): Promise<void>;
}

/**
 * Writes a file completely or not at all. The file gets its name when `write` is done and the data is on
 * disk. A link to a file stays, and the file behind it is replaced.
 *
 * @throws SpotiTagsError as {@link checkWritable}, or if the disk is full.
 */
export async function writeWhole<T>(path: string, write: (file: WholeFile) => Promise<T>): Promise<T> {
  const target = await checkWritable(path);
  await removeAbandoned(target.path);
  const unfinished = `${target.path}.${owner()}-${process.pid}-${randomUUID().slice(0, 8)}.part`;
  // `wx`: another program may have put a link there.
  const file = await open(unfinished, 'wx', target.mode);
  try {
    const result = await write({ write: (part) => file.writeFile(part) });
    await file.sync();
    await file.close();
    await rename(unfinished, target.path);
    return result;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(unfinished, { force: true });
    throw isFull(error) ? unwritable(path, `cannot be written (${error.message})`, error) : error;
  }
}

interface Target {
  /** The file itself, if the given path is a link to it. */
  readonly path: string;
  /** The permissions of the file that is replaced, or those of a new one. */
  readonly mode: number;
}

/**
 * Checks before the work whether a file can be written there. Only a regular file is ever replaced, because
 * a pipe or a device would be gone afterwards.
 *
 * @throws SpotiTagsError `invalid-input` for an empty path, a folder, a pipe, a device, or a folder that does
 * not exist or must not be written.
 */
export async function checkWritable(path: string): Promise<Target> {
  if (path === '') throw new SpotiTagsError('invalid-input', 'The name of the file to write is empty.');
  // /dev/stdout is a link that may end at a regular file.
  if (/^\/(?:dev|proc)\//u.test(resolve(path))) throw unwritable(path, 'is not a regular file');
  const target = await followLink(path);
  const found = await statOf(target);
  if (found?.isDirectory()) throw unwritable(path, 'is a folder');
  if (found && !found.isFile()) throw unwritable(path, `is a ${kindOf(found)}, not a regular file`);
  const folder = dirname(target);
  try {
    if (!(await stat(folder)).isDirectory())
      throw unwritable(path, `cannot be written: ${folder} is not a folder`);
    await access(folder, constants.W_OK);
  } catch (error) {
    if (SpotiTagsError.isInstance(error)) throw error;
    const isMissing = codeOf(error) === 'ENOENT';
    if (isMissing) throw unwritable(path, `cannot be written: the folder ${folder} does not exist`, error);
    throw unwritable(
      path,
      `cannot be written: the folder ${folder} must not be written (${codeOf(error)})`,
      error,
    );
  }
  return { path: target, mode: found ? found.mode & 0o777 : 0o666 };
}

async function followLink(path: string): Promise<string> {
  const link = await lstat(path).catch(() => undefined);
  if (!link?.isSymbolicLink()) return path;
  return realpath(path).catch((error: unknown) => {
    throw unwritable(path, 'is a link to a file that does not exist', error);
  });
}

async function statOf(path: string): Promise<Stats | undefined> {
  return stat(path).catch((error: unknown) => {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw unwritable(path, `cannot be written (${code ?? String(error)})`, error);
  });
}

function kindOf(found: Stats): string {
  if (found.isFIFO()) return 'pipe';
  return found.isSocket() ? 'socket' : 'device';
}

function unwritable(path: string, reason: string, cause?: unknown): SpotiTagsError {
  return new SpotiTagsError('invalid-input', `${path} ${reason}. Give the name of a file to write.`, {
    cause,
  });
}

function isFull(error: unknown): error is Error {
  return ['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'EIO'].includes(codeOf(error) ?? '');
}

/**
 * Removes unfinished files of killed processes. Only of those that this process can see: in another container,
 * or on another machine that shares the folder, the same number may be a process that is alive.
 */
async function removeAbandoned(path: string): Promise<void> {
  const [folder, name] = [dirname(path), basename(path)];
  const siblings = await readdir(folder).catch(() => []);
  for (const sibling of siblings) {
    if (!sibling.startsWith(`${name}.${owner()}-`)) continue;
    const pid = /^-(\d+)-[\da-f]{8}\.part$/u.exec(sibling.slice(`${name}.${owner()}`.length))?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(folder, sibling), { force: true });
  }
}

let ownerHash: string | undefined;

/** Tells apart processes of different machines, boots and containers. */
function owner(): string {
  return (ownerHash ??= createHash('sha256').update(pidSpace()).digest('hex').slice(0, 12));
}

/** What makes the number of a process unique. */
function pidSpace(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
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
