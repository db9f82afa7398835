import type { Blocks } from './blocks.ts';
import type { ColumnKind } from './features.ts';
import { RowsBuilder, type SparseRows } from './rows.ts';

/** The columns of one source, numbered from 0. */
export interface SourceColumns {
  /** The column among those of all sources, for each column here. Ascending. */
  readonly columns: Uint32Array;
  /** The number of each column's block, from 0. */
  readonly blockOf: Uint8Array;
  /** The block among those of all sources, for each block here. */
  readonly blocks: readonly number[];
  /** The kind of each block. */
  readonly kinds: readonly ColumnKind[];
}

/** The columns of each source, in the order of their numbers. */
export function sourcesOf({ ofColumns, kinds, sources }: Blocks): SourceColumns[] {
  return [...new Set(sources)].map((source) => {
    const blocks = sources.flatMap((one, block) => (one === source ? block : []));
    const columns: number[] = [];
    const blockOf: number[] = [];
    for (let column = 0; column < ofColumns.length; column++) {
      const block = ofColumns[column] ?? 0;
      if (sources[block] !== source) continue;
      columns.push(column);
      blockOf.push(blocks.indexOf(block));
    }
    return {
      columns: Uint32Array.from(columns),
      blocks,
      blockOf: Uint8Array.from(blockOf),
      kinds: blocks.flatMap((block) => kinds[block] ?? []),
    };
  });
}

/** The rows of one source alone. What training has not seen stays at the end of a row: see `profileReader`. */
export function rowsOfSource(rows: SparseRows, all: number, { columns, blocks }: SourceColumns): SparseRows {
  const local = new Int32Array(all).fill(-1);
  for (const [at, column] of columns.entries()) local[column] = at;
  const builder = new RowsBuilder();
  for (let at = 0; at < rows.length; at++) {
    for (let entry = rows.starts[at] ?? 0; entry < (rows.ends[at] ?? 0); entry++) {
      const column = rows.columns[entry] ?? 0;
      if (column < all) {
        const here = local[column] ?? -1;
        if (here >= 0) builder.push(here, rows.values[entry] ?? 0);
      } else {
        const block = blocks.indexOf(column - all);
        if (block >= 0) builder.push(columns.length + block, rows.values[entry] ?? 0);
      }
    }
    builder.endRow();
  }
  return builder.rows();
}
