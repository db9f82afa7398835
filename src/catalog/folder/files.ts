import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { compareCodePoints } from '../../tags/order.ts';

const imageExtensions = new Set(['.jpg', '.jpeg', '.png', '.webp', '.avif', '.gif', '.tif', '.tiff']);

export interface Listing {
  readonly folders: readonly string[];
  /** Names of files with the ending of an image. */
  readonly images: readonly string[];
}

/**
 * What is in a folder, by name in code-point order; names that begin with a dot are left out. Links are followed only
 * to what lies within `root`, a real path.
 *
 * @returns `undefined` where there is no such folder.
 */
export async function list(root: string, folder: string): Promise<Listing | undefined> {
  const path = join(root, folder);
  const entries = await readdir(path, { withFileTypes: true }).catch(missing);
  if (!entries) return undefined;
  const folders: string[] = [];
  const images: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const target = entry.isSymbolicLink() ? await resolveWithin(root, join(path, entry.name)) : entry;
    if (target?.isDirectory()) folders.push(entry.name);
    else if (target?.isFile() && imageExtensions.has(extname(entry.name).toLowerCase()))
      images.push(entry.name);
  }
  return { folders: folders.sort(compareCodePoints), images: images.sort(compareCodePoints) };
}

async function resolveWithin(root: string, link: string) {
  const target = await realpath(link).catch(missing);
  if (target === undefined || !(target === root || target.startsWith(root + sep))) return undefined;
  return stat(target);
}

function missing(error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return undefined;
  throw error;
}
