import type { Sharp } from 'sharp';
import { decodePixels, type DecodingOptions, type SharpFactory } from '../../covers/decode.ts';
import type { Color } from './options.ts';
import type { InputShape } from './shape.ts';

/** Decodes an image to the size of the model's input: its middle, as large as `crop` of the shorter side. */
export async function decode(
  sharp: SharpFactory,
  bytes: Uint8Array,
  { width, height }: InputShape,
  crop: number,
  options: DecodingOptions,
): Promise<Uint8Array> {
  const [wide, high] = [Math.round(width / crop), Math.round(height / crop)];
  const middle = { left: (wide - width) >> 1, top: (high - height) >> 1, width, height };
  const resize = (upright: Sharp) => {
    // Bilinear over all source pixels, as in the training of the models.
    const whole = upright.resize(wide, high, { fit: 'cover', kernel: 'linear' });
    return crop === 1 ? whole : whole.extract(middle);
  };
  return (await decodePixels(sharp, bytes, resize, options)).data;
}

/** Writes images into a model's input, with normalized colors. */
export class Normalizer {
  /** For each channel, the result for each of the 256 values of a byte. */
  readonly #tables: readonly [Float32Array, Float32Array, Float32Array];
  readonly #shape: InputShape;

  constructor(shape: InputShape, mean: Color, std: Color) {
    const table = (channel: 0 | 1 | 2) =>
      Float32Array.from({ length: 256 }, (_, value) => (value / 255 - mean[channel]) / std[channel]);
    this.#tables = [table(0), table(1), table(2)];
    this.#shape = shape;
  }

  /** The input for `images` images. Missing images stay zero. */
  input(pictures: readonly Uint8Array[], images: number): Float32Array {
    const { width, height, layout } = this.#shape;
    const area = width * height;
    const input = new Float32Array(images * area * 3);
    const [between, step] = layout === 'NHWC' ? [1, 3] : [area, 1];
    const [red, green, blue] = this.#tables;
    for (const [at, picture] of pictures.entries()) {
      let to = at * area * 3;
      for (let from = 0; from < picture.length; from += 3) {
        input[to] = red[picture[from] ?? 0] ?? 0;
        input[to + between] = green[picture[from + 1] ?? 0] ?? 0;
        input[to + 2 * between] = blue[picture[from + 2] ?? 0] ?? 0;
        to += step;
      }
    }
    return input;
  }

  /** The dimensions of that input. */
  dims(images: number): readonly number[] {
    const { width, height, layout } = this.#shape;
    return layout === 'NHWC' ? [images, height, width, 3] : [images, 3, height, width];
  }
}
