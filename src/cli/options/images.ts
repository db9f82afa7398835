import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { SpotiTagsError } from '../../errors.ts';
import { compareCodePoints } from '../../util/order.ts';

const extensions = new Set([
  '.jpg',
  '.jpeg',
  '.jpe',
  '.jfif',
  '.png',
  '.webp',
  '.avif',
  '.gif',
  '.tif',
  '.tiff',
]);

/** The images of `--image`: those that are named, and those in folders that are named, sorted by name. */
export async function imagesOf(paths: readonly string[]): Promise<string[]> {
  const images: string[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (!found?.isDirectory()) {
      images.push(path);
      continue;
    }
    const names = (await readdir(path)).filter((name) => extensions.has(extname(name).toLowerCase()));
    if (names.length === 0) {
      throw new SpotiTagsError(
        'not-found',
        `The folder ${path} contains no images. Name images or a folder of images. To tag the artists of folders, ` +
          'type spotitags tag ARTIST --root DIR.',
      );
    }
    for (const name of names.sort(compareCodePoints)) images.push(join(path, name));
  }
  return images;
}
