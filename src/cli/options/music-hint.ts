import { opendir } from 'node:fs/promises';
import { SpotiTagsError } from '../../errors.ts';
import { isMusicFile } from '../../covers/music-files.ts';

/** Entries of a folder that are looked at. */
const mostLooked = 2000;

/** What to type if the catalog of folders found nothing, because its folder is a music library. Empty otherwise. */
export async function musicHint(
  error: unknown,
  { root, catalog = 'folder' }: { readonly root?: unknown; readonly catalog?: unknown },
): Promise<string> {
  if (!SpotiTagsError.isInstance(error, 'not-found') || typeof root !== 'string' || catalog !== 'folder')
    return '';
  try {
    let looked = 0;
    for await (const { name } of await opendir(root, { recursive: true })) {
      if (isMusicFile(name))
        return ' The folder has music files. For your own music, type --catalog library.';
      if ((looked += 1) >= mostLooked) break;
    }
  } catch {
    // The error says already what is wrong with the folder.
  }
  return '';
}
