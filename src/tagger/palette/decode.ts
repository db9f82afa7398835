import type { Sharp, SharpOptions } from 'sharp';
import { SpotiTagsError } from '../../errors.ts';
import { importPeer } from '../../peer.ts';
import { SIDE, type Raster } from './planes.ts';

/** The part of sharp that is needed; a function from bytes to a pipeline. */
export type SharpFactory = (input: Uint8Array, options: SharpOptions) => Sharp;

/** More than this is refused before a pixel is decoded. */
const MAX_PIXELS = 100_000_000;

/** @param importSharp - for tests: what stands in for `import('sharp')`. */
export async function loadSharp(
  importSharp: () => Promise<{ default: SharpFactory }> = () => import('sharp'),
): Promise<SharpFactory> {
  return (await importPeer('The palette tagger', 'sharp', importSharp)).default;
}

/**
 * Decodes an image and squeezes it into a square: turned upright as its EXIF says, the first frame of several,
 * transparency on white (the colour of the page it would be shown on), in sRGB whatever its profile was.
 */
export async function decode(sharp: SharpFactory, bytes: Uint8Array): Promise<Raster> {
  try {
    return await sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
      .autoOrient()
      .resize(SIDE, SIDE, { fit: 'fill' })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer();
  } catch (cause) {
    throw new SpotiTagsError('cover', explain(cause), { cause });
  }
}

function explain(cause: unknown): string {
  const reason = cause instanceof Error ? cause.message : '';
  if (/exceeds pixel limit/i.test(reason)) {
    return `The image has more than ${MAX_PIXELS / 1e6} megapixels, the most that are decoded`;
  }
  return 'The image cannot be decoded: it is broken, or of a format that the installed sharp does not read';
}
