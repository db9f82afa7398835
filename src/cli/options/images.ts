import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Command } from 'commander';
import { SpotiTagsError } from '../../errors.ts';
import { compareCodePoints } from '../../util/order.ts';
import { commandOf } from '../terminal/next-step.ts';
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

/** An image of `--image`. The id of its album is the path or URL as it was typed. */
export type ImageCover = ({ readonly path: string } | { readonly url: string }) & { readonly album: string };

export function isUrl(text: string): boolean {
  return /^https?:\/\//iu.test(text);
}

/** Adds the argument and the option of {@link artistOrImages}. */
export function withImages(command: Command): Command {
  return command
    .argument('[artist]', 'name, id or URL')
    .option(
      '--image <files...>',
      'files or URLs of images, or folders of images, instead of an artist’s covers',
    );
}

/**
 * The artist, or the images of `--image`.
 * @throws UsageError if both or none are given, or if the artist is a file of an image.
 */
export async function artistOrImages(
  command: 'tag' | 'classify' | 'estimate',
  artist: string | undefined,
  images: readonly string[] | undefined,
): Promise<string | readonly ImageCover[]> {
  if (artist?.trim() === '')
    throw new UsageError('The name of the artist is empty. Type a name, an id or a URL.');
  if (artist !== undefined && images === undefined) {
    await checkNoImage(command, artist);
    return artist;
  }
  if (artist === undefined && images !== undefined) return imagesOf(images);
  throw new UsageError(
    `Type either an artist (spotitags ${command} "Sleep") or images (spotitags ${command} --image a.jpg).`,
  );
}

/** An image where an artist is expected is a common mistake. A file without such an ending may have the name of an artist. */
async function checkNoImage(command: string, artist: string): Promise<void> {
  if (!isImageName(artist) || !(await stat(artist).catch(() => undefined))?.isFile()) return;
  throw new UsageError(
    `${JSON.stringify(artist)} is a file. For images, type: ${commandOf([command, '--image', artist])}`,
  );
}

function isImageName(name: string): boolean {
  return extensions.has(extname(name).toLowerCase());
}

/** Images that are named, and those in folders that are named, at any depth, sorted by path. */
export async function imagesOf(texts: readonly string[]): Promise<readonly ImageCover[]> {
  const images: ImageCover[] = [];
  for (const text of texts) {
    if (isUrl(text)) images.push({ url: text, album: text });
    else for (const path of await pathsOf(text)) images.push({ path, album: path });
  }
  return images;
}

async function pathsOf(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const images = entries.filter((entry) => !entry.isDirectory() && isImageName(entry.name));
  if (images.length === 0) {
    throw new SpotiTagsError(
      'not-found',
      `The folder ${path} contains no images. Name images or a folder of images. For the artists of folders, type ` +
        'the artist instead of --image, and --root DIR.',
    );
  }
  return images.map(({ parentPath, name }) => join(parentPath, name)).sort(compareCodePoints);
}
