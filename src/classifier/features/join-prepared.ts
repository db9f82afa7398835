import type { PreparedSet } from './prepare.ts';
import { RowsBuilder, type SparseRows } from './rows.ts';

/** Rows of one feature. */
interface FeatureRows {
  readonly rows: SparseRows;
  /** Number of columns, and of blocks. */
  readonly columns: number;
  readonly blocks: number;
}

/**
 * The same examples with several features, each of which was prepared alone. Their artists have one order, whatever the
 * features. A source keeps its rows, so that a model of it can be told again.
 */
export function joinPrepared(sets: readonly [PreparedSet, ...PreparedSet[]]): Omit<PreparedSet, 'read'> {
  const [first] = sets;
  if (sets.length === 1) return first;
  const columnsBefore = sumsBefore(sets.map(({ vocabulary }) => vocabulary.length));
  const blocksBefore = sumsBefore(sets.map(({ blocks }) => blocks.kinds.length));
  const sourcesBefore = sumsBefore(sets.map(({ sources }) => sources.length));
  const join = (rowsOf: (set: PreparedSet) => SparseRows) =>
    joinRows(
      sets.map((set) => ({
        rows: rowsOf(set),
        columns: set.vocabulary.length,
        blocks: set.blocks.kinds.length,
      })),
    );
  return {
    ...first,
    vocabulary: sets.flatMap(({ vocabulary }) => vocabulary),
    stopTags: sets.flatMap(({ stopTags }) => stopTags),
    rows: join(({ rows }) => rows),
    parts: { ...first.parts, rows: join(({ parts }) => parts.rows) },
    blocks: {
      ofColumns: Uint8Array.from(
        sets.flatMap(({ blocks }, at) =>
          Array.from(blocks.ofColumns, (block) => block + (blocksBefore[at] ?? 0)),
        ),
      ),
      kinds: sets.flatMap(({ blocks }) => blocks.kinds),
      sources: sets.flatMap(({ blocks }, at) =>
        blocks.sources.map((source) => source + (sourcesBefore[at] ?? 0)),
      ),
    },
    sources: sets.flatMap(({ sources }, at) =>
      sources.map((source) => ({
        ...source,
        columns: source.columns.map((column) => column + (columnsBefore[at] ?? 0)),
        blocks: source.blocks.map((block) => block + (blocksBefore[at] ?? 0)),
      })),
    ),
  };
}

/** What training has not seen stays at the end of a row: see `profileReader`. */
export function joinRows(features: readonly FeatureRows[]): SparseRows {
  const columnsBefore = sumsBefore(features.map(({ columns }) => columns));
  const blocksBefore = sumsBefore(features.map(({ blocks }) => blocks));
  const all = columnsBefore.at(-1) ?? 0;
  const builder = new RowsBuilder();
  for (let row = 0; row < (features[0]?.rows.length ?? 0); row++) {
    for (const isUnseen of [false, true]) {
      for (const [at, { rows, columns, blocks }] of features.entries()) {
        for (let entry = rows.starts[row] ?? 0; entry < (rows.ends[row] ?? 0); entry++) {
          const column = rows.columns[entry] ?? 0;
          // A block that training has nothing of is not a block here.
          if (column >= columns !== isUnseen || column >= columns + blocks) continue;
          const joined = isUnseen
            ? all + (blocksBefore[at] ?? 0) + column - columns
            : (columnsBefore[at] ?? 0) + column;
          builder.push(joined, rows.values[entry] ?? 0);
        }
      }
    }
    builder.endRow();
  }
  return builder.rows();
}

/** The sum of the numbers before each place, and of all. */
function sumsBefore(numbers: readonly number[]): number[] {
  const sums = [0];
  for (const number of numbers) sums.push((sums.at(-1) ?? 0) + number);
  return sums;
}
