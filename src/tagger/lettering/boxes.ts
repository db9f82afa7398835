/** Where a line of lettering is, in parts of the image's width and height. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** How likely each pixel belongs to lettering, row by row. */
export interface LetteringMap extends Size {
  readonly data: Float32Array;
}

/** A pixel is of lettering from this probability on. */
const pixelThreshold = 0.3;
/** A region is a line of lettering if its pixels have this probability in the mean. */
const regionThreshold = 0.6;
/** Regions that are thinner have letters that cannot be read. */
const leastSide = 3;
/** The detector finds the middle of a line. It was trained with lines that were made thinner in this proportion. */
const unclip = 1.6;

/** Lines that are read per cover. Pages of small print have hundreds, and each takes about 30 ms. */
const mostLines = 32;

interface Region {
  left: number;
  right: number;
  top: number;
  bottom: number;
  pixels: number;
  sum: number;
}

/**
 * The lines of lettering, roughly from top to bottom: regions of connected pixels, made wider to what the lettering takes.
 * @param size - of the image, which may be smaller than the map.
 */
export function boxesOf(map: LetteringMap, size: Size): Box[] {
  return regionsOf(map)
    .filter(
      ({ left, right, top, bottom, pixels, sum }) =>
        left < size.width &&
        top < size.height &&
        Math.min(right - left, bottom - top) >= leastSide &&
        sum / pixels >= regionThreshold,
    )
    .map((region) => wholeLine(region, size));
}

function wholeLine(region: Region, size: Size): Box {
  const [width, height] = [region.right - region.left, region.bottom - region.top];
  const around = (width * height * unclip) / (2 * (width + height));
  const left = Math.max(0, region.left - around) / size.width;
  const top = Math.max(0, region.top - around) / size.height;
  return {
    left,
    top,
    width: Math.min(1, (region.right + around) / size.width) - left,
    height: Math.min(1, (region.bottom + around) / size.height) - top,
  };
}

/** Regions of connected pixels, in the order of their first pixels. */
function regionsOf({ data, width, height }: LetteringMap): Region[] {
  const isSeen = new Uint8Array(data.length);
  const regions: Region[] = [];
  const stack: number[] = [];
  const push = (at: number) => {
    if (isSeen[at] === 1 || (data[at] ?? 0) < pixelThreshold) return;
    isSeen[at] = 1;
    stack.push(at);
  };
  for (let start = 0; start < data.length; start++) {
    push(start);
    if (stack.length === 0) continue;
    const region = { left: width, right: 0, top: height, bottom: 0, pixels: 0, sum: 0 };
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const [x, y] = [at % width, Math.floor(at / width)];
      region.left = Math.min(region.left, x);
      region.right = Math.max(region.right, x + 1);
      region.top = Math.min(region.top, y);
      region.bottom = Math.max(region.bottom, y + 1);
      region.pixels += 1;
      region.sum += data[at] ?? 0;
      if (x > 0) push(at - 1);
      if (x < width - 1) push(at + 1);
      if (y > 0) push(at - width);
      if (y < height - 1) push(at + width);
    }
    regions.push(region);
  }
  return regions;
}

/** A line that is higher than this, relative to its width, stands upright. A single letter does not. */
const mostUpright = 1.5;

/**
 * The largest lines, in their order, without those that stand upright: the recognizer reads from left to right.
 * @param size - of the image.
 */
export function readable(boxes: readonly Box[], size: Size): readonly Box[] {
  const lying = boxes.filter((box) => box.height * size.height <= mostUpright * box.width * size.width);
  const area = (box: Box) => box.width * box.height;
  const largest = new Set(lying.toSorted((left, right) => area(right) - area(left)).slice(0, mostLines));
  return lying.filter((box) => largest.has(box));
}
