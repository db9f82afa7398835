import { type Planes, SIDE } from '../planes.ts';

/** What the edges draw. */
export interface ShapeMeasures {
  /** Sides of the picture (0 and up) that straight edges of a quarter of a side or longer add up to. */
  readonly longLevel: number;
  readonly longUpright: number;
}

/** A jump of luma (across two pixels) below this is not an edge. */
const EDGE = 20;
const LONG_PX = SIDE / 4;

export function measureShapes({ luma }: Planes): ShapeMeasures {
  return {
    longLevel: longEdges(luma, SIDE, 1),
    longUpright: longEdges(luma, 1, SIDE),
  };
}

/**
 * Adds up unbroken runs, along lines that are `lineStep` apart, of pixels where luma jumps across the line.
 * A run that is long enough covers a multiple of LONG_PX: only from there is it followed, both ways.
 */
function longEdges(luma: Uint8Array, lineStep: number, pixelStep: number): number {
  const isEdge = (i: number) => Math.abs((luma[i + lineStep] ?? 0) - (luma[i - lineStep] ?? 0)) >= EDGE;
  let total = 0;
  for (let line = 1; line < SIDE - 1; line++) {
    const start = line * lineStep;
    let counted = 0;
    for (let anchor = 0; anchor < SIDE; anchor += LONG_PX) {
      if (anchor < counted || !isEdge(start + anchor * pixelStep)) continue;
      let from = anchor;
      while (from > counted && isEdge(start + (from - 1) * pixelStep)) from--;
      let to = anchor + 1;
      while (to < SIDE && isEdge(start + to * pixelStep)) to++;
      if (to - from >= LONG_PX) total += to - from;
      counted = to;
    }
  }
  return total / SIDE;
}
