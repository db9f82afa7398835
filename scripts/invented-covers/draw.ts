import { seededRandom } from '../../src/util/random.ts';

/** A square of this side. */
export const side = 224;

/** Numbers of one seed, and what is made of them. */
export class Dice {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** From the first, below the second. */
  between(from: number, to: number): number {
    return from + (to - from) * this.#random();
  }

  whole(from: number, to: number): number {
    return Math.floor(this.between(from, to + 1));
  }

  one<T>(items: readonly [T, ...T[]]): T {
    return items[this.whole(0, items.length - 1)] ?? items[0];
  }

  chance(share: number): boolean {
    return this.#random() < share;
  }
}

/** What one cover is drawn of. */
export interface Sketch {
  readonly artist: string;
  readonly title: string;
  /** The colors of the artist. */
  readonly colors: readonly string[];
  /** Which of the pictures of the genre. */
  readonly motif: number;
  readonly seed: number;
}

/** A polygon or line through points. */
export function path(points: readonly (readonly [number, number])[], isClosed = true): string {
  const text = points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L');
  return `M${text}${isClosed ? 'Z' : ''}`;
}

export function cover(content: string, definitions = ''): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}"><defs>${definitions}</defs>${content}</svg>`;
}

export const range = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
