import type { Sharp } from 'sharp';
import { decodePixels, type DecodingOptions, type Pixels, type SharpFactory } from '../../covers/decode.ts';
import type { Box, Size } from './boxes.ts';

/** Numbers of an image as the models take it: all blues, all greens, all reds. */
export interface Input extends Size {
  readonly data: Float32Array;
}

/** Longer sides are shrunk to this. Small lettering of a larger image could be read better, but decoding and memory grow. */
const longest = 960;
/** The detector gets an image with this longer side. Twice as much takes four times as long, and finds little more. */
const detectorSide = 480;
/** The recognizer takes lines of this height. */
const lineHeight = 48;
/** Longer lines are squeezed. A line of this width has about eighty letters. */
const mostWidth = 960;
/**
 * The detector needs multiples of this. The recognizer gets them too, because onnxruntime keeps a plan of its memory for each
 * width that it has seen.
 */
const multiple = 32;

/** ImageNet's mean and deviation, which PaddleOCR applies to blue, green and red in this order. */
const imageNet = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] } as const;
const half = { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] } as const;

export function decode(sharp: SharpFactory, bytes: Uint8Array, options: DecodingOptions): Promise<Pixels> {
  const shrink = (upright: Sharp) =>
    upright.resize(longest, longest, { fit: 'inside', withoutEnlargement: true });
  return decodePixels(sharp, bytes, shrink, options);
}

/** The whole image for the detector, and the size of the image in it. */
export async function detectorInput(sharp: SharpFactory, image: Pixels): Promise<Input & { size: Size }> {
  const scale = detectorSide / Math.max(image.width, image.height);
  const size = {
    width: Math.max(1, Math.round(image.width * scale)),
    height: Math.max(1, Math.round(image.height * scale)),
  };
  const resized = await raw(sharp, image).resize(size.width, size.height, { fit: 'fill' }).toBuffer();
  return { ...padded(resized, size, roundedUp(size.height), imageNet), size };
}

/** A line of lettering for the recognizer. */
export async function lineInput(sharp: SharpFactory, image: Pixels, box: Box): Promise<Input> {
  const left = Math.floor(box.left * image.width);
  const top = Math.floor(box.top * image.height);
  const width = Math.max(1, Math.min(image.width - left, Math.ceil(box.width * image.width)));
  const height = Math.max(1, Math.min(image.height - top, Math.ceil(box.height * image.height)));
  const size = {
    width: Math.min(mostWidth, Math.max(multiple / 2, Math.round((width / height) * lineHeight))),
    height: lineHeight,
  };
  const line = raw(sharp, image).extract({ left, top, width, height });
  const resized = await line.resize(size.width, size.height, { fit: 'fill' }).toBuffer();
  return padded(resized, size, lineHeight, half);
}

function raw(sharp: SharpFactory, { data, width, height }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } }).raw();
}

/** The image with normalized colors. What is added at the right and at the bottom is zero, the mean color. */
function padded(
  data: Uint8Array,
  { width, height }: Size,
  high: number,
  { mean, deviation }: typeof imageNet | typeof half,
): Input {
  const wide = roundedUp(width);
  const input = new Float32Array(3 * wide * high);
  for (const channel of [0, 1, 2] as const) {
    for (let y = 0; y < height; y++) {
      const to = (channel * high + y) * wide;
      let from = y * width * 3 + 2 - channel;
      for (let x = 0; x < width; x++, from += 3)
        input[to + x] = ((data[from] ?? 0) / 255 - mean[channel]) / deviation[channel];
    }
  }
  return { data: input, width: wide, height: high };
}

function roundedUp(value: number): number {
  return Math.ceil(value / multiple) * multiple;
}
