/**
 * Sparse rows in typed arrays (compressed sparse rows): row `at` has the entries `starts[at]` until `ends[at]` of
 * `columns` and `values`. Rows need not follow each other, so that an order or a choice of rows shares their entries.
 */
export interface SparseRows {
  readonly length: number;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly columns: Uint32Array;
  readonly values: Float64Array;
}

/** The given rows in the given order; their entries are shared, not copied. */
export function selectRows(rows: SparseRows, chosen: Uint32Array): SparseRows {
  return {
    ...rows,
    length: chosen.length,
    starts: chosen.map((at) => rows.starts[at] ?? 0),
    ends: chosen.map((at) => rows.ends[at] ?? 0),
  };
}

/** The same rows with entries of their own, for few rows out of many. */
export function packRows(rows: SparseRows): SparseRows {
  const builder = new RowsBuilder();
  for (let at = 0; at < rows.length; at++) {
    for (let entry = rows.starts[at] ?? 0; entry < (rows.ends[at] ?? 0); entry++) {
      builder.push(rows.columns[entry] ?? 0, rows.values[entry] ?? 0);
    }
    builder.endRow();
  }
  return builder.rows();
}

/** Collects rows; its arrays double as they fill. */
export class RowsBuilder {
  readonly #ends: number[] = [];
  #end = 0;
  #columns: Uint32Array;
  #values: Float64Array;

  /** @param expected - about how many entries come: if it is right, no entry is copied. */
  constructor(expected = 0) {
    const capacity = Math.max(1024, expected);
    this.#columns = new Uint32Array(capacity);
    this.#values = new Float64Array(capacity);
  }

  /** Adds an entry to the row that is being filled. */
  push(column: number, value: number): void {
    if (this.#end === this.#columns.length) this.#grow();
    this.#columns[this.#end] = column;
    this.#values[this.#end] = value;
    this.#end += 1;
  }

  endRow(): void {
    this.#ends.push(this.#end);
  }

  rows(): SparseRows {
    const ends = Uint32Array.from(this.#ends);
    const starts = new Uint32Array(ends.length);
    starts.set(ends.subarray(0, -1), 1 % Math.max(1, ends.length));
    return {
      length: ends.length,
      starts,
      ends,
      columns: this.#columns.subarray(0, this.#end),
      values: this.#values.subarray(0, this.#end),
    };
  }

  #grow(): void {
    const columns = new Uint32Array(this.#columns.length * 2);
    const values = new Float64Array(columns.length);
    columns.set(this.#columns);
    values.set(this.#values);
    this.#columns = columns;
    this.#values = values;
  }
}

/** Sorts the entries of each row by column, in place, equal columns staying in their order. */
export function sortEntries({ length, starts, ends, columns, values }: SparseRows): void {
  let longest = 0;
  for (let at = 0; at < length; at++) longest = Math.max(longest, (ends[at] ?? 0) - (starts[at] ?? 0));
  const keys = new Float64Array(longest);
  const sorted = new Float64Array(longest);
  for (let at = 0; at < length; at++) {
    const start = starts[at] ?? 0;
    const size = (ends[at] ?? 0) - start;
    // One number carries the column and, below it, the entry's place: a plain numeric sort needs no comparator.
    for (let entry = 0; entry < size; entry++) keys[entry] = (columns[start + entry] ?? 0) * size + entry;
    keys.subarray(0, size).sort();
    for (let entry = 0; entry < size; entry++)
      sorted[entry] = values[start + ((keys[entry] ?? 0) % size)] ?? 0;
    for (let entry = 0; entry < size; entry++) {
      columns[start + entry] = Math.floor((keys[entry] ?? 0) / size);
      values[start + entry] = sorted[entry] ?? 0;
    }
  }
}

/** Compares two rows with sorted entries: by their first different column, then value; the shorter first. */
export function compareRows({ starts, ends, columns, values }: SparseRows, a: number, b: number): number {
  const [startOfA, startOfB] = [starts[a] ?? 0, starts[b] ?? 0];
  const [sizeOfA, sizeOfB] = [(ends[a] ?? 0) - startOfA, (ends[b] ?? 0) - startOfB];
  const shorter = Math.min(sizeOfA, sizeOfB);
  for (let entry = 0; entry < shorter; entry++) {
    const byColumn = (columns[startOfA + entry] ?? 0) - (columns[startOfB + entry] ?? 0);
    if (byColumn !== 0) return byColumn;
    const byValue = (values[startOfA + entry] ?? 0) - (values[startOfB + entry] ?? 0);
    if (byValue !== 0) return byValue;
  }
  return sizeOfA - sizeOfB;
}

/**
 * Gives each column its number in `renumbered`, in place. Entries whose number is −1 are removed. Do not use the given rows
 * again.
 */
export function renumberColumns(rows: SparseRows, renumbered: Int32Array): SparseRows {
  const { length, starts, columns, values } = rows;
  const ends = new Uint32Array(length);
  for (let at = 0; at < length; at++) {
    let kept = starts[at] ?? 0;
    for (let entry = kept; entry < (rows.ends[at] ?? 0); entry++) {
      const column = renumbered[columns[entry] ?? 0] ?? -1;
      if (column < 0) continue;
      columns[kept] = column;
      values[kept] = values[entry] ?? 0;
      kept += 1;
    }
    ends[at] = kept;
  }
  return { ...rows, ends };
}
