import { at } from '../arrays.ts';
import { BLOCKS } from '../measures/lettering.ts';
import type { Measures } from '../measures/measures.ts';
import { rising } from '../ramps.ts';
import { type WordGroup, wordsAbout } from './word.ts';

const { word, ladder } = wordsAbout('lettering');

/** Bands of rows of blocks, from the top. */
const ZONES: readonly (readonly [string, number, number])[] = [
  ['at the top', 0, 4],
  ['in the middle', 6, 10],
  ['at the bottom', 12, 16],
];

/** Mean over all blocks of how much like lettering a block is, times how well its letters fit. */
function amountOf({ lettering }: Measures, fit: (block: number) => number): number {
  const { blocks } = lettering;
  let total = 0;
  for (let block = 0; block < blocks.length; block++) {
    const likeness = at(blocks, block);
    if (likeness > 0) total += likeness * fit(block);
  }
  return total / blocks.length;
}

/** Mean over the blocks of some rows of how much like lettering they are. */
function amountIn({ lettering }: Measures, from: number, to: number): number {
  let total = 0;
  for (let block = from * BLOCKS; block < to * BLOCKS; block++) total += at(lettering.blocks, block);
  return total / ((to - from) * BLOCKS);
}

/** Light letters minus dark letters, as a share of the lettering: −1..1. */
function polarityOf(measures: Measures): number {
  const { lettering } = measures;
  return lettering.amount < 0.02
    ? 0
    : (amountOf(measures, (block) => at(lettering.polarity, block)) / lettering.amount) *
        rising(lettering.amount, 0.02, 0.09);
}

export const letteringWords: readonly WordGroup[] = [
  ...ZONES.map(([where, from, to]) =>
    word(`lettering ${where}`, `much of the picture ${where} looks like lettering`, (measures) =>
      rising(amountIn(measures, from, to), 0.08, 0.4),
    ),
  ),
  ladder(
    'share of the picture that looks like lettering',
    [
      [null, 0.08],
      ['much lettering', 0.2],
      ['lettering all over', 0.4],
    ],
    ({ lettering }) => lettering.amount,
  ),
  ladder(
    'light minus dark letters, as a share of the lettering',
    [
      ['dark lettering', -0.9],
      [null, -0.4],
      [null, 0.4],
      ['light lettering', 0.9],
    ],
    polarityOf,
  ),
  word('colored lettering', 'the lettering has a color of its own', (measures) =>
    rising(
      amountOf(measures, (block) => rising(at(measures.lettering.chroma, block), 0.06, 0.12)),
      0.03,
      0.14,
    ),
  ),
];
