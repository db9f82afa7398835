import type { Sharp } from 'sharp';
import * as v from 'valibot';
import { SpotiTagsError } from '../../errors.ts';

/** How an image is brought to the size that the model's own preparation would bring it to. */
export interface Preparation {
  readonly width: number;
  readonly height: number;
  readonly resize: (upright: Sharp) => Sharp;
}

const pixels = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096));

/** The part of a preprocessor_config.json that says so. */
const config = v.object({
  size: v.union([
    v.object({ height: pixels, width: pixels }),
    v.object({ shortest_edge: pixels }),
    // Of CLIP's first models, and the shorter side too.
    pixels,
  ]),
  /** Pillow's number of the way to resize. */
  resample: v.nullish(v.number(), 2),
});

const kernels = new Map([
  [0, 'nearest'],
  [1, 'lanczos3'],
  [2, 'linear'],
  [3, 'cubic'],
] as const);

/**
 * What `preprocessor_config.json` asks for, done while an image is decoded: the library's own way leaves out pixels
 * where it shrinks, and would make one of gigabytes of an image that is one pixel wide and long. Left to the library are
 * a smaller piece of the middle, if the model wants one, and the colors.
 *
 * @throws SpotiTagsError `invalid-input` for what asks for no size, or for one in a way that is not known.
 */
export function preparationOf(asked: unknown): Preparation {
  const parsed = v.safeParse(config, asked);
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
  // Models take squares: what is longer than the shorter side, they would cut off next.
  const side = typeof size === 'number' ? size : size.shortest_edge;
  return {
    width: side,
    height: side,
    resize: (upright) => upright.resize(side, side, { fit: 'cover', kernel }),
  };
}
