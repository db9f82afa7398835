import { sum } from '../arrays.ts';
import { CHROMA_STEPS, chromaIn } from '../color.ts';
import { COLOR_SIDE, type Planes, SIDE } from '../planes.ts';
import { rising } from '../ramps.ts';

/** Rows of blocks, and blocks in a row, that are looked at for lettering. */
const BANDS = 16;
export const BLOCKS = 4;

const BLOCK_HEIGHT = SIDE / BANDS;
/** Letters are higher than two rows: every second one tells as much. */
const ROW_STEP = 2;
const BLOCK_WIDTH = SIDE / BLOCKS;

/** What a block of 32 × 8 pixels has of lettering: two tones, sharp upright strokes, on a calm ground. */
export interface LetteringMeasures {
  /** How much like lettering each block looks, 0..1, row by row. */
  readonly blocks: Float64Array;
  /** Mean of the above: how much of the picture looks like lettering. */
  readonly amount: number;
  /** −1 (dark letters on light) .. 1 (light letters on dark), for each block. */
  readonly polarity: Float64Array;
  /** Mean chroma of each block that looks like lettering, 0..0.34. */
  readonly chroma: Float64Array;
}

export function measureLettering(planes: Planes): LetteringMeasures {
  const blocks = new Float64Array(BANDS * BLOCKS);
  const polarity = new Float64Array(blocks.length);
  const chroma = new Float64Array(blocks.length);
  for (let block = 0; block < blocks.length; block++) {
    const left = (block % BLOCKS) * BLOCK_WIDTH;
    const top = Math.floor(block / BLOCKS) * BLOCK_HEIGHT;
    const found = measureBlock(planes.luma, left, top);
    if (found === undefined) continue;
    blocks[block] = found.likeness;
    polarity[block] = found.polarity;
    if (found.likeness > 0) chroma[block] = chromaOf(planes.colors, left / 2, top / 2);
  }
  return { blocks, amount: sum(blocks) / blocks.length, polarity, chroma };
}

/** Least difference of luma between letter and ground. */
const LEAST_CONTRAST = 50;

/** Pixels of each tone of the block at hand; kept, as 64 small arrays a picture would cost more than the counting. */
const tones = new Uint16Array(32);

/** If the block has too little contrast or no ground, nothing. */
function measureBlock(luma: Uint8Array, left: number, top: number) {
  const { low, high, total } = countTones(luma, left, top, tones);
  const range = high - low;
  if (range < LEAST_CONTRAST) return undefined;
  const size = (BLOCK_WIDTH * BLOCK_HEIGHT) / ROW_STEP;
  const ground = groundShare(tones) / size;
  if (ground <= 0.25) return undefined;
  const middle = (low + high) / 2;
  const strokes = strokesOf(luma, left, top, middle, range / 5);
  return {
    likeness:
      rising(strokes, 1, 3) * rising(ground, 0.25, 0.5) * rising(range, LEAST_CONTRAST, 2 * LEAST_CONTRAST),
    polarity: Math.max(-1, Math.min(1, (middle - total / size) / (range / 4))),
  };
}

/** Fills `counts`, and finds the extremes and the sum of the luma of a block. */
function countTones(luma: Uint8Array, left: number, top: number, counts: Uint16Array) {
  const [side, rowStep, width] = [SIDE, ROW_STEP, BLOCK_WIDTH];
  const end = (top + BLOCK_HEIGHT) * side + left;
  let low = 255;
  let high = 0;
  let total = 0;
  counts.fill(0);
  for (let start = top * side + left; start < end; start += rowStep * side) {
    for (let i = start; i < start + width; i++) {
      const value = luma[i] ?? 0;
      if (value < low) low = value;
      if (value > high) high = value;
      total += value;
      counts[value >> 3] = (counts[value >> 3] ?? 0) + 1;
    }
  }
  return { low, high, total };
}

/** Mean chroma of the block; `left` and `top` in squares of 2 × 2 pixels. */
function chromaOf(colors: Int32Array, left: number, top: number): number {
  let total = 0;
  for (let y = top; y < top + BLOCK_HEIGHT / 2; y++) {
    for (let x = left; x < left + BLOCK_WIDTH / 2; x++) total += chromaIn(colors[y * COLOR_SIDE + x] ?? 0);
  }
  return (total * 4) / (BLOCK_WIDTH * BLOCK_HEIGHT * CHROMA_STEPS);
}

/** Pixels in the commonest tone and its two neighbors: paper is of one tone, a photograph is not. */
function groundShare(counts: Uint16Array): number {
  let most = 0;
  for (let tone = 1; tone < counts.length - 1; tone++) {
    most = Math.max(most, (counts[tone - 1] ?? 0) + (counts[tone] ?? 0) + (counts[tone + 1] ?? 0));
  }
  return most;
}

/** How often a row of the block goes clearly from one side of the middle tone to the other and back. */
function strokesOf(luma: Uint8Array, left: number, top: number, middle: number, margin: number): number {
  const [side, rowStep, width] = [SIDE, ROW_STEP, BLOCK_WIDTH];
  const end = (top + BLOCK_HEIGHT) * side + left;
  // Luma is whole: whole bounds compare faster.
  const upper = Math.floor(middle + margin);
  const lower = Math.ceil(middle - margin);
  let changes = 0;
  for (let start = top * side + left; start < end; start += rowStep * side) {
    let last = 0;
    for (let i = start; i < start + width; i++) {
      const value = luma[i] ?? 0;
      if (value > upper) {
        if (last < 0) changes++;
        last = 1;
      } else if (value < lower) {
        if (last > 0) changes++;
        last = -1;
      }
    }
  }
  return (changes * ROW_STEP) / (2 * BLOCK_HEIGHT);
}
