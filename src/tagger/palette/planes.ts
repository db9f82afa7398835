import { colorTable, tableIndex } from './color.ts';
import { shrink } from './shrink.ts';

/** Width and height of the small picture that is measured, in pixels; a multiple of 16 keeps the cells whole. */
export const SIDE = 128;

/** Color changes more slowly than brightness, to the eye and in pictures: half the side is enough for it. */
export const COLOR_SIDE = SIDE / 2;

/** Composition is a matter of large shapes. */
export const SMALL_SIDE = SIDE / 4;

/** A picture of SIDE × SIDE pixels, three bytes (sRGB) each, row by row. */
export type Raster = Uint8Array;

/** A picture taken apart, row by row: brightness of each pixel, color of each square of 2 × 2 pixels. */
export interface Planes {
  /** Rec. 709 luma, 0..255, SIDE × SIDE: brightness for edges and lines. */
  readonly luma: Uint8Array;
  /** The same at a quarter of the resolution, SMALL_SIDE × SMALL_SIDE. */
  readonly smallLuma: Float64Array;
  /** OKLab lightness × 255; this and the following are COLOR_SIDE × COLOR_SIDE. */
  readonly lightness: Uint8Array;
  /** OKLCh chroma × CHROMA_STEPS */
  readonly chroma: Uint8Array;
  /** OKLCh hue in steps of 2 degrees, 0..179 */
  readonly hue: Uint8Array;
  /** Index into `COLOR_NAMES` */
  readonly name: Uint8Array;
  /** 4 bits each of red, green and blue: which of 4,096 colors it is. */
  readonly coarse: Uint16Array;
}

const SQUARES = COLOR_SIDE * COLOR_SIDE;

/** Room for one picture, used again for the next: a picture is measured in one go. */
const planes = {
  luma: new Uint8Array(SIDE * SIDE),
  lightness: new Uint8Array(SQUARES),
  chroma: new Uint8Array(SQUARES),
  hue: new Uint8Array(SQUARES),
  name: new Uint8Array(SQUARES),
  coarse: new Uint16Array(SQUARES),
};

/** Takes a picture apart. What is returned holds until the next call. */
export function planesOf(raster: Raster): Planes {
  fillLuma(raster);
  fillColors(raster);
  return { ...planes, smallLuma: shrink(planes.luma, SIDE, SMALL_SIDE) };
}

function fillLuma(raster: Raster): void {
  const { luma } = planes;
  for (let i = 0, from = 0; i < luma.length; i++, from += 3) {
    luma[i] = (54 * (raster[from] ?? 0) + 183 * (raster[from + 1] ?? 0) + 19 * (raster[from + 2] ?? 0)) >> 8;
  }
}

function fillColors(raster: Raster): void {
  const colors = colorTable();
  const { lightness, chroma, hue, name, coarse } = planes;
  for (let i = 0, y = 0; y < COLOR_SIDE; y++) {
    for (let x = 0, from = 6 * y * SIDE; x < COLOR_SIDE; x++, i++, from += 6) {
      const red = meanOfSquare(raster, from);
      const green = meanOfSquare(raster, from + 1);
      const blue = meanOfSquare(raster, from + 2);
      const index = tableIndex(red, green, blue);
      lightness[i] = colors.lightness[index] ?? 0;
      chroma[i] = colors.chroma[index] ?? 0;
      hue[i] = colors.hue[index] ?? 0;
      name[i] = colors.name[index] ?? 0;
      coarse[i] = ((red >> 4) << 8) | ((green >> 4) << 4) | (blue >> 4);
    }
  }
}

/** Mean of one channel over 2 × 2 pixels, `from` being the byte of the upper left one. */
function meanOfSquare(raster: Raster, from: number): number {
  const below = from + 3 * SIDE;
  return (
    ((raster[from] ?? 0) + (raster[from + 3] ?? 0) + (raster[below] ?? 0) + (raster[below + 3] ?? 0) + 2) >> 2
  );
}
