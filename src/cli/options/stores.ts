import { join } from 'node:path';
import type { Command } from 'commander';
import { type DiskStore, diskStore } from '../../store/disk/disk-store.ts';
import type { Io } from '../terminal/io.ts';

export interface StoreOptions {
  readonly store?: string;
}

export function withStoreOption(command: Command): Command {
  return command.option(
    '--store <folder>',
    'where tags are kept (default: spotitags in the user’s cache folder)',
  );
}

/** The store of the command line: none where no folder is named, and the user has none for caches. */
export async function openStore({ store }: StoreOptions, io: Io): Promise<DiskStore | undefined> {
  const folder = store ?? cacheFolder(io);
  return folder === undefined ? undefined : diskStore(folder);
}

/** The user's folder for caches, if there is one: what is in it can be had again. */
export function cacheFolder({ env }: Io): string | undefined {
  const { XDG_CACHE_HOME: cache, LOCALAPPDATA: local, HOME: home } = env;
  const base = cache ?? local ?? (home === undefined ? undefined : join(home, '.cache'));
  return base === undefined ? undefined : join(base, 'spotitags');
}
