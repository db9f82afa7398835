import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Command } from 'commander';
import { SpotiTagsError } from '../../errors.ts';
import { compareCodePoints } from '../../util/order.ts';
import { UsageError } from './usage-error.ts';

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

/** An image of `--image`. The id of its album is the path as it was typed. */
export interface ImageFile {
  readonly path: string;
  readonly album: string;
}

/** Adds the argument and the option of {@link artistOrImages}. */
export function withImages(command: Command): Command {
  return command
    .argument('[artist]', 'name, id or URL')
    .option('--image <files...>', 'images, or folders of images, instead of an artist’s covers');
}

/**
 * The artist, or the images of `--image`.
 * @throws UsageError if both or none are given.
 */
export async function artistOrImages(
  command: 'tag' | 'classify',
  artist: string | undefined,
  images: readonly string[] | undefined,
): Promise<string | readonly ImageFile[]> {
  if (artist !== undefined && images === undefined) return artist;
  if (artist === undefined && images !== undefined) return filesOf(images);
  throw new UsageError(
    `Type either an artist (spotitags ${command} "Sleep") or images (spotitags ${command} --image a.jpg).`,
  );
}

/** Images that are named, and those in folders that are named, sorted by name. */
async function filesOf(paths: readonly string[]): Promise<readonly ImageFile[]> {
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
        `The folder ${path} contains no images. Name images or a folder of images. For the artists of folders, type ` +
          'the artist instead of --image, and --root DIR.',
      );
    }
    for (const name of names.sort(compareCodePoints)) images.push(join(path, name));
  }
  return images.map((path) => ({ path, album: path }));
}
