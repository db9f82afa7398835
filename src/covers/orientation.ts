import type { ImageFormat } from './format.ts';

/**
 * The orientation in an image's EXIF data: 1 is upright, 2 to 8 are mirrored or turned. Read without sharp, so that sharp
 * is needed only for images that must be turned. AVIF has no such value: its decoders turn the image by its own.
 */
export function orientationOf(bytes: Uint8Array, format: ImageFormat): number {
  const image = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const exif = exifOf(image, format);
    return exif ? orientationIn(exif) : 1;
  } catch (error) {
    // The data ends too early.
    if (error instanceof RangeError) return 1;
    throw error;
  }
}

function exifOf(image: Buffer, format: ImageFormat): Buffer | undefined {
  switch (format) {
    case 'jpeg':
      return inJpeg(image);
    case 'png':
      return inChunks(image, { start: 8, name: 'eXIf', lengthFirst: true });
    case 'webp':
      return inChunks(image, { start: 12, name: 'EXIF', lengthFirst: false });
    case 'tiff':
      return image;
    case 'avif':
    case 'gif':
      return undefined;
  }
}

function inJpeg(image: Buffer): Buffer | undefined {
  for (let at = 2; at + 4 <= image.length && image[at] === 0xff;) {
    const marker = image[at + 1];
    // The pixels begin.
    if (marker === 0xda) return undefined;
    const end = at + 2 + image.readUInt16BE(at + 2);
    const data = image.subarray(at + 4, end);
    if (marker === 0xe1 && data.subarray(0, 6).equals(exifHeader)) return data.subarray(6);
    at = end;
  }
  return undefined;
}

const exifHeader = Buffer.from('Exif\0\0', 'latin1');

/** PNG has length, name, data and a checksum; WebP has name, length, and data of an even number of bytes. */
function inChunks(
  image: Buffer,
  { start, name, lengthFirst }: { start: number; name: string; lengthFirst: boolean },
): Buffer | undefined {
  for (let at = start; at + 8 <= image.length;) {
    const length = lengthFirst ? image.readUInt32BE(at) : image.readUInt32LE(at + 4);
    const found = image.toString('latin1', lengthFirst ? at + 4 : at, lengthFirst ? at + 8 : at + 4);
    const data = image.subarray(at + 8, at + 8 + length);
    // Some programs write the header of JPEG into WebP too.
    if (found === name) return data.subarray(0, 6).equals(exifHeader) ? data.subarray(6) : data;
    at += 8 + length + (lengthFirst ? 4 : length % 2);
  }
  return undefined;
}

/** Reads the first directory of TIFF, in which EXIF is written. */
function orientationIn(tiff: Buffer): number {
  const isLittle = tiff[0] === 0x49;
  const short = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  for (let entry = 0; entry < short(directory); entry++) {
    const at = directory + 2 + 12 * entry;
    if (short(at) !== 0x0112) continue;
    const value = short(at + 8);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}
