import { at, mean } from '../arrays.ts';
import { BLOCKS } from '../measures/lettering.ts';
import type { Measures } from '../measures/measures.ts';
import { rising, rung } from '../ramps.ts';
import { ladder, type Word, word } from './word.ts';

/** Bands of rows of blocks, from the top. */
const ZONES: readonly (readonly [string, number, number])[] = [
  ['at the very top', 0, 2],
  ['near the top', 2, 5],
  ['in the middle', 5, 11],
  ['near the bottom', 11, 14],
  ['at the very bottom', 14, 16],
];

const blocksOf = (from: number, to: number) =>
  Array.from({ length: (to - from) * BLOCKS }, (_, block) => from * BLOCKS + block);

function zoneWords([where, from, to]: readonly [string, number, number]): Word[] {
  const blocks = blocksOf(from, to);
  const amount = ({ lettering }: Measures, tone: (polarity: number) => number) =>
    rising(
      mean(blocks.map((block) => at(lettering.blocks, block) * tone(at(lettering.polarity, block)))),
      0.05,
      0.4,
    );
  return [
    word(`light lettering ${where}`, `light strokes on a dark, even ground ${where}`, (measures) =>
      amount(measures, (polarity) => rising(polarity, 0, 0.6)),
    ),
    word(`dark lettering ${where}`, `dark strokes on a light, even ground ${where}`, (measures) =>
      amount(measures, (polarity) => rising(-polarity, 0, 0.6)),
    ),
    word(`small print ${where}`, `many narrow strokes in a row ${where}`, ({ lettering }) =>
      rising(
        mean(
          blocks.map((block) => at(lettering.blocks, block) * rising(at(lettering.strokes, block), 3.5, 5.5)),
        ),
        0.03,
        0.3,
      ),
    ),
  ];
}

const everywhere = blocksOf(0, 16);

export const letteringWords: readonly Word[] = [
  ...ZONES.flatMap(zoneWords),
  ...ladder(
    'share of the picture that looks like lettering',
    [
      ['no lettering', 0.02],
      ['a little lettering', 0.1],
      ['some lettering', 0.2],
      ['much lettering', 0.33],
      ['lettering all over', 0.5],
    ],
    ({ lettering }) => lettering.amount,
  ),
  ...(['left', 'centre', 'right'] as const).map((side, step) =>
    word(`lettering on the ${side}`, `most of the lettering lies on the ${side}`, ({ lettering }) => {
      let [total, weighted] = [0, 0];
      for (const block of everywhere) {
        total += at(lettering.blocks, block);
        weighted += at(lettering.blocks, block) * (((block % BLOCKS) + 0.5) / BLOCKS);
      }
      if (total < 2) return 0;
      return rung(weighted / total, [0.32, 0.5, 0.68], step);
    }),
  ),
  word('advisory label', 'a small black-and-white label with bands in a lower corner', ({ label }) =>
    rising(label.advisory, 0.25, 0.6),
  ),
  word('coloured lettering', 'the lettering has a colour of its own', ({ lettering }) => {
    const colored = everywhere.map(
      (block) => at(lettering.blocks, block) * rising(at(lettering.chroma, block), 0.05, 0.1),
    );
    return rising(mean(colored), 0.03, 0.2);
  }),
];
