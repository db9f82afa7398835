import { compareCodePoints } from '../../util/order.ts';
import type { FeatureCounter } from './count-features.ts';
import type { ColumnKind, FeatureKey } from './features.ts';
import { RowsBuilder, type SparseRows, renumberColumns, sortEntries } from './rows.ts';

/** Rows, and what their columns are. */
export interface CollectedRows {
  /** The feature of each column, in the order of their code points: those of one kind follow each other. */
  readonly vocabulary: readonly FeatureKey[];
  /** Weights that are not 0, columns ascending. */
  readonly rows: SparseRows;
}

/** Collects what profiles have, and gives a column to each feature that one of them has. */
export class RowCollector {
  readonly #columns = new Map<ColumnKind, Map<string, number>>();
  readonly #vocabulary: FeatureKey[] = [];
  readonly #rows = new RowsBuilder();

  add(counted: ReturnType<FeatureCounter>): void {
    for (const { kind, counts } of counted) {
      let ofKind = this.#columns.get(kind);
      if (!ofKind) this.#columns.set(kind, (ofKind = new Map<string, number>()));
      for (const { name, weight } of counts) {
        // A weight of 0 is a tag that is not there.
        if (weight === 0) continue;
        let column = ofKind.get(name);
        if (column === undefined) ofKind.set(name, (column = this.#vocabulary.push(`${kind}:${name}`) - 1));
        this.#rows.push(column, weight);
      }
    }
    this.#rows.endRow();
  }

  /** The rows in the order in which they were added. Nothing may be added after it. */
  inOrder(): CollectedRows {
    const order = orderOf(this.#vocabulary);
    const rows = renumberColumns(this.#rows.rows(), ranksOf(order));
    sortEntries(rows);
    return { vocabulary: inOrder(this.#vocabulary, order), rows };
  }
}

/** Where each name stands that comes first, second, … in the order of code points. No name is there twice. */
export function orderOf(names: readonly string[]): Uint32Array {
  const places = new Map(names.map((name, at) => [name, at]));
  // Without surrogates the engine's own order is that of code points, and it is several times as fast.
  const sorted = names.some((name) => /[\ud800-\udfff]/.test(name))
    ? names.toSorted(compareCodePoints)
    : names.toSorted();
  return Uint32Array.from(sorted, (name) => places.get(name) ?? 0);
}

export function inOrder<Name extends string>(names: readonly Name[], order: Uint32Array): Name[] {
  return Array.from(order, (at) => names[at]).filter((name) => name !== undefined);
}

/** The place of each name among all of them, sorted. */
export function ranksOf(order: Uint32Array): Int32Array {
  const ranks = new Int32Array(order.length);
  for (const [rank, at] of order.entries()) ranks[at] = rank;
  return ranks;
}
