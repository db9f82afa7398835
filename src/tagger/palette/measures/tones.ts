import { CHROMA_STEPS } from '../color.ts';
import { COLOR_SIDE, type Planes } from '../planes.ts';

/** How color and light go together. */
export interface ToneMeasures {
  /** Warmth of the lightest quarter of the pixels: chroma towards orange (positive) or blue (negative), −0.3..0.3. */
  readonly lightWarmth: number;
  /** Pearson's r of lightness and chroma over the pixels: above zero where the lights are colorful. */
  readonly glow: number;
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
  return { lightWarmth: lightWarmthOf(planes), glow: glowOf(planes), chromaSlope: chromaSlopeOf(planes) };
}

/** Warmth by lightness first, so that the quarter needs no second look at the pixels. */
function lightWarmthOf({ lightness, chroma, hue }: Planes): number {
  const counts = new Int32Array(256);
  const warmths = new Int32Array(256);
  for (let i = 0; i < SQUARES; i++) {
    const level = lightness[i] ?? 0;
    counts[level] = (counts[level] ?? 0) + 1;
    warmths[level] = (warmths[level] ?? 0) + (chroma[i] ?? 0) * (WARMTH[hue[i] ?? 0] ?? 0);
  }
  let [count, warmth] = [0, 0];
  for (let level = 255; count < SQUARES / 4; level--) {
    count += counts[level] ?? 0;
    warmth += warmths[level] ?? 0;
  }
  return (warmth / count / WARMTH_STEPS) * CHROMA_STEP;
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
