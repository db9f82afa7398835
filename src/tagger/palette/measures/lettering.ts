import { sum } from '../arrays.ts';
import { CHROMA_STEPS } from '../color.ts';
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
  readonly blocks: readonly number[];
  /** Mean of the above: how much of the picture looks like lettering. */
  readonly amount: number;
  /** −1 (dark letters on light) .. 1 (light letters on dark), for each block. */
  readonly polarity: readonly number[];
  /** Mean chroma of each block that looks like lettering, 0..0.34. */
  readonly chroma: readonly number[];
}

interface Block {
  readonly likeness: number;
  readonly polarity: number;
  readonly chroma: number;
}

export function measureLettering(planes: Planes): LetteringMeasures {
  const blocks = Array.from({ length: BANDS * BLOCKS }, (_, block) =>
    measureBlock(planes, (block % BLOCKS) * BLOCK_WIDTH, Math.floor(block / BLOCKS) * BLOCK_HEIGHT),
  );
  return {
    blocks: blocks.map(({ likeness }) => likeness),
    amount: sum(blocks.map(({ likeness }) => likeness)) / blocks.length,
    polarity: blocks.map(({ polarity }) => polarity),
    chroma: blocks.map(({ chroma }) => chroma),
  };
}

/** Least difference of luma between letter and ground. */
const LEAST_CONTRAST = 50;

/** Pixels of each tone of the block at hand; kept, as 64 small arrays a picture would cost more than the counting. */
const tones = new Uint16Array(32);

const NOTHING: Block = { likeness: 0, polarity: 0, chroma: 0 };

function measureBlock({ luma, chroma }: Planes, left: number, top: number): Block {
  let low = 255;
  let high = 0;
  let total = 0;
  const counts = tones.fill(0);
  for (let y = top; y < top + BLOCK_HEIGHT; y += ROW_STEP) {
    for (let x = left; x < left + BLOCK_WIDTH; x++) {
      const value = luma[y * SIDE + x] ?? 0;
      if (value < low) low = value;
      if (value > high) high = value;
      total += value;
      counts[value >> 3] = (counts[value >> 3] ?? 0) + 1;
    }
  }
  const size = (BLOCK_WIDTH * BLOCK_HEIGHT) / ROW_STEP;
  const range = high - low;
  if (range < LEAST_CONTRAST) return NOTHING;
  const mean = total / size;
  const ground = groundShare(counts) / size;
  if (ground <= 0.25) return NOTHING;
  const strokes = strokesOf(luma, left, top, (low + high) / 2, range / 5);
  const likeness =
    rising(strokes, 1, 3) * rising(ground, 0.25, 0.5) * rising(range, LEAST_CONTRAST, 2 * LEAST_CONTRAST);
  const polarity = Math.max(-1, Math.min(1, ((low + high) / 2 - mean) / (range / 4)));
  return { likeness, polarity, chroma: likeness > 0 ? chromaOf(chroma, left / 2, top / 2) : 0 };
}

/** Mean chroma of the block; `left` and `top` in squares of 2 × 2 pixels. */
function chromaOf(chroma: Uint8Array, left: number, top: number): number {
  let total = 0;
  for (let y = top; y < top + BLOCK_HEIGHT / 2; y++) {
    for (let x = left; x < left + BLOCK_WIDTH / 2; x++) total += chroma[y * COLOR_SIDE + x] ?? 0;
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
  const upper = middle + margin;
  const lower = middle - margin;
  let changes = 0;
  for (let y = top; y < top + BLOCK_HEIGHT; y += ROW_STEP) {
    let side = 0;
    for (let x = left; x < left + BLOCK_WIDTH; x++) {
      const value = luma[y * SIDE + x] ?? 0;
      if (value > upper) {
        if (side < 0) changes++;
        side = 1;
      } else if (value < lower) {
        if (side > 0) changes++;
        side = -1;
      }
    }
  }
  return (changes * ROW_STEP) / (2 * BLOCK_HEIGHT);
}
