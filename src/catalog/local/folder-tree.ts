import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { isMusicFile } from '../../covers/music-files.ts';
import { SpotiTagsError, codeOf } from '../../errors.ts';
import { compareCodePoints } from '../../util/order.ts';

const imageExtensions = new Set('.jpg .jpeg .jpe .jfif .png .webp .avif .gif .tif .tiff'.split(' '));

/** Folders of operating systems and network drives, in lower case. */
const systemFolders = new Set([
  '@eadir',
  '@recently-snapshot',
  '@recycle',
  '@tmp',
  '#recycle',
  '#snapshot',
  '$recycle.bin',
  '__macosx',
  'found.000',
  'lost+found',
  'network trash folder',
  'recycler',
  'system volume information',
  'temporary items',
]);

export interface Listing {
  /** The real path of the folder. */
  readonly path: string;
  readonly folders: readonly string[];
  /** Names of files with an image extension. */
  readonly images: readonly string[];
  /** Names of files with the extension of a music file. */
  readonly tracks: readonly string[];
  /** Names of links out of the root, which are not followed. */
  readonly outsideLinks: readonly string[];
}

/** The folders and images below a root. Paths are relative to it, with `/` between their parts. */
export class FolderTree {
  readonly root: string;
  readonly #followLinks: boolean;

  /**
   * @param root - a real path.
   * @param followLinks - whether links out of the root are followed.
   */
  constructor(root: string, followLinks: boolean) {
    this.root = root;
    this.#followLinks = followLinks;
  }

  /**
   * The contents of a folder, sorted by code point of the names. Hidden and system entries are left out.
   * @returns `undefined` if there is no such folder, or if it may not be read.
   */
  async list(folder: string): Promise<Listing | undefined> {
    const path = await this.#resolve(join(this.root, folder));
    const entries = path && (await readdir(path, { withFileTypes: true }).catch(missing));
    if (!entries) return undefined;
    const folders: string[] = [];
    const images: string[] = [];
    const outsideLinks: string[] = [];
    const tracks: string[] = [];
    for (const entry of entries) {
      const { name } = entry;
      if (isHidden(name)) continue;
      const target = entry.isSymbolicLink() ? await this.#linkTarget(join(path, name)) : entry;
      if (target === 'outside') outsideLinks.push(name);
      else if (target?.isDirectory()) {
        if (!systemFolders.has(name.toLowerCase())) folders.push(name);
      } else if (target?.isFile()) {
        const extension = extname(name).toLowerCase();
        if (imageExtensions.has(extension)) images.push(name);
        else if (isMusicFile(name)) tracks.push(name);
      }
    }
    folders.sort(compareCodePoints);
    images.sort(compareCodePoints);
    tracks.sort(compareCodePoints);
    return { path, folders, images, tracks, outsideLinks };
  }

  async #linkTarget(link: string) {
    const target = await realpath(link).catch(missing);
    if (target === undefined) return undefined;
    return this.#followLinks || isWithin(this.root, target) ? stat(target).catch(missing) : 'outside';
  }

  /** The real path, if it exists and may be entered. */
  async #resolve(path: string): Promise<string | undefined> {
    // With links, a path may lead out of the root, but never by `..`.
    if (path.includes('\0') || !isWithin(this.root, path)) return undefined;
    const target = await realpath(path).catch(missing);
    return target !== undefined && (this.#followLinks || isWithin(this.root, target)) ? target : undefined;
  }
}

/**
 * The real path of a catalog's root.
 * @param contents - what the folder should contain. It ends the sentence of the error.
 * @throws SpotiTagsError `not-found` if it does not exist or may not be read; `invalid-input` if it is not a folder.
 */
export async function openRoot(folder: string, contents: string): Promise<string> {
  const shown = JSON.stringify(folder);
  const root = await realpath(folder).catch((cause: unknown) => {
    const isDenied = ['EACCES', 'EPERM'].includes(codeOf(cause) ?? '');
    const reason = isDenied ? 'may not be read' : 'does not exist';
    throw new SpotiTagsError('not-found', `The folder ${shown} ${reason}.`, { cause });
  });
  if ((await stat(root)).isDirectory()) return root;
  throw new SpotiTagsError(
    'invalid-input',
    `${shown} is not a folder. Pass the folder that contains the ${contents}.`,
  );
}

/** Whether the path is the folder itself or below it. Both are absolute and normalized. */
export function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/**
 * `.git`, `.DS_Store` and `._cover.jpg` are hidden. `...And Justice for All`, `.38 Special` and `.gif from god` are
 * names.
 */
function isHidden(name: string): boolean {
  return name.startsWith('._') || /^\.(?![.\d])\S*$/u.test(name);
}

/** A file or folder that may not be read counts as missing, so that it does not hide the others. */
export function missing(error: unknown): undefined {
  const codes = ['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES', 'EPERM', 'ENAMETOOLONG', 'EINVAL', 'EIO', 'ESTALE'];
  if (codes.includes(codeOf(error) ?? '')) return undefined;
  throw error;
}
