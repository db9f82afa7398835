import type { Sharp, SharpOptions } from 'sharp';
import { SpotiTagsError } from '../errors.ts';
import { coverLimits } from './limits.ts';
import { importOptional } from '../util/optional-package.ts';

/** The part of sharp that is needed: a function from bytes to a pipeline. */
export type SharpFactory = (input: Uint8Array, options: SharpOptions) => Sharp;

/** An image in sRGB: three bytes per pixel, row by row. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * @param who - what needs sharp. It begins the sentence of the error.
 * @param importSharp - replaces `import('sharp')` in tests.
 */
export async function loadSharp(
  who: string,
  importSharp: () => Promise<{ default: SharpFactory }> = () => import('sharp'),
): Promise<SharpFactory> {
  return (await importOptional(who, 'sharp', importSharp)).default;
}

/**
 * Decodes an image to sRGB, whatever its color profile. It is rotated as its EXIF data says. Of several
 * frames the first is used. Transparent parts become white, the usual color of a page.
 *
 * @param resize - how to resize the image after rotation.
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
    return `The image has more than ${coverLimits.pixels / 1e6} megapixels, which is the limit.`;
  }
  return 'The image cannot be decoded. It is damaged, or the installed sharp does not support its format.';
}
