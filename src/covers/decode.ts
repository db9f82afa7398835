import type { Sharp, SharpOptions } from 'sharp';
import { SpotiTagsError } from '../errors.ts';
import { coverLimits } from './limits.ts';
import { importOptional } from '../util/optional-package.ts';

/** The part of sharp that is needed; a function from bytes to a pipeline. */
export type SharpFactory = (input: Uint8Array, options: SharpOptions) => Sharp;

/** An image in sRGB: three bytes a pixel, row by row. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * @param who - what needs it, to begin the sentence of the error with.
 * @param importSharp - for tests: what stands in for `import('sharp')`.
 */
export async function loadSharp(
  who: string,
  importSharp: () => Promise<{ default: SharpFactory }> = () => import('sharp'),
): Promise<SharpFactory> {
  return (await importOptional(who, 'sharp', importSharp)).default;
}

/**
 * Decodes an image: turned upright as its EXIF says, the first frame of several, transparency on white (the color of
 * the page it would be shown on), in sRGB whatever its profile was.
 *
 * @param resize - what is done about its size, once it is upright.
 */
export async function decodePixels(
  sharp: SharpFactory,
  bytes: Uint8Array,
  resize: (upright: Sharp) => Sharp,
): Promise<Pixels> {
  try {
    const { data, info } = await resize(
      sharp(bytes, { limitInputPixels: coverLimits.pixels, failOn: 'error' }).autoOrient(),
    )
      .flatten({ background: '#ffffff' })
      .toColorspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
  } catch (cause) {
    throw new SpotiTagsError('cover', explain(cause), { cause });
  }
}

function explain(cause: unknown): string {
  const reason = cause instanceof Error ? cause.message : '';
  if (/exceeds pixel limit/i.test(reason)) {
    return `The image has more than ${coverLimits.pixels / 1e6} megapixels, the most that are decoded.`;
  }
  return 'The image cannot be decoded: it is broken, or of a format that the installed sharp does not read.';
}
