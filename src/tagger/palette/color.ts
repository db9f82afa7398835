import { nameOf } from './color-names.ts';
import { oklchOf } from './oklch.ts';

const BITS = 6;
const LEVELS = 1 << BITS;

/** Chroma is stored in steps of 1/CHROMA_STEPS. */
export const CHROMA_STEPS = 750;

/**
 * What every color looks like, looked up instead of computed for each pixel: 64 levels a channel (a step that
 * is not seen), 1 MB, filled once in some 50 ms. One number holds all that is known of a color, so that one look is enough.
 */
let table: Int32Array | undefined;

export function colorTable(): Int32Array {
  return (table ??= fillTable());
}

/** Lightness × 255 */
export function lightnessIn(color: number): number {
  return color & 0xff;
}

/** Chroma × CHROMA_STEPS, up to 255 */
export function chromaIn(color: number): number {
  return (color >> 8) & 0xff;
}

/** Hue in steps of 2 degrees, 0..179 */
export function hueIn(color: number): number {
  return (color >> 16) & 0xff;
}

/** Index into `COLOR_NAMES` */
export function nameIn(color: number): number {
  return color >> 24;
}

/** Where a color (0..255 each) stands in the table: the upper 6 bits of each channel. */
export function tableIndex(red: number, green: number, blue: number): number {
  return ((red >> 2) << 12) | ((green >> 2) << 6) | (blue >> 2);
}

function fillTable(): Int32Array {
  return Int32Array.from({ length: LEVELS ** 3 }, (_, i) => {
    const color = oklchOf(level(i >> (2 * BITS)), level((i >> BITS) & (LEVELS - 1)), level(i & (LEVELS - 1)));
    const lightness = Math.round(color.lightness * 255);
    const chroma = Math.min(255, Math.round(color.chroma * CHROMA_STEPS));
    const hue = Math.floor(color.hue / 2) % 180;
    return lightness | (chroma << 8) | (hue << 16) | (nameOf(color) << 24);
  });
}

/** Spreads the levels over 0..255, so that black stays black and white stays white. */
function level(step: number): number {
  return Math.round((step * 255) / (LEVELS - 1));
}
