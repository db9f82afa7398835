import { mean } from '../arrays.ts';
import { CHROMA_STEPS } from '../color.ts';
import { COLOR_SIDE, type Planes } from '../planes.ts';
import { CELLS, CELL_SQUARES, cellOfSquare, REGIONS } from '../regions.ts';

/** How color and light go together. Warmth is chroma towards orange (positive) or towards blue (negative). */
export interface ToneMeasures {
  /** Warmth of the darkest and of the lightest quarter of the pixels, −0.3..0.3. */
  readonly shadowWarmth: number;
  readonly lightWarmth: number;
  /** Chroma of the same, 0..0.34. */
  readonly shadowChroma: number;
  readonly lightChroma: number;
  /** Pearson's r of lightness and chroma over the pixels: above zero where the lights are colorful. */
  readonly glow: number;
  /** Chroma in the center minus that along the border. */
  readonly centerChroma: number;
  /** Mean difference of chroma between neighboring squares of 2 × 2 pixels. */
  readonly chromaSlope: number;
}

const SQUARES = COLOR_SIDE * COLOR_SIDE;
const CHROMA_STEP = 1 / CHROMA_STEPS;
const WARM_HUE_DEGREES = 60;
/** Whole numbers add up fast and alike everywhere: the cosine of the distance to that hue, in thousandths. */
const WARMTH_STEPS = 1000;
const WARMTH = Int16Array.from({ length: 180 }, (_, step) =>
  Math.round(WARMTH_STEPS * Math.cos(((step * 2 - WARM_HUE_DEGREES) * Math.PI) / 180)),
);

export function measureTones(planes: Planes): ToneMeasures {
  const cells = cellChroma(planes);
  const over = (values: Float64Array, places: readonly number[]) =>
    (mean(places.map((cell) => values[cell] ?? 0)) * CHROMA_STEP) / CELL_SQUARES;
  return {
    ...extremes(planes),
    glow: glowOf(planes),
    centerChroma: over(cells, REGIONS.center) - over(cells, REGIONS.border),
    chromaSlope: chromaSlopeOf(planes),
  };
}

function cellChroma({ chroma }: Planes): Float64Array {
  const sums = new Float64Array(CELLS * CELLS);
  for (let i = 0, y = 0; y < COLOR_SIDE; y++) {
    for (let x = 0; x < COLOR_SIDE; x++, i++) {
      const cell = cellOfSquare(x, y);
      sums[cell] = (sums[cell] ?? 0) + (chroma[i] ?? 0);
    }
  }
  return sums;
}

/** Warmth and chroma by lightness first, so that the quarters need no second look at the pixels. */
function extremes({ lightness, chroma, hue }: Planes) {
  const counts = new Int32Array(256);
  const warmths = new Int32Array(256);
  const chromas = new Int32Array(256);
  for (let i = 0; i < SQUARES; i++) {
    const level = lightness[i] ?? 0;
    const value = chroma[i] ?? 0;
    counts[level] = (counts[level] ?? 0) + 1;
    chromas[level] = (chromas[level] ?? 0) + value;
    warmths[level] = (warmths[level] ?? 0) + value * (WARMTH[hue[i] ?? 0] ?? 0);
  }
  const quarter = (from: number, step: number) => {
    let [count, warmth, total] = [0, 0, 0];
    for (let level = from; count < SQUARES / 4; level += step) {
      count += counts[level] ?? 0;
      warmth += warmths[level] ?? 0;
      total += chromas[level] ?? 0;
    }
    return { warmth: (warmth / count / WARMTH_STEPS) * CHROMA_STEP, chroma: (total / count) * CHROMA_STEP };
  };
  const [shadow, light] = [quarter(0, 1), quarter(255, -1)];
  return {
    shadowWarmth: shadow.warmth,
    lightWarmth: light.warmth,
    shadowChroma: shadow.chroma,
    lightChroma: light.chroma,
  };
}

function glowOf({ lightness, chroma }: Planes): number {
  let sumX = 0;
  let sumY = 0;
  let squaresX = 0;
  let squaresY = 0;
  let products = 0;
  for (let i = 0; i < SQUARES; i++) {
    const x = lightness[i] ?? 0;
    const y = chroma[i] ?? 0;
    sumX += x;
    sumY += y;
    squaresX += x * x;
    squaresY += y * y;
    products += x * y;
  }
  const varianceX = squaresX / SQUARES - (sumX / SQUARES) ** 2;
  const varianceY = squaresY / SQUARES - (sumY / SQUARES) ** 2;
  // Where either hardly varies (a deviation below 4 steps), nothing can be said.
  if (varianceX < 16 || varianceY < 16) return 0;
  return (products / SQUARES - (sumX / SQUARES) * (sumY / SQUARES)) / Math.sqrt(varianceX * varianceY);
}

function chromaSlopeOf({ chroma }: Planes): number {
  let total = 0;
  for (let i = 0; i < SQUARES - 1; i++) total += Math.abs((chroma[i + 1] ?? 0) - (chroma[i] ?? 0));
  return (total / SQUARES) * CHROMA_STEP;
}
