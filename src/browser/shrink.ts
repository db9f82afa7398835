import { SIDE, type Raster } from '../tagger/palette/planes.ts';

/** How many pixels of the small picture the Lanczos filter reaches to each side. */
const reach = 3;

/** The pixels that one row or column of the small picture is made of, and their weights, which sum to one. */
interface Taps {
  readonly first: number;
  readonly weights: Float64Array;
}

/** A row of the picture: four bytes for each pixel. Rows are asked for from the top to the bottom. */
export type RowReader = (y: number) => Uint8ClampedArray | Uint8Array;

/**
 * Squeezes a picture into the square that the palette measures, as sharp does it for the format. Browsers shrink pictures each in
 * their own way, so that theirs cannot be used. Transparent parts become white.
 */
export function shrink(
  read: RowReader,
  { width, height }: { readonly width: number; readonly height: number },
  format?: 'jpeg' | 'webp',
): Raster {
  const step = Math.min(width, height) / SIDE;
  const tapsOf = (length: number) =>
    format === 'webp' && step > 1
      ? areaTaps(length)
      : lanczosTaps(length, boxOf(length / SIDE, format === 'jpeg' ? boxOfJpeg(step) : 1));
  const columns = tapsOf(width);
  const raster = new Uint8Array(3 * SIDE * SIDE);
  /** The rows that the filter needs again for the next row of the small picture, each already as narrow as that. */
  const narrow = new Map<number, Float64Array>();
  for (const [y, { first, weights }] of tapsOf(height).entries()) {
    for (const known of narrow.keys()) if (known < first) narrow.delete(known);
    const sums = new Float64Array(4 * SIDE);
    for (const [tap, weight] of weights.entries()) {
      const row = narrow.get(first + tap) ?? narrowRow(read(first + tap), columns);
      narrow.set(first + tap, row);
      for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] ?? 0) + weight * (row[i] ?? 0);
    }
    writeRow(sums, raster, 3 * SIDE * y);
  }
  return raster;
}

/** One row of the picture, shrunk. Colors are multiplied by their opacity, so that what is transparent has none. */
function narrowRow(data: Uint8ClampedArray | Uint8Array, columns: readonly Taps[]): Float64Array {
  const row = new Float64Array(4 * SIDE);
  for (const [x, { first, weights }] of columns.entries()) {
    let [red, green, blue, opacity] = [0, 0, 0, 0];
    let at = 4 * first;
    for (let tap = 0; tap < weights.length; tap++, at += 4) {
      const alpha = (data[at + 3] ?? 0) / 255;
      const weight = (weights[tap] ?? 0) * alpha;
      red += weight * (data[at] ?? 0);
      green += weight * (data[at + 1] ?? 0);
      blue += weight * (data[at + 2] ?? 0);
      opacity += weight;
    }
    row[4 * x] = red;
    row[4 * x + 1] = green;
    row[4 * x + 2] = blue;
    row[4 * x + 3] = opacity;
  }
  return row;
}

function writeRow(sums: Float64Array, raster: Uint8Array, start: number): void {
  for (let x = 0; x < SIDE; x++) {
    const white = 255 * (1 - (sums[4 * x + 3] ?? 0));
    for (let channel = 0; channel < 3; channel++) {
      const value = Math.round((sums[4 * x + channel] ?? 0) + white);
      raster[start + 3 * x + channel] = Math.min(255, Math.max(0, value));
    }
  }
}

/** By how much the decoder of JPEG shrinks a picture before sharp does: 1, 2, 4 or 8. */
function boxOfJpeg(step: number): number {
  const largest = 2 ** Math.min(3, Math.max(0, Math.floor(Math.log2(step))));
  return Math.floor(step) === largest && largest > 1 ? largest / 2 : largest;
}

/** How many pixels libvips averages before the Lanczos filter, which begins at half of what remains. */
function boxOf(step: number, decoded: number): number {
  return decoded * Math.max(1, Math.floor(step / decoded / 2));
}

/** Means of boxes of pixels, then a Lanczos filter over the boxes. */
function lanczosTaps(length: number, box: number): Taps[] {
  const boxes = Math.ceil(length / box);
  const step = length / box / SIDE;
  const scale = Math.max(1, step);
  return Array.from({ length: SIDE }, (_, at) => {
    const center = (at + 0.5) * step;
    const first = Math.max(0, Math.ceil(center - reach * scale - 0.5));
    const end = Math.min(boxes, Math.floor(center + reach * scale + 0.5));
    const pixels = Math.min(length, end * box) - first * box;
    return normalized(first * box, pixels, (tap) =>
      lanczos((first + Math.floor(tap / box) + 0.5 - center) / scale),
    );
  });
}

/** Each pixel counts by how much of it is covered, as in the decoder of WebP. */
function areaTaps(length: number): Taps[] {
  return Array.from({ length: SIDE }, (_, at) => {
    const start = (at * length) / SIDE;
    const end = ((at + 1) * length) / SIDE;
    const first = Math.floor(start);
    return normalized(
      first,
      Math.ceil(end) - first,
      (tap) => Math.min(end, first + tap + 1) - Math.max(start, first + tap),
    );
  });
}

function normalized(first: number, length: number, weightOf: (tap: number) => number): Taps {
  const weights = Float64Array.from({ length }, (_, tap) => weightOf(tap));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { first, weights: weights.map((weight) => weight / total) };
}

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= reach) return 0;
  const angle = Math.PI * x;
  return (reach * Math.sin(angle) * Math.sin(angle / reach)) / (angle * angle);
}
