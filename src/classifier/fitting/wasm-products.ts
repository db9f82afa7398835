import { type SparseRows, packRows } from '../features/rows.ts';
import { type ProductShape, type RowProducts, blockRows } from './row-products.ts';
import { wasm } from './row-products-wasm.ts';

/** What assembly/row-products.ts exports. */
interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly multiply: (...args: readonly number[]) => void;
  readonly addTransposed: (...args: readonly number[]) => void;
}

/** The types of Node.js do not have it. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: Kernel };
};

const pageBytes = 65_536;

/** One for fits that follow each other: each memory reserves gigabytes of addresses. */
let shared: WeakRef<Kernel> | undefined;

/**
 * The products in WebAssembly, with SIMD instructions. A block of rows is copied when it is its turn: a copy of all rows
 * would double the memory of a fit.
 *
 * @returns undefined if the engine does not have WebAssembly with SIMD, or not enough memory.
 */
export function wasmProducts(given: SparseRows, { columns, stride }: ProductShape): RowProducts | undefined {
  // Rows of one block are copied for every step: at once, if they follow each other.
  const rows = given.length <= blockRows ? packRows(given) : given;
  const { length, starts, ends } = rows;
  const block = Math.min(blockRows, length);
  const entries = block * ends.reduce((most, end, row) => Math.max(most, end - (starts[row] ?? 0)), 0);
  const cells = columns * stride;
  // Addresses; the weights are at 0.
  const gradientAt = 8 * cells;
  const biasesAt = 2 * gradientAt;
  const scoresAt = biasesAt + 8 * stride;
  const valuesAt = scoresAt + 8 * block * stride;
  const columnsAt = valuesAt + 8 * entries;
  const endsAt = columnsAt + 4 * entries;
  const kernel = kernelWith(endsAt + 4 * block);
  if (!kernel) return undefined;
  return (weights, biases, gradient, toErrors) => {
    // Arrays of this call only: if the memory grows for another fit, they are detached.
    const { buffer } = kernel.memory;
    const floats = new Float64Array(buffer);
    floats.set(weights.subarray(0, cells));
    floats.set(gradient.subarray(0, cells), cells);
    floats.set(biases, 2 * cells);
    const scores = floats.subarray(scoresAt / 8, valuesAt / 8);
    const copy = {
      values: floats.subarray(valuesAt / 8),
      columns: new Uint32Array(buffer, columnsAt),
      ends: new Uint32Array(buffer, endsAt),
    };
    for (let first = 0; first < length; first += block) {
      const end = Math.min(first + block, length);
      copyRows(rows, first, end, copy);
      kernel.multiply(end - first, endsAt, columnsAt, valuesAt, 0, biasesAt, stride, scoresAt);
      toErrors(scores, first, end);
      kernel.addTransposed(end - first, endsAt, columnsAt, valuesAt, scoresAt, stride, gradientAt);
    }
    gradient.set(floats.subarray(cells, 2 * cells));
  };
}

function kernelWith(bytes: number): Kernel | undefined {
  try {
    const kernel = shared?.deref() ?? new WebAssembly.Instance(new WebAssembly.Module(fromHex(wasm))).exports;
    shared = new WeakRef(kernel);
    const missing = Math.ceil((bytes - kernel.memory.buffer.byteLength) / pageBytes);
    if (missing > 0) kernel.memory.grow(missing);
    return kernel;
  } catch {
    return undefined;
  }
}

/** Copies rows so that they follow each other. */
function copyRows(
  { starts, ends, columns, values }: SparseRows,
  first: number,
  end: number,
  copy: Pick<SparseRows, 'values' | 'columns' | 'ends'>,
): void {
  const start = starts[first] ?? 0;
  if (doFollow({ starts, ends }, first, end)) {
    const last = ends[end - 1] ?? 0;
    copy.columns.set(columns.subarray(start, last));
    copy.values.set(values.subarray(start, last));
    for (let row = first; row < end; row++) copy.ends[row - first] = (ends[row] ?? 0) - start;
    return;
  }
  let used = 0;
  for (let row = first; row < end; row++) {
    const from = starts[row] ?? 0;
    const to = ends[row] ?? 0;
    copy.columns.set(columns.subarray(from, to), used);
    copy.values.set(values.subarray(from, to), used);
    used += to - from;
    copy.ends[row - first] = used;
  }
}

function doFollow(
  { starts, ends }: Pick<SparseRows, 'starts' | 'ends'>,
  first: number,
  end: number,
): boolean {
  for (let row = first + 1; row < end; row++) if (starts[row] !== ends[row - 1]) return false;
  return true;
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length / 2 }, (_, at) =>
    Number.parseInt(text.slice(2 * at, 2 * at + 2), 16),
  );
}
