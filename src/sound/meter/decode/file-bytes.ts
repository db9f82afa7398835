import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** Windows has neither the flag nor the pipes that opening would wait for. */
const nonBlocking = (constants as Partial<typeof constants>).O_NONBLOCK ?? 0;

/** A file that is read in parts. */
export class FileBytes {
  readonly size: number;
  readonly #file: FileHandle;

  private constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.size = size;
  }

  /** Opens a file for the time of the work. Anything that is not a file has no bytes. */
  static async use<T>(path: string, work: (file: FileBytes) => Promise<T>): Promise<T> {
    await using file = await open(path, constants.O_RDONLY | nonBlocking);
    const stats = await file.stat();
    return await work(new FileBytes(file, stats.isFile() ? stats.size : 0));
  }

  /** At most `length` bytes from a position on: fewer at the end of the file. */
  async read(position: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.size - position)));
    const { bytesRead } = await this.#file.read(bytes, 0, bytes.length, position);
    return bytes.subarray(0, bytesRead);
  }
}

/** Latin letters, for markers in files. */
export function textAt(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** The position behind an ID3v2 tag, which stands before the music of MP3 and of some FLAC files. */
export async function behindId3(file: FileBytes): Promise<number> {
  const head = await file.read(0, 10);
  if (head.length < 10 || textAt(head, 0, 3) !== 'ID3') return 0;
  // Seven bits per byte.
  const size = head.subarray(6, 10).reduce((sum, byte) => sum * 128 + (byte & 127), 0);
  const footer = ((head[5] ?? 0) & 0x10) > 0 ? 10 : 0;
  return 10 + size + footer;
}
