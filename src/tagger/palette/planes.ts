import { colourTable, tableIndex } from './colour.ts';

/** Width and height of the small picture that is measured, in pixels. Multiples of 16 keep the cells whole. */
export const SIDE = 128;

/** A picture of SIDE × SIDE pixels, three bytes (sRGB) each, row by row. */
export type Raster = Uint8Array;

/** A picture taken apart: one value a pixel, row by row. */
export interface Planes {
  /** Rec. 709 luma, 0..255: brightness for edges and lines. */
  readonly luma: Uint8Array;
  /** OKLab lightness × 255 */
  readonly lightness: Uint8Array;
  /** OKLCh chroma × 750 */
  readonly chroma: Uint8Array;
  /** OKLCh hue in steps of 2 degrees, 0..179 */
  readonly hue: Uint8Array;
  /** Index into `COLOUR_NAMES` */
  readonly name: Uint8Array;
  /** 4 bits each of red, green and blue: which of 4,096 colours it is. */
  readonly coarse: Uint16Array;
}

export function planesOf(raster: Raster): Planes {
  const pixels = SIDE * SIDE;
  const colours = colourTable();
  const planes = {
    luma: new Uint8Array(pixels),
    lightness: new Uint8Array(pixels),
    chroma: new Uint8Array(pixels),
    hue: new Uint8Array(pixels),
    name: new Uint8Array(pixels),
    coarse: new Uint16Array(pixels),
  };
  for (let i = 0, from = 0; i < pixels; i++, from += 3) {
    const red = raster[from] ?? 0;
    const green = raster[from + 1] ?? 0;
    const blue = raster[from + 2] ?? 0;
    const index = tableIndex(red, green, blue);
    planes.luma[i] = (54 * red + 183 * green + 19 * blue) >> 8;
    planes.lightness[i] = colours.lightness[index] ?? 0;
    planes.chroma[i] = colours.chroma[index] ?? 0;
    planes.hue[i] = colours.hue[index] ?? 0;
    planes.name[i] = colours.name[index] ?? 0;
    planes.coarse[i] = ((red >> 4) << 8) | ((green >> 4) << 4) | (blue >> 4);
  }
  return planes;
}
