import type { Sharp } from 'sharp';
import * as v from 'valibot';
import { SpotiTagsError } from '../../errors.ts';

/** How to resize an image to the size that the model's own preparation gives. */
export interface Preparation {
  readonly width: number;
  readonly height: number;
  readonly resize: (upright: Sharp) => Sharp;
}

const pixels = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096));

/** The used part of a preprocessor_config.json. */
const config = v.object({
  size: v.union([
    v.object({ height: pixels, width: pixels }),
    v.object({ shortest_edge: pixels }),
    // The form of the first CLIP models. It also means the shorter side.
    pixels,
  ]),
  /** Pillow's number of the resampling filter. */
  resample: v.nullish(v.number(), 2),
});

const kernels = new Map([
  [0, 'nearest'],
  [1, 'lanczos3'],
  [2, 'linear'],
  [3, 'cubic'],
] as const);

/**
 * Follows `preprocessor_config.json` while an image is decoded. The library's own resizing skips pixels when
 * it shrinks, and would make an image of gigabytes from one that is one pixel wide and very long. The library
 * still does the crop, if the model needs one, and the colors.
 *
 * @throws SpotiTagsError `invalid-input` if the file has no size, or an unknown kind of size.
 */
export function preparationOf(asked: unknown): Preparation {
  const parsed = v.safeParse(config, asked, { abortEarly: true });
  if (!parsed.success) {
    const text =
      'The preprocessor_config.json of the model must have a size in pixels: a number, shortest_edge, or height and width.';
    throw new SpotiTagsError('invalid-input', text);
  }
  const { size, resample } = parsed.output;
  const kernel = [...kernels].find(([number]) => number === resample)?.[1] ?? 'linear';
  if (typeof size === 'object' && 'height' in size) {
    const { width, height } = size;
    return { width, height, resize: (upright) => upright.resize(width, height, { fit: 'fill', kernel }) };
  }
  // Models take squares and would cut off the rest of the longer side.
  const side = typeof size === 'number' ? size : size.shortest_edge;
  return {
    width: side,
    height: side,
    resize: (upright) => upright.resize(side, side, { fit: 'cover', kernel }),
  };
}
