import { seededRandom } from '../util/random.ts';

export interface PrincipalComponents {
  /** Two coordinates of each row. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Share of the variance that each of the two directions has, 0..1. */
  readonly explained: readonly [number, number];
}

/** Directions that are followed at once: more of them than the two that are wanted make it converge sooner. */
const directions = 8;
const mostRounds = 60;
/** A round that changes both variances by a smaller share than this is the last. */
const tolerance = 1e-8;

/**
 * The two directions in which rows differ most (principal component analysis), by subspace iteration with Rayleigh-Ritz
 * steps (Golub & Van Loan, "Matrix Computations", 8.2.4). Only numbers other than 0 are multiplied: rows of tags are mostly
 * zeros. The same rows give the same points: the start is seeded, and the coordinate that is farthest from 0 is positive.
 */
export function principalComponents(rows: readonly (readonly number[])[]): PrincipalComponents {
  const matrix = new CenteredRows(rows);
  const random = seededRandom(1);
  const start = Array.from({ length: Math.min(directions, rows.length, matrix.width) }, () =>
    Float64Array.from({ length: matrix.width }, () => random() - 0.5),
  );
  let basis = orthonormal(start);
  let scores = basis.map((direction) => matrix.times(direction));
  let variances: readonly number[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const before = variances;
    const turn = eigenvectors(scores.map((one) => scores.map((other) => dot(one, other))));
    scores = turn.map((weights) => combine(scores, weights));
    variances = scores.map((score) => dot(score, score));
    const isStill = (at: number) =>
      Math.abs((variances[at] ?? 0) - (before[at] ?? 0)) <= tolerance * (variances[at] ?? 0);
    if (isStill(0) && isStill(1) && round > 0) break;
    basis = orthonormal(scores.map((score) => matrix.timesTransposed(score)));
    scores = basis.map((direction) => matrix.times(direction));
  }
  const [first, second] = [0, 1].map((at) => pointPositive(scores[at] ?? new Float64Array(rows.length)));
  const share = (at: number) => (matrix.variance > 0 ? (variances[at] ?? 0) / matrix.variance : 0);
  return {
    points: rows.map((_, at) => [first?.[at] ?? 0, second?.[at] ?? 0] as const),
    explained: [share(0), share(1)],
  };
}

/** Rows less their mean, without storing the difference. */
class CenteredRows {
  readonly width: number;
  /** The sum of the squares of all numbers. */
  readonly variance: number;
  readonly #rows: readonly { readonly columns: Uint32Array; readonly values: Float64Array }[];
  readonly #mean: Float64Array;

  constructor(rows: readonly (readonly number[])[]) {
    this.width = rows[0]?.length ?? 0;
    this.#rows = rows.map((row) => {
      const columns = Uint32Array.from([...row.keys()].filter((at) => row[at] !== 0));
      return { columns, values: Float64Array.from(columns, (at) => row[at] ?? 0) };
    });
    this.#mean = new Float64Array(this.width);
    this.#mean = this.timesTransposed(new Float64Array(rows.length).fill(1 / Math.max(1, rows.length)));
    const squares = this.#rows.reduce((total, { values }) => total + dot(values, values), 0);
    this.variance = Math.max(0, squares - rows.length * dot(this.#mean, this.#mean));
  }

  times(direction: Float64Array): Float64Array {
    const ofMean = dot(this.#mean, direction);
    return Float64Array.from(this.#rows, ({ columns, values }) => {
      let total = -ofMean;
      for (let at = 0; at < columns.length; at++)
        total += (values[at] ?? 0) * (direction[columns[at] ?? 0] ?? 0);
      return total;
    });
  }

  timesTransposed(score: Float64Array): Float64Array {
    const result = new Float64Array(this.width);
    let total = 0;
    for (const [row, { columns, values }] of this.#rows.entries()) {
      const factor = score[row] ?? 0;
      total += factor;
      for (let at = 0; at < columns.length; at++) {
        const column = columns[at] ?? 0;
        result[column] = (result[column] ?? 0) + factor * (values[at] ?? 0);
      }
    }
    return result.map((value, column) => value - total * (this.#mean[column] ?? 0));
  }
}

/** Gram-Schmidt, twice, because once leaves errors of rounding. Directions without a length become zeros. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const result: Float64Array[] = [];
  for (const vector of vectors) {
    let rest = vector;
    for (let pass = 0; pass < 2; pass++)
      for (const other of result) {
        const share = dot(rest, other);
        rest = rest.map((value, at) => value - share * (other[at] ?? 0));
      }
    const length = Math.sqrt(dot(rest, rest));
    const isLost = length <= 1e-12 * Math.sqrt(dot(vector, vector));
    result.push(rest.map((value) => (isLost ? 0 : value / length)));
  }
  return result;
}

/** The eigenvectors of a small symmetric matrix, largest eigenvalue first, by Jacobi's rotations. */
function eigenvectors(symmetric: readonly (readonly number[])[]): number[][] {
  const a = symmetric.map((row) => [...row]);
  const vectors = a.map((_, row) => a.map((__, column) => Number(row === column)));
  const get = (matrix: number[][], row: number, column: number) => matrix[row]?.[column] ?? 0;
  const mix = (one: number[] | undefined, other: number[] | undefined, c: number, s: number) => {
    if (!one || !other) return;
    for (const at of one.keys()) {
      const [x, y] = [one[at] ?? 0, other[at] ?? 0];
      one[at] = c * x - s * y;
      other[at] = s * x + c * y;
    }
  };
  for (let sweep = 0; sweep < 30; sweep++)
    for (let p = 0; p < a.length; p++)
      for (let q = p + 1; q < a.length; q++) {
        if (get(a, p, q) === 0) continue;
        const angle = Math.atan2(2 * get(a, p, q), get(a, q, q) - get(a, p, p)) / 2;
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        mix(a[p], a[q], c, s);
        for (const row of a) {
          const [x, y] = [row[p] ?? 0, row[q] ?? 0];
          row[p] = c * x - s * y;
          row[q] = s * x + c * y;
        }
        mix(vectors[p], vectors[q], c, s);
      }
  return [...vectors.entries()]
    .sort(([one], [other]) => get(a, other, other) - get(a, one, one))
    .map(([, vector]) => vector);
}

function combine(vectors: readonly Float64Array[], weights: readonly number[]): Float64Array {
  const result = new Float64Array(vectors[0]?.length ?? 0);
  for (const [index, vector] of vectors.entries()) {
    const weight = weights[index] ?? 0;
    for (let at = 0; at < result.length; at++) result[at] = (result[at] ?? 0) + weight * (vector[at] ?? 0);
  }
  return result;
}

function pointPositive(scores: Float64Array): Float64Array {
  const farthest = scores.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return farthest < 0 ? scores.map((value) => -value) : scores;
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let at = 0; at < a.length; at++) total += (a[at] ?? 0) * (b[at] ?? 0);
  return total;
}
