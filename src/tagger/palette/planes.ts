import { colorTable, tableIndex } from './color.ts';

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
  /** What `colorTable` holds of the color of each square, COLOR_SIDE × COLOR_SIDE. */
  readonly colors: Int32Array;
  /** Where these colors stand in the table. */
  readonly indices: Int32Array;
}

const SQUARES = COLOR_SIDE * COLOR_SIDE;
/** Room for one picture, used again for the next: a picture is measured in one go. */
const planes: Planes = {
  luma: new Uint8Array(SIDE * SIDE),
  smallLuma: new Float64Array(SMALL_SIDE * SMALL_SIDE),
  colors: new Int32Array(SQUARES),
  indices: new Int32Array(SQUARES),
};

/** Takes a picture apart. What is returned holds until the next call. */
export function planesOf(raster: Raster): Planes {
  fillSquares(raster, planes, colorTable());
  fillSmallLuma(planes);
  return planes;
}

/**
 * Takes 2 × 2 pixels at a time, and reads each byte once. All that the loop uses is local: bundlers make variables of the
 * constants of a module, and those are looked up again each time.
 */
function fillSquares(raster: Raster, { luma, colors, indices }: Planes, table: Int32Array): void {
  const side = SIDE;
  for (let i = 0, y = 0; y < side; y += 2) {
    let from = 3 * y * side;
    let to = y * side;
    for (const end = to + side; to < end; i++, from += 6, to += 2) {
      const below = from + 3 * side;
      const r1 = raster[from] ?? 0;
      const g1 = raster[from + 1] ?? 0;
      const b1 = raster[from + 2] ?? 0;
      const r2 = raster[from + 3] ?? 0;
      const g2 = raster[from + 4] ?? 0;
      const b2 = raster[from + 5] ?? 0;
      const r3 = raster[below] ?? 0;
      const g3 = raster[below + 1] ?? 0;
      const b3 = raster[below + 2] ?? 0;
      const r4 = raster[below + 3] ?? 0;
      const g4 = raster[below + 4] ?? 0;
      const b4 = raster[below + 5] ?? 0;
      luma[to] = lumaOf(r1, g1, b1);
      luma[to + 1] = lumaOf(r2, g2, b2);
      luma[to + side] = lumaOf(r3, g3, b3);
      luma[to + side + 1] = lumaOf(r4, g4, b4);
      const index = tableIndex(
        meanOf(r1 + r2 + r3 + r4),
        meanOf(g1 + g2 + g3 + g4),
        meanOf(b1 + b2 + b3 + b4),
      );
      indices[i] = index;
      colors[i] = table[index] ?? 0;
    }
  }
}

function lumaOf(red: number, green: number, blue: number): number {
  return (54 * red + 183 * green + 19 * blue) >> 8;
}

/** The mean of four bytes, of their sum. */
function meanOf(sum: number): number {
  return (sum + 2) >> 2;
}

/** Means of 4 × 4 pixels. */
function fillSmallLuma({ luma, smallLuma }: Planes): void {
  const side = SIDE;
  for (let place = 0, start = 0; place < smallLuma.length; start += 3 * side) {
    for (const end = start + side; start < end; place++, start += 4) {
      let total = 0;
      for (let i = start; i < start + 4 * side; i += side) {
        total += (luma[i] ?? 0) + (luma[i + 1] ?? 0) + (luma[i + 2] ?? 0) + (luma[i + 3] ?? 0);
      }
      smallLuma[place] = total / 16;
    }
  }
}
