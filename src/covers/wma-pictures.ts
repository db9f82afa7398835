import { open } from 'node:fs/promises';

export interface EmbeddedPicture {
  readonly data: Uint8Array;
  /** What it shows, in words. Absent if that is not known. */
  readonly type?: string;
}

/** Pictures are in the header of the file. A larger header is not read further. */
const mostBytes = 16 * 1024 * 1024;
const name = Buffer.from('WM/Picture\0', 'utf16le');
const frontCover = 3;

/**
 * The pictures of a WMA file. Of these, `music-metadata` (11.16) reads the head from the wrong place, so that type and start
 * of the image are lost. A picture is a byte for its type, its size in four bytes, two texts in UTF-16 that end with a zero, and the
 * image: WM_PICTURE of the Windows Media Format SDK.
 */
export async function readWmaPictures(path: string): Promise<EmbeddedPicture[]> {
  const header = await readHeader(path);
  const pictures: EmbeddedPicture[] = [];
  for (let at = header.indexOf(name); at >= 0; at = header.indexOf(name, at + name.length)) {
    const value = at + name.length;
    // One kind of object has the type and length of the value behind the name, the other before it.
    const picture = pictureAt(header, value + 4) ?? pictureAt(header, value);
    if (picture) pictures.push(picture);
  }
  return pictures;
}

/** The header's size is at byte 16. */
async function readHeader(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const start = Buffer.alloc(24);
    await file.read(start, 0, start.length, 0);
    const size = Math.min(mostBytes, Number(start.readBigUInt64LE(16)), (await file.stat()).size);
    const header = Buffer.alloc(size);
    const { bytesRead } = await file.read(header, 0, size, 0);
    return header.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function pictureAt(header: Buffer, start: number): EmbeddedPicture | undefined {
  if (start + 5 > header.length) return undefined;
  const type = header.readUInt8(start);
  const size = header.readUInt32LE(start + 1);
  const mime = textEnd(header, start + 5);
  if (mime === undefined || !/^(?:i\0m\0|\0\0)/u.test(header.toString('latin1', start + 5, start + 9))) {
    return undefined;
  }
  const description = textEnd(header, mime);
  if (description === undefined || description + size > header.length) return undefined;
  const data = header.subarray(description, description + size);
  return { data, type: type === frontCover || type === 0 ? 'Cover (front)' : 'Media' };
}

/** The place behind the zero that ends a text. Undefined if the text has no end. */
function textEnd(header: Buffer, start: number): number | undefined {
  for (let at = start; at + 1 < header.length; at += 2) {
    if (header.readUInt16LE(at) === 0) return at + 2;
  }
  return undefined;
}
