import { codeOf } from '../../errors.ts';
import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { compareCodePoints } from '../../util/order.ts';

const imageExtensions = new Set(['.jpg', '.jpeg', '.png', '.webp', '.avif', '.gif', '.tif', '.tiff']);

export interface Listing {
  readonly folders: readonly string[];
  /** Names of files with an image extension. */
  readonly images: readonly string[];
}

/**
 * The contents of a folder, sorted by code point of the names. Names that begin with a dot are left out.
 * Links are followed only to targets within `root`, which must be a real path.
 *
 * @returns `undefined` if there is no such folder.
 */
export async function list(root: string, folder: string): Promise<Listing | undefined> {
  const path = await resolveWithin(root, join(root, folder));
  const entries = path && (await readdir(path, { withFileTypes: true }).catch(missing));
  if (!entries) return undefined;
  const folders: string[] = [];
  const images: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const target = entry.isSymbolicLink() ? await linkTarget(root, join(path, entry.name)) : entry;
    if (target?.isDirectory()) folders.push(entry.name);
    else if (target?.isFile() && imageExtensions.has(extname(entry.name).toLowerCase()))
      images.push(entry.name);
  }
  return { folders: folders.sort(compareCodePoints), images: images.sort(compareCodePoints) };
}

async function linkTarget(root: string, link: string) {
  const target = await resolveWithin(root, link);
  return target === undefined ? undefined : stat(target);
}

/** The real path, if it exists and is within the root. */
async function resolveWithin(root: string, path: string): Promise<string | undefined> {
  const target = await realpath(path).catch(missing);
  return target === root || target?.startsWith(root + sep) ? target : undefined;
}

/** A folder that may not be read counts as missing, so that it does not hide the others. */
function missing(error: unknown): undefined {
  const code = codeOf(error) ?? '';
  if (['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES', 'EPERM'].includes(code)) return undefined;
  throw error;
}
