import type { Metadata, Sharp, SharpOptions, cache } from 'sharp';
import { SpotiTagsError } from '../errors.ts';
import { importOptional } from '../util/optional-package.ts';
import { WeightedLimit } from '../util/weighted-limit.ts';
import { imageFormat, type ImageFormat } from './format.ts';
import { coverLimits } from './limits.ts';

/** The part of sharp that is needed: a function from bytes to a pipeline, and its cache. */
export interface SharpFactory {
  (input: Uint8Array, options: SharpOptions): Sharp;
  readonly cache: typeof cache;
}

/** An image in sRGB: three bytes per pixel, row by row. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface DecodingOptions {
  /** @default 40_000_000 */
  readonly maxPixels?: number | undefined;
  /** If it aborts, no decoding starts. What runs ends after five seconds at the latest. */
  readonly signal?: AbortSignal | undefined;
}

/** How many bytes of memory the limit of pixels stands for, by pixel. Most formats take less, AVIF takes more. */
const bytesPerPixel = 18;

/**
 * Limits the memory of all images that are decoded at the same time. Small images run together, and large ones, from half
 * of the limit, run alone.
 */
const decoding = new WeightedLimit(coverLimits.pixels * bytesPerPixel);

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
  options: DecodingOptions = {},
): Promise<Pixels> {
  const { data, info } = await decodeUpright(sharp, bytes, options, (upright) =>
    resize(upright).flatten({ background: '#ffffff' }).toColorspace('srgb').raw(),
  );
  return { data, width: info.width, height: info.height };
}

/**
 * Decodes an image, rotated as its EXIF data says, within the limits of memory and time.
 *
 * @param finish - the rest of the pipeline.
 * @throws SpotiTagsError `cover` for an image of another format, a damaged one, or one beyond a limit.
 */
export async function decodeUpright(
  sharp: SharpFactory,
  bytes: Uint8Array,
  { maxPixels = coverLimits.pixels, signal }: DecodingOptions,
  finish: (upright: Sharp) => Sharp,
) {
  const format = imageFormat(bytes);
  const settings = { limitInputPixels: maxPixels, failOn: 'error' } as const;
  const decode = (input: Uint8Array, space: string) =>
    finish(withPipelineSpace(sharp(input, settings).autoOrient(), space))
      .timeout({ seconds: coverLimits.decodingSeconds })
      .toBuffer({ resolveWithObject: true });
  try {
    const metadata = await sharp(bytes, settings).metadata();
    const work = async () => {
      try {
        return await decode(bytes, metadata.space);
      } catch (error) {
        if (format !== 'jpeg' || !/premature end of JPEG/iu.test(messageOf(error))) throw error;
        signal?.throwIfAborted();
        const whole = await withEnd(sharp, bytes, settings);
        signal?.throwIfAborted();
        return await decode(whole, metadata.space);
      }
    };
    return await decoding.run(memoryOf(metadata, format, maxPixels), work, signal);
  } catch (cause) {
    signal?.throwIfAborted();
    if (SpotiTagsError.isInstance(cause)) throw cause;
    throw explained(cause, maxPixels);
  } finally {
    emptyCache(sharp);
  }
}

/**
 * libvips keeps the last hundred decoded images, and does not count the memory of the decoders for JPEG, GIF and AVIF. No
 * image is decoded twice, so it is freed at once. The settings stay as they are.
 */
function emptyCache(sharp: SharpFactory): void {
  const { memory, files, items } = sharp.cache();
  sharp.cache(false);
  sharp.cache({ memory: memory.max, files: files.max, items: items.max });
}

/**
 * The JPEG with an end marker. Viewers show an image that lacks only the marker. If data is missing too, the decoder warns of
 * it, now that the file has an end. It does so only if it reads all rows at full size, which this option makes it do.
 */
async function withEnd(sharp: SharpFactory, jpeg: Uint8Array, settings: SharpOptions): Promise<Uint8Array> {
  const whole = Buffer.concat([jpeg, Uint8Array.of(0xff, 0xd9)]);
  await sharp(whole, { ...settings, failOn: 'warning' })
    .pipelineColorspace('srgb')
    .resize(8, 8, { fit: 'fill' })
    .timeout({ seconds: coverLimits.decodingSeconds })
    .toBuffer();
  return whole;
}

/**
 * libvips reads the profile of an image with 16 bits per color in the wrong space, unless the image has 8 bits before.
 * For other images the option is left out, because it changes how they are shrunk.
 */
function withPipelineSpace(upright: Sharp, space: string): Sharp {
  if (space === 'rgb16') return upright.pipelineColorspace('srgb');
  return space === 'grey16' ? upright.pipelineColorspace('b-w') : upright;
}

const sampleBytes = new Map([
  ['uchar', 1],
  ['char', 1],
  ['ushort', 2],
  ['short', 2],
  ['uint', 4],
  ['int', 4],
  ['float', 4],
]);

/** The most bytes that decoding takes, as measured for each format. */
function memoryOf(
  { format: opened, width, height, channels, depth }: Metadata,
  format: ImageFormat,
  maxPixels: number,
): number {
  // The decoder chooses by content too, and has an order of its own.
  if (!decoders[format].includes(opened)) throw new Error(`${opened} in a file of ${format}`);
  const bytes = sampleBytes.get(depth) ?? 16;
  const perPixel = format === 'avif' ? (bytes > 1 ? 27 : 20) : Math.max(12, 1.5 * channels * bytes);
  const memory = width * height * perPixel;
  if (memory > maxPixels * bytesPerPixel)
    throw tooLarge((maxPixels * bytesPerPixel) / perPixel, ' for images of its kind');
  return memory;
}

/** The decoders of each format, as sharp names them. `uhdr` is a JPEG with a second one for bright screens. */
const decoders: Readonly<Record<ImageFormat, readonly string[]>> = {
  jpeg: ['jpeg', 'uhdr'],
  png: ['png'],
  webp: ['webp'],
  avif: ['heif'],
  gif: ['gif'],
  tiff: ['tiff'],
};

function explained(cause: unknown, maxPixels: number): SpotiTagsError {
  const reason = messageOf(cause);
  if (/exceeds pixel limit/i.test(reason)) return tooLarge(maxPixels);
  if (/^timeout/i.test(reason)) {
    const text = `The image cannot be decoded within ${coverLimits.decodingSeconds} s.`;
    return new SpotiTagsError('cover', text, { cause, retryable: true });
  }
  const text =
    'The image cannot be decoded. It is damaged, or the installed sharp does not support its format.';
  return new SpotiTagsError('cover', text, { cause });
}

function tooLarge(pixels: number, kind = ''): SpotiTagsError {
  const most = Math.floor(pixels / 1e5) / 10;
  const text = `The image has more than ${most} megapixels, which is the limit${kind}. To allow more, set maxPixels.`;
  return new SpotiTagsError('cover', text);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}
