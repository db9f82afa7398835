/**
 * The two products of logistic regression, in AssemblyScript: `npm run generate` compiles them. Both read rows that follow
 * each other: row `at` ends before entry `ends[at]`. A number of genres is a multiple of four.
 *
 * Every number is made by the same operations in the same order as in src/classifier/fitting/plain-products.ts, so that
 * both give the same bits. No multiplication is fused with an addition: machines differ in that.
 */

/** Writes rows times weights, plus biases, to `scores`. */
export function multiply(
  rows: u32,
  ends: usize,
  columns: usize,
  values: usize,
  weights: usize,
  biases: usize,
  genres: usize,
  scores: usize,
): void {
  const width = genres << 3;
  let entry: usize = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const start = entry;
    const end = <usize>load<u32>(ends + (row << 2));
    for (let genre: usize = 0; genre < width; genre += 32) {
      let first = v128.load(biases + genre);
      let second = v128.load(biases + genre, 16);
      for (entry = start; entry < end; entry++) {
        const value = v128.load_splat<f64>(values + (entry << 3));
        const weight = weights + genre + <usize>load<u32>(columns + (entry << 2)) * width;
        first = f64x2.add(first, f64x2.mul(value, v128.load(weight)));
        second = f64x2.add(second, f64x2.mul(value, v128.load(weight, 16)));
      }
      v128.store(scores + genre, first);
      v128.store(scores + genre, second, 16);
    }
    scores += width;
    entry = end;
  }
}

/** Adds rows, transposed, times errors to `gradient`. */
export function addTransposed(
  rows: u32,
  ends: usize,
  columns: usize,
  values: usize,
  errors: usize,
  genres: usize,
  gradient: usize,
): void {
  const width = genres << 3;
  let entry: usize = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const start = entry;
    const end = <usize>load<u32>(ends + (row << 2));
    for (let genre: usize = 0; genre < width; genre += 32) {
      const first = v128.load(errors + genre);
      const second = v128.load(errors + genre, 16);
      for (entry = start; entry < end; entry++) {
        const value = v128.load_splat<f64>(values + (entry << 3));
        const sum = gradient + genre + <usize>load<u32>(columns + (entry << 2)) * width;
        v128.store(sum, f64x2.add(v128.load(sum), f64x2.mul(value, first)));
        v128.store(sum, f64x2.add(v128.load(sum, 16), f64x2.mul(value, second)), 16);
      }
    }
    errors += width;
    entry = end;
  }
}
