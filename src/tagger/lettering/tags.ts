import type { Tag } from '../../model.ts';
import { surest } from '../../tags/surest.ts';
import type { Box } from './boxes.ts';

/** A line of lettering. */
export interface Line {
  readonly box: Box;
  /** How many letters were read. */
  readonly letters: number;
  /** 0..1, how sure they are in the mean. */
  readonly confidence: number;
}

/** How sure a line must be to count, and to count wholly. Ornaments and faces look like letters, but cannot be read. */
const doubtful = 0.4;
const sure = 0.8;

/**
 * What the lines say of the amount, size and place of lettering. Of each group, at most one tag is said: the amount is none,
 * little or much; the size is large or small. Half-way between two amounts, neither is said.
 */
export function tagsOf(lines: readonly Line[]): readonly Tag[] {
  const weighed = lines.map((line) => ({ ...line, weight: rising(line.confidence, doubtful, sure) }));
  const letters = sum(weighed.map((line) => line.weight * line.letters));
  const area = (line: Line) => line.box.width * line.box.height;
  const total = sum(weighed.map((line) => line.weight * area(line)));
  const largest = Math.max(0, ...weighed.map((line) => line.weight * line.box.height));
  const [none, little, much] = AMOUNTS.map((_, at) => rung(Math.log1p(letters), at));
  const isThere = rising(letters, 2, 6);
  const placed = (from: number, to: number) =>
    isThere *
    rising(
      sum(weighed.map((line) => line.weight * area(line) * overlap(line.box, from, to))) / total,
      0.3,
      0.7,
    );
  const tags: Record<string, number | undefined> = {
    'no text': none,
    'little text': little,
    'much text': much,
    'large lettering': isThere * rising(largest, 0.1, 0.2),
    'small lettering': isThere * (1 - rising(largest, 0.04, 0.07)),
    'text at the top': placed(0, 1 / 3),
    'text in the middle': placed(1 / 3, 2 / 3),
    'text at the bottom': placed(2 / 3, 1),
  };
  return surest(
    Object.entries(tags)
      .map(([name, value = 0]) => ({ name, confidence: Math.round(value * 100) / 100 }))
      .filter(({ confidence }) => confidence >= 0.05),
  );
}

/** Letters of a cover without text, with little and with much text, as logarithms: twice as many is one step more. */
const AMOUNTS = [0, 20, 100].map(Math.log1p);

/** How well a value fits one of the amounts: 1 at its middle and beyond the ends, 0 half-way to the neighbors. */
function rung(value: number, at: number): number {
  const middle = AMOUNTS[at] ?? 0;
  const neighbor = AMOUNTS[value < middle ? at - 1 : at + 1];
  if (neighbor === undefined) return 1;
  return Math.max(0, 1 - 2 * Math.abs((value - middle) / (neighbor - middle)));
}

/** 0 up to `from`, 1 from `to` on, straight between. */
function rising(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}

/** The part of the box that lies between two heights of the cover. */
function overlap({ top, height }: Box, from: number, to: number): number {
  return Math.max(0, Math.min(top + height, to) - Math.max(top, from)) / height;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The tags that there are. */
export const TAGS: ReadonlySet<string> = new Set([
  'no text',
  'little text',
  'much text',
  'large lettering',
  'small lettering',
  'text at the top',
  'text in the middle',
  'text at the bottom',
]);
