import { type Planes, SIDE } from '../planes.ts';

/** What the edges draw. */
export interface ShapeMeasures {
  /** How far edges lie around the centre (above 0.5: rings, discs) or point to it (below 0.5: rays), 0..1. */
  readonly roundness: number;
  /** Sides of the picture (0 and up) that straight edges of a quarter of a side or longer add up to. */
  readonly longLevel: number;
  readonly longUpright: number;
  /** Unevenness of slopes: mean square over squared mean, 1 and up. Few strong edges on calm ground score high. */
  readonly peakedness: number;
}

/** Slopes below this (luma across two pixels, both directions together) are no edge. */
const EDGE = 40;
const LONG_PX = SIDE / 4;
const CENTRE = (SIDE - 1) / 2;

export function measureShapes({ luma }: Planes): ShapeMeasures {
  return {
    ...edgesOf(luma),
    longLevel: longEdges(luma, SIDE, 1),
    longUpright: longEdges(luma, 1, SIDE),
  };
}

function edgesOf(luma: Uint8Array): Pick<ShapeMeasures, 'roundness' | 'peakedness'> {
  let [around, weights, slopes, squares] = [0, 0, 0, 0];
  for (let y = 1; y < SIDE - 1; y++) {
    for (let x = 1, i = y * SIDE + 1; x < SIDE - 1; x++, i++) {
      const across = (luma[i + 1] ?? 0) - (luma[i - 1] ?? 0);
      const down = (luma[i + SIDE] ?? 0) - (luma[i - SIDE] ?? 0);
      const slope = Math.abs(across) + Math.abs(down);
      slopes += slope;
      squares += slope * slope;
      if (slope < EDGE) continue;
      const dx = x - CENTRE;
      const dy = y - CENTRE;
      const outward = across * dx + down * dy;
      around += (slope * outward * outward) / ((across * across + down * down) * (dx * dx + dy * dy));
      weights += slope;
    }
  }
  const inner = (SIDE - 2) ** 2;
  return {
    roundness: weights < EDGE * SIDE ? 0.5 : around / weights,
    peakedness: slopes < inner / 4 ? 1 : (squares * inner) / (slopes * slopes),
  };
}

/** Adds up unbroken runs, along lines that are `lineStep` apart, of pixels where luma jumps across the line. */
function longEdges(luma: Uint8Array, lineStep: number, pixelStep: number): number {
  let total = 0;
  for (let line = 1; line < SIDE - 1; line++) {
    let run = 0;
    for (let pixel = 0, i = line * lineStep; pixel < SIDE; pixel++, i += pixelStep) {
      const jump = (luma[i + lineStep] ?? 0) - (luma[i - lineStep] ?? 0);
      if (Math.abs(jump) >= EDGE / 2) {
        run++;
        continue;
      }
      if (run >= LONG_PX) total += run;
      run = 0;
    }
    if (run >= LONG_PX) total += run;
  }
  return total / SIDE;
}
