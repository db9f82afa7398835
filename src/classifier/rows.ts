/** Sparse rows of features in typed arrays (compressed sparse rows); grows as it is filled. */
export class SparseRows {
  #starts: number[] = [0];
  #columns = new Int32Array(1024);
  #values = new Float64Array(1024);

  get length(): number {
    return this.#starts.length - 1;
  }

  push(entries: Iterable<readonly [column: number, value: number]>): void {
    let end = this.#starts[this.length] ?? 0;
    for (const [column, value] of entries) {
      if (end === this.#columns.length) this.#grow();
      this.#columns[end] = column;
      this.#values[end] = value;
      end += 1;
    }
    this.#starts.push(end);
  }

  /** The row's columns and values, as views. */
  row(at: number): { readonly columns: Int32Array; readonly values: Float64Array } {
    const start = this.#starts[at] ?? 0;
    const end = this.#starts[at + 1] ?? start;
    return { columns: this.#columns.subarray(start, end), values: this.#values.subarray(start, end) };
  }

  #grow(): void {
    const columns = new Int32Array(this.#columns.length * 2);
    const values = new Float64Array(columns.length);
    columns.set(this.#columns);
    values.set(this.#values);
    this.#columns = columns;
    this.#values = values;
  }
}
