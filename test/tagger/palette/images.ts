import sharp from 'sharp';
import { type Cover, SpotiTagsError, type TagResult } from 'spotitags';
import { PaletteTagger } from 'spotitags/palette';

/** Red, green and blue (0..255) of the pixel at `x`, `y`. */
export type Painter = (x: number, y: number) => readonly [number, number, number];

export const SIZE = 160;

/** A PNG painted pixel by pixel. */
export function paint(painter: Painter, width = SIZE, height = SIZE): Promise<Buffer> {
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) pixels.set(painter(x, y), (y * width + x) * 3);
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

export function solid(color: string, width = SIZE, height = SIZE) {
  return sharp({ create: { width, height, channels: 3, background: color } });
}

export const gray = (value: number) => [value, value, value] as const;

/** A number in 0..1 that looks random and is the same every time. */
export function noise(x: number, y: number, seed = 1): number {
  let mixed = Math.imul(x + 1, 374761393) ^ Math.imul(y + 1, 668265263) ^ Math.imul(seed, 974711);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 1274126177);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}

/** Confidences by name; 0 for what was not said. */
export class Said {
  readonly #confidences: ReadonlyMap<string, number>;

  constructor(result: TagResult | undefined) {
    if (result?.tags === undefined) throw new Error(`expected tags, got ${String(result?.error)}`);
    this.#confidences = new Map(result.tags.map(({ name, confidence }) => [name, confidence]));
  }

  of(name: string): number {
    return this.#confidences.get(name) ?? 0;
  }

  get names(): string[] {
    return [...this.#confidences.keys()];
  }
}

export async function tagsFor(bytes: Uint8Array): Promise<Said> {
  const [result] = await new PaletteTagger().tag([{ bytes }]);
  return new Said(result);
}

/** The error that one cover alone is answered with. */
export async function errorFor(cover: Cover): Promise<SpotiTagsError> {
  const [result] = await new PaletteTagger().tag([cover]);
  if (!SpotiTagsError.isInstance(result?.error)) throw new Error('expected an error for the cover');
  return result.error;
}
