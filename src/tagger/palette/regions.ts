import { COLOR_SIDE, SIDE } from './planes.ts';

/** The picture is also seen as 8 × 8 cells; regions are sets of cells. */
export const CELLS = 8;
export const CELL_PX = SIDE / CELLS;
export const CELL_BITS = Math.log2(CELL_PX);
/** Squares of 2 × 2 pixels, which color is known for, in a cell. */
export const CELL_SQUARES = (COLOR_SIDE / CELLS) ** 2;

/** The cell of the square of 2 × 2 pixels at `x`, `y`. */
export function cellOfSquare(x: number, y: number): number {
  return (y >> (CELL_BITS - 1)) * CELLS + (x >> (CELL_BITS - 1));
}

function cellsWhere(inside: (column: number, row: number) => boolean): readonly number[] {
  return Array.from({ length: CELLS * CELLS }, (_, cell) => cell).filter((cell) =>
    inside(cell % CELLS, Math.floor(cell / CELLS)),
  );
}

const outermost = (place: number) => place === 0 || place === CELLS - 1;
const inner = (place: number) => place >= 2 && place < CELLS - 2;

export const REGIONS = {
  all: cellsWhere(() => true),
  border: cellsWhere((column, row) => outermost(column) || outermost(row)),
  center: cellsWhere((column, row) => inner(column) && inner(row)),
  top: cellsWhere((_, row) => row < 2),
  bottom: cellsWhere((_, row) => row >= CELLS - 2),
} as const;

export type Region = keyof typeof REGIONS;
