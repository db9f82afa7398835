import { type Planes, SIDE } from '../planes.ts';
import { rising } from '../ramps.ts';

/** Rows of blocks, and blocks in a row, that are looked at for lettering. */
export const BANDS = 16;
export const BLOCKS = 4;

const BLOCK_HEIGHT = SIDE / BANDS;
const BLOCK_WIDTH = SIDE / BLOCKS;

/** What a block of 32 × 8 pixels has of lettering: two tones, sharp upright strokes, on a calm ground. */
export interface LetteringMeasures {
  /** How much like lettering each block looks, 0..1, row by row. */
  readonly blocks: readonly number[];
  /** −1 (dark letters on light) .. 1 (light letters on dark), for each block. */
  readonly polarity: readonly number[];
  /** Strokes per row of a block, for each block: many for small print. */
  readonly strokes: readonly number[];
  /** Mean chroma of the block, 0..0.34. */
  readonly chroma: readonly number[];
}

interface Block {
  readonly likeness: number;
  readonly polarity: number;
  readonly strokes: number;
  readonly chroma: number;
}

export function measureLettering(planes: Planes): LetteringMeasures {
  const blocks = Array.from({ length: BANDS * BLOCKS }, (_, block) =>
    measureBlock(planes, (block % BLOCKS) * BLOCK_WIDTH, Math.floor(block / BLOCKS) * BLOCK_HEIGHT),
  );
  return {
    blocks: blocks.map(({ likeness }) => likeness),
    polarity: blocks.map(({ polarity }) => polarity),
    strokes: blocks.map(({ strokes }) => strokes),
    chroma: blocks.map(({ chroma }) => chroma),
  };
}

/** Least difference of luma between letter and ground. */
const LEAST_CONTRAST = 50;

function measureBlock({ luma, chroma }: Planes, left: number, top: number): Block {
  let [low, high, total, chromaTotal] = [255, 0, 0, 0];
  const counts = new Uint16Array(32);
  for (let y = top; y < top + BLOCK_HEIGHT; y++) {
    for (let x = left; x < left + BLOCK_WIDTH; x++) {
      const value = luma[y * SIDE + x] ?? 0;
      low = Math.min(low, value);
      high = Math.max(high, value);
      total += value;
      chromaTotal += chroma[y * SIDE + x] ?? 0;
      counts[value >> 3] = (counts[value >> 3] ?? 0) + 1;
    }
  }
  const size = BLOCK_WIDTH * BLOCK_HEIGHT;
  const range = high - low;
  const blockChroma = chromaTotal / size / 750;
  if (range < LEAST_CONTRAST) return { likeness: 0, polarity: 0, strokes: 0, chroma: blockChroma };
  const mean = total / size;
  const ground = groundShare(counts) / size;
  const strokes = strokesOf(luma, left, top, (low + high) / 2, range / 5);
  const likeness =
    rising(strokes, 1, 3) * rising(ground, 0.25, 0.5) * rising(range, LEAST_CONTRAST, 2 * LEAST_CONTRAST);
  const polarity = Math.max(-1, Math.min(1, ((low + high) / 2 - mean) / (range / 4)));
  return { likeness, polarity, strokes, chroma: blockChroma };
}

/** Pixels in the commonest tone and its two neighbours: paper is of one tone, a photograph is not. */
function groundShare(counts: Uint16Array): number {
  let most = 0;
  for (let tone = 1; tone < counts.length - 1; tone++) {
    most = Math.max(most, (counts[tone - 1] ?? 0) + (counts[tone] ?? 0) + (counts[tone + 1] ?? 0));
  }
  return most;
}

/** How often a row of the block goes clearly from one side of the middle tone to the other and back. */
function strokesOf(luma: Uint8Array, left: number, top: number, middle: number, margin: number): number {
  let changes = 0;
  for (let y = top; y < top + BLOCK_HEIGHT; y++) {
    let side = 0;
    for (let x = left; x < left + BLOCK_WIDTH; x++) {
      const value = luma[y * SIDE + x] ?? 0;
      const now = value > middle + margin ? 1 : value < middle - margin ? -1 : side;
      if (side !== 0 && now !== side) changes++;
      side = now;
    }
  }
  return changes / (2 * BLOCK_HEIGHT);
}
