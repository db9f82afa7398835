import type { SparseRows } from '../features/rows.ts';
import { type ProductShape, type RowProducts, blockRows } from './row-products.ts';
import { scoreEntries } from './scores.ts';

/** The products in plain JavaScript. */
export function plainProducts(rows: SparseRows, { stride }: ProductShape): RowProducts {
  const { columns, values, starts, ends } = rows;
  const errors = new Float64Array(Math.min(blockRows, rows.length) * stride);
  return (weights, bias, gradient, toErrors) => {
    const fit = { weights, bias };
    for (let first = 0; first < rows.length; first += blockRows) {
      const end = Math.min(first + blockRows, rows.length);
      for (let row = first; row < end; row++) {
        const offset = (row - first) * stride;
        scoreEntries(fit, columns, values, starts[row] ?? 0, ends[row] ?? 0, errors, offset);
      }
      toErrors(errors, first, end);
      for (let row = first; row < end; row++) {
        addRow(rows, row, errors, (row - first) * stride, stride, gradient);
      }
    }
  };
}

/** Four genres at a time, with the errors in local variables: several times faster than a loop within the loop over entries. */
function addRow(
  { columns, values, starts, ends }: SparseRows,
  row: number,
  errors: Float64Array,
  offset: number,
  stride: number,
  gradient: Float64Array,
): void {
  const start = starts[row] ?? 0;
  const end = ends[row] ?? 0;
  for (let genre = 0; genre < stride; genre += 4) {
    const a = errors[offset + genre] ?? 0;
    const b = errors[offset + genre + 1] ?? 0;
    const c = errors[offset + genre + 2] ?? 0;
    const d = errors[offset + genre + 3] ?? 0;
    for (let entry = start; entry < end; entry++) {
      const value = values[entry] ?? 0;
      const at = (columns[entry] ?? 0) * stride + genre;
      gradient[at] = (gradient[at] ?? 0) + value * a;
      gradient[at + 1] = (gradient[at + 1] ?? 0) + value * b;
      gradient[at + 2] = (gradient[at + 2] ?? 0) + value * c;
      gradient[at + 3] = (gradient[at + 3] ?? 0) + value * d;
    }
  }
}
