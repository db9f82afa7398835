import { coverLimits } from '../covers/limits.ts';
import { SpotiTagsError } from '../errors.ts';
import type { Tag } from '../model.ts';
import { measure } from '../tagger/palette/measures/measures.ts';
import { tagsOf } from '../tagger/palette/tags.ts';
import { type RowReader, shrink } from './shrink.ts';

/** Pixels in sRGB, four bytes each (red, green, blue, opacity), row by row: the `ImageData` of a canvas. */
export interface RgbaPixels {
  readonly data: Uint8ClampedArray | Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The types of Node.js do not have what browsers have. */
interface Bitmap {
  readonly width: number;
  readonly height: number;
  close(): void;
}
declare const createImageBitmap: (image: Blob) => Promise<Bitmap>;
declare const OffscreenCanvas: new (
  width: number,
  height: number,
) => {
  getContext(
    kind: '2d',
    options: object,
  ): {
    globalCompositeOperation: string;
    drawImage(image: Bitmap, x: number, y: number): void;
    getImageData(x: number, y: number, width: number, height: number): RgbaPixels;
  } | null;
};

/** Rows that are read at once. A canvas as large as the picture would take as much memory as the picture again. */
const stripRows = 256;

/**
 * What the palette says of pixels that you have, such as those of a canvas or a video. Pure: it runs wherever JavaScript runs.
 *
 * @throws SpotiTagsError `invalid-input` if the number of bytes does not fit the size.
 */
export function tagPixels({ data, width, height }: RgbaPixels): Tag[] {
  if (!(width >= 1 && height >= 1 && data.length === 4 * width * height)) {
    throw new SpotiTagsError(
      'invalid-input',
      `Pixels have four bytes each: expected ${4 * width * height} for ${width} × ${height}, got ${data.length}.`,
    );
  }
  const read: RowReader = (y) => data.subarray(4 * y * width, 4 * (y + 1) * width);
  return tagsOf(measure(shrink(read, { width, height })));
}

/**
 * Decodes an image and says what the palette says of it.
 * @throws SpotiTagsError `cover` for bytes that the browser cannot decode, or an image beyond the limit.
 */
export async function tagImage(bytes: Uint8Array): Promise<Tag[]> {
  const bitmap = await createImageBitmap(new Blob([bytes.slice()])).catch((cause: unknown) => {
    const text = 'The image cannot be decoded. It is damaged, or the browser does not support its format.';
    throw new SpotiTagsError('cover', text, { cause });
  });
  try {
    if (bitmap.width * bitmap.height > coverLimits.pixels) {
      const most = coverLimits.pixels / 1e6;
      throw new SpotiTagsError('cover', `The image has more than ${most} megapixels, which is the limit.`);
    }
    return tagsOf(measure(shrink(rowsOf(bitmap), bitmap, formatOf(bytes))));
  } finally {
    bitmap.close();
  }
}

function rowsOf(bitmap: Bitmap): RowReader {
  const { width } = bitmap;
  const context = new OffscreenCanvas(width, stripRows).getContext('2d', { willReadFrequently: true });
  if (!context)
    throw new SpotiTagsError('service', 'The browser has no memory for a canvas. Close other pages.');
  // Replaces what was drawn before, also where the picture is transparent.
  context.globalCompositeOperation = 'copy';
  let first = -stripRows;
  let strip: RgbaPixels['data'] = new Uint8Array();
  return (y) => {
    if (y >= first + stripRows) {
      first = y;
      context.drawImage(bitmap, 0, -y);
      strip = context.getImageData(0, 0, width, stripRows).data;
    }
    return strip.subarray(4 * (y - first) * width, 4 * (y - first + 1) * width);
  };
}

/** Of the formats whose pictures sharp shrinks in a way of their own. */
function formatOf(bytes: Uint8Array): 'jpeg' | 'webp' | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 12));
  if (start.startsWith('\xff\xd8\xff')) return 'jpeg';
  return /^RIFF[^]{4}WEBP/u.test(start) ? 'webp' : undefined;
}
