import { CHROMA_STEPS } from '../color.ts';
import { COLOR_SIDE } from '../planes.ts';
import { type Tallies, WARMTH_STEPS } from '../tallies.ts';

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

export function measureTones(tallies: Tallies): ToneMeasures {
  return {
    lightWarmth: lightWarmthOf(tallies),
    glow: glowOf(tallies),
    chromaSlope: (tallies.chromaSlope / SQUARES) * CHROMA_STEP,
  };
}

function lightWarmthOf({ lightness, warmth }: Tallies): number {
  let [count, total] = [0, 0];
  for (let level = 255; count < SQUARES / 4; level--) {
    count += lightness[level] ?? 0;
    total += warmth[level] ?? 0;
  }
  return (total / count / WARMTH_STEPS) * CHROMA_STEP;
}

function glowOf({ lightness, chroma, products }: Tallies): number {
  const [x, y] = [spreadOf(lightness), spreadOf(chroma)];
  // Where either hardly varies (a deviation below 4 steps), nothing can be said.
  if (x.variance < 16 || y.variance < 16) return 0;
  return (products / SQUARES - x.mean * y.mean) / Math.sqrt(x.variance * y.variance);
}

/** Mean and variance of what is counted for each value. */
function spreadOf(counts: Int32Array) {
  let [total, squares] = [0, 0];
  for (let value = 0; value < counts.length; value++) {
    const count = counts[value] ?? 0;
    total += count * value;
    squares += count * value * value;
  }
  const mean = total / SQUARES;
  return { mean, variance: squares / SQUARES - mean ** 2 };
}
