import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openRoot } from '../catalog/local/folder-tree.ts';
import { SpotiTagsError } from '../errors.ts';

/** Where the picture of a cover is, below a root. */
export function belowRoot(root: string, path: string): string {
  return join(root, ...path.split('/'));
}

/**
 * Whether the root can be the folder that was collected. A cover may have been moved since then, but not all of them.
 *
 * @param paths - where covers are below it.
 * @throws SpotiTagsError `not-found` if there is no such folder, or if none of the covers is there; `invalid-input` if it is a
 * file.
 */
export async function checkRoot(root: string, paths: readonly string[]): Promise<void> {
  const [first] = paths;
  if (first === undefined) return;
  await openRoot(root, 'covers');
  for (const path of paths) {
    if (await stat(belowRoot(root, path)).catch(() => undefined)) return;
  }
  const which =
    paths.length === 1
      ? `The cover ${JSON.stringify(first)} is not below ${JSON.stringify(root)}`
      : `None of the ${paths.length} covers is below ${JSON.stringify(root)} (first: ${first})`;
  throw new SpotiTagsError('not-found', `${which}. Use the folder that was collected as the root.`);
}
