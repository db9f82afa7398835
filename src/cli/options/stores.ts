import { isAbsolute, join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { SpotiTagsError } from '../../errors.ts';
import { type DiskStore, diskStore } from '../../store/disk/disk-store.ts';
import { type Io, printable } from '../terminal/io.ts';
import { UsageError } from './usage-error.ts';

export interface StoreOptions {
  readonly store?: string;
}

export function withStoreOption(command: Command): Command {
  return command.option(
    '--store <folder>',
    'the folder that keeps tags (default: spotitags in the user’s cache folder)',
    (text) => {
      if (text !== '') return text;
      throw new InvalidArgumentError('Type the name of a folder.');
    },
  );
}

/**
 * The folder of the store, for commands that need one.
 * @throws UsageError if no folder is named and the user has no cache folder.
 */
export function storeFolder({ store }: StoreOptions, io: Io): string {
  const folder = store ?? cacheFolder(io);
  if (folder !== undefined) return folder;
  throw new UsageError('There is no cache folder for this user, so nothing would be kept. Type --store DIR.');
}

/**
 * The store of the command line. None if no folder is named, and the user has no cache folder or has not installed what a store
 * needs. Then a line says so.
 */
export async function openStore({ store }: StoreOptions, io: Io): Promise<DiskStore | undefined> {
  if (store !== undefined) return diskStore(store);
  const folder = cacheFolder(io);
  if (folder !== undefined) io.stderr.detail(`The store is ${folder}, the default.`);
  if (folder === undefined) return undefined;
  try {
    return await diskStore(folder);
  } catch (error) {
    if (!SpotiTagsError.isInstance(error, 'missing-package')) throw error;
    io.stderr.write(`Tags are kept until this command ends, and not on disk. ${printable(error.message)}\n`);
    return undefined;
  }
}

/** The user's cache folder, if there is one. Its contents can be created again. */
export function cacheFolder({ env }: Io): string | undefined {
  const { XDG_CACHE_HOME: cache, LOCALAPPDATA: local, HOME: home } = env;
  // Relative paths and empty ones are to be ignored, says the XDG Base Directory Specification. They would lead into
  // the working directory.
  const base = [cache, local, home && join(home, '.cache')].find((path) => path && isAbsolute(path));
  return base && join(base, 'spotitags');
}
