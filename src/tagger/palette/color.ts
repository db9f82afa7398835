import { nameOf } from './color-names.ts';
import { oklchOf } from './oklch.ts';

const BITS = 6;
const LEVELS = 1 << BITS;
const DROPPED = 8 - BITS;

/** Chroma is stored in steps of 1/CHROMA_STEPS. */
export const CHROMA_STEPS = 750;

/**
 * What every color looks like, looked up instead of computed for each pixel: 64 levels a channel (a step nobody
 * sees), 1 MB, filled once in some 50 ms.
 */
export interface ColorTable {
  /** Lightness × 255 */
  readonly lightness: Uint8Array;
  /** Chroma × CHROMA_STEPS */
  readonly chroma: Uint8Array;
  /** Hue in steps of 2 degrees, 0..179 */
  readonly hue: Uint8Array;
  /** Index into `COLOR_NAMES` */
  readonly name: Uint8Array;
}

let table: ColorTable | undefined;

export function colorTable(): ColorTable {
  return (table ??= fillTable());
}

/** Where a color (0..255 each) stands in the table. */
export function tableIndex(red: number, green: number, blue: number): number {
  return ((red >> DROPPED) << (2 * BITS)) | ((green >> DROPPED) << BITS) | (blue >> DROPPED);
}

function fillTable(): ColorTable {
  const length = LEVELS ** 3;
  const filled = {
    lightness: new Uint8Array(length),
    chroma: new Uint8Array(length),
    hue: new Uint8Array(length),
    name: new Uint8Array(length),
  };
  for (let i = 0; i < length; i++) {
    const color = oklchOf(level(i >> (2 * BITS)), level((i >> BITS) & (LEVELS - 1)), level(i & (LEVELS - 1)));
    filled.lightness[i] = Math.round(color.lightness * 255);
    filled.chroma[i] = Math.min(255, Math.round(color.chroma * CHROMA_STEPS));
    filled.hue[i] = Math.floor(color.hue / 2) % 180;
    filled.name[i] = nameOf(color);
  }
  return filled;
}

/** Spreads the levels over 0..255, so that black stays black and white stays white. */
function level(step: number): number {
  return Math.round((step * 255) / (LEVELS - 1));
}
