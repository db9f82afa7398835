import { widthOf } from '../svg.ts';

export interface LabeledPoint {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

export interface Label extends LabeledPoint {
  readonly anchor: 'start' | 'middle' | 'end';
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const gap = 8;
/** Half a mark. */
const mark = 5;

/**
 * A place beside each point where its text covers no other text and no mark; undefined for a point without such a place.
 * Points with few neighbors come first: there is room for them.
 */
export function placeLabels(
  points: readonly LabeledPoint[],
  within: Box,
  size: number,
): (Label | undefined)[] {
  const marks = points.map(({ x, y }) => ({
    left: x - mark,
    right: x + mark,
    top: y - mark,
    bottom: y + mark,
  }));
  const taken = new Grid([...marks]);
  const neighbors = points.map(({ x, y }) =>
    taken.count({ left: x - 40, right: x + 40, top: y - 20, bottom: y + 20 }),
  );
  const labels = points.map((): Label | undefined => undefined);
  const order = [...points.keys()].sort((a, b) => (neighbors[a] ?? 0) - (neighbors[b] ?? 0) || a - b);
  for (const at of order) {
    const point = points[at];
    for (const candidate of point ? placesBeside(point) : []) {
      const box = boxOf(candidate, size);
      const isInside =
        box.left >= within.left &&
        box.right <= within.right &&
        box.top >= within.top &&
        box.bottom <= within.bottom;
      if (!isInside || taken.count(box) > 0) continue;
      taken.add(box);
      labels[at] = candidate;
      break;
    }
  }
  return labels;
}

function placesBeside({ x, y, text }: LabeledPoint): Label[] {
  return [
    { x: x + gap, y, text, anchor: 'start' },
    { x: x - gap, y, text, anchor: 'end' },
    { x, y: y - gap - 4, text, anchor: 'middle' },
    { x, y: y + gap + 4, text, anchor: 'middle' },
    { x: x + gap - 2, y: y - gap, text, anchor: 'start' },
    { x: x - gap + 2, y: y - gap, text, anchor: 'end' },
    { x: x + gap - 2, y: y + gap, text, anchor: 'start' },
    { x: x - gap + 2, y: y + gap, text, anchor: 'end' },
  ];
}

function boxOf({ x, y, text, anchor }: Label, size: number): Box {
  const width = widthOf(text, size);
  const left = x - { start: 0, middle: width / 2, end: width }[anchor];
  return { left, right: left + width, top: y - size / 2, bottom: y + size / 2 };
}

/** Boxes by the square of the plane that they are in: thousands of points are compared with their neighbors only. */
class Grid {
  static readonly #square = 60;
  readonly #squares = new Map<string, Box[]>();

  constructor(boxes: readonly Box[]) {
    for (const box of boxes) this.add(box);
  }

  add(box: Box): void {
    for (const key of Grid.#keysOf(box)) {
      const there = this.#squares.get(key);
      if (there) there.push(box);
      else this.#squares.set(key, [box]);
    }
  }

  /** The number of boxes that overlap with this one. */
  count(box: Box): number {
    const found = new Set<Box>();
    for (const key of Grid.#keysOf(box))
      for (const other of this.#squares.get(key) ?? [])
        if (
          box.left < other.right &&
          other.left < box.right &&
          box.top < other.bottom &&
          other.top < box.bottom
        )
          found.add(other);
    return found.size;
  }

  static *#keysOf({ left, right, top, bottom }: Box): Generator<string> {
    const square = (value: number) => Math.floor(value / Grid.#square);
    for (let x = square(left); x <= square(right); x++)
      for (let y = square(top); y <= square(bottom); y++) yield `${x},${y}`;
  }
}
