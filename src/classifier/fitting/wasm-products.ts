import type { SparseRows } from '../features/rows.ts';
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
export function wasmProducts(rows: SparseRows, { columns, stride }: ProductShape): RowProducts | undefined {
  const cells = columns * stride;
  const block = Math.min(blockRows, rows.length);
  const entries = mostEntries(rows);
  const kernel = kernelWith(8 * (2 * cells + (block + 1) * stride + entries) + 4 * (entries + block));
  if (!kernel) return undefined;
  return (weights, biases, gradient, toErrors) => {
    // Arrays of this call only: if the memory grows for another fit, they are detached.
    let used = 0;
    const place = <T extends Float64Array | Uint32Array>(
      kind: new (buffer: ArrayBuffer, start: number, length: number) => T,
      length: number,
    ): T => {
      const array = new kind(kernel.memory.buffer, used, length);
      used += array.byteLength;
      return array;
    };
    const own = {
      weights: place(Float64Array, cells),
      gradient: place(Float64Array, cells),
      biases: place(Float64Array, stride),
      scores: place(Float64Array, block * stride),
      values: place(Float64Array, entries),
      columns: place(Uint32Array, entries),
      ends: place(Uint32Array, block),
    };
    own.weights.set(weights.subarray(0, cells));
    own.gradient.set(gradient.subarray(0, cells));
    own.biases.set(biases);
    const at = (array: Float64Array | Uint32Array) => array.byteOffset;
    for (let first = 0; first < rows.length; first += blockRows) {
      const end = Math.min(first + blockRows, rows.length);
      copyRows(rows, first, end, own);
      const input = [end - first, at(own.ends), at(own.columns), at(own.values)];
      kernel.multiply(...input, at(own.weights), at(own.biases), stride, at(own.scores));
      toErrors(own.scores, first, end);
      kernel.addTransposed(...input, at(own.scores), stride, at(own.gradient));
    }
    gradient.set(own.gradient);
  };
}

function kernelWith(bytes: number): Kernel | undefined {
  try {
    const kernel =
      shared?.deref() ??
      new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(wasm, 'base64'))).exports;
    shared = new WeakRef(kernel);
    const missing = Math.ceil((bytes - kernel.memory.buffer.byteLength) / pageBytes);
    if (missing > 0) kernel.memory.grow(missing);
    return kernel;
  } catch {
    return undefined;
  }
}

/** The most entries of a block. */
function mostEntries({ length, starts, ends }: SparseRows): number {
  let most = 0;
  for (let first = 0; first < length; first += blockRows) {
    let entries = 0;
    for (let row = first; row < Math.min(first + blockRows, length); row++) {
      entries += (ends[row] ?? 0) - (starts[row] ?? 0);
    }
    most = Math.max(most, entries);
  }
  return most;
}

/** Copies rows so that they follow each other. */
function copyRows(
  { starts, ends, columns, values }: SparseRows,
  first: number,
  end: number,
  target: Readonly<Record<'ends' | 'columns', Uint32Array> & Record<'values', Float64Array>>,
): void {
  let used = 0;
  for (let row = first; row < end; row++) {
    const from = starts[row] ?? 0;
    const to = ends[row] ?? 0;
    target.columns.set(columns.subarray(from, to), used);
    target.values.set(values.subarray(from, to), used);
    used += to - from;
    target.ends[row - first] = used;
  }
}
