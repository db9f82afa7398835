import type { Objective } from './lbfgs.ts';
import type { LabelledRows } from './samples.ts';
import type { LinearFit } from './scores.ts';

/**
 * The objective of multinomial logistic regression, `c · Σ −ln softmax(score)[label] + ½ Σ weights²`; the biases are
 * not penalised. Divided by c · rows, so that a tolerance means the same for few and many artists.
 *
 * Genres are worked through four at a time, with the sums in local variables, and padded to a multiple of four: several
 * times faster than a loop over genres within the loop over entries.
 */
export class SoftmaxLoss {
  readonly #data: LabelledRows;
  readonly #c: number;
  /** Genres with their padding: `parameters[column * stride + genre]`, the biases last. */
  readonly #stride: number;

  constructor(data: LabelledRows, c: number) {
    this.#data = data;
    this.#c = c;
    this.#stride = Math.ceil(data.genres / 4) * 4;
  }

  /** All zero. */
  start(): Float64Array {
    return new Float64Array((this.#data.columns + 1) * this.#stride);
  }

  /** The second derivatives at the start, where all genres are alike likely: (mean of x²) · p · (1 − p), and the penalty. */
  curvature(): Float64Array {
    const { rows, genres, columns } = this.#data;
    const stride = this.#stride;
    const squares = new Float64Array(columns + 1);
    for (let row = 0; row < rows.length; row++) {
      for (let entry = rows.starts[row] ?? 0; entry < (rows.ends[row] ?? 0); entry++) {
        const column = rows.columns[entry] ?? 0;
        squares[column] = (squares[column] ?? 0) + (rows.values[entry] ?? 0) ** 2;
      }
    }
    squares[columns] = rows.length;
    const spread = Math.max(1e-3, (1 / genres) * (1 - 1 / genres)) / rows.length;
    const penalty = 1 / (this.#c * rows.length);
    const curvature = new Float64Array((columns + 1) * stride);
    for (let column = 0; column <= columns; column++) {
      const bend = (squares[column] ?? 0) * spread + (column < columns ? penalty : 0);
      curvature.fill(bend, column * stride, (column + 1) * stride);
    }
    return curvature;
  }

  unpack(parameters: Float64Array): LinearFit {
    const { genres, columns } = this.#data;
    const stride = this.#stride;
    const weights = new Float64Array(columns * genres);
    for (let column = 0; column < columns; column++) {
      weights.set(parameters.subarray(column * stride, column * stride + genres), column * genres);
    }
    return { weights, bias: parameters.slice(columns * stride, columns * stride + genres) };
  }

  readonly objective: Objective = (parameters, gradient) => {
    const { rows, labels, genres, columns } = this.#data;
    const scores = new Float64Array(this.#stride);
    const scale = 1 / (this.#c * rows.length);
    const penalised = columns * this.#stride;
    let penalty = 0;
    for (let at = 0; at < penalised; at++) {
      const weight = parameters[at] ?? 0;
      penalty += weight * weight;
      gradient[at] = weight * scale;
    }
    gradient.fill(0, penalised);
    let loss = 0;
    for (let row = 0; row < rows.length; row++) {
      this.#score(row, parameters, scores);
      loss += toErrors(scores, genres, labels[row] ?? 0, rows.length);
      this.#addGradient(row, scores, gradient);
    }
    return loss / rows.length + (penalty / 2) * scale;
  };

  #score(row: number, parameters: Float64Array, scores: Float64Array): void {
    const { rows, columns: biasColumn } = this.#data;
    const { columns, values } = rows;
    const stride = this.#stride;
    const start = rows.starts[row] ?? 0;
    const end = rows.ends[row] ?? 0;
    for (let genre = 0; genre < stride; genre += 4) {
      let at = biasColumn * stride + genre;
      let a = parameters[at] ?? 0;
      let b = parameters[at + 1] ?? 0;
      let c = parameters[at + 2] ?? 0;
      let d = parameters[at + 3] ?? 0;
      for (let entry = start; entry < end; entry++) {
        const value = values[entry] ?? 0;
        at = (columns[entry] ?? 0) * stride + genre;
        a += value * (parameters[at] ?? 0);
        b += value * (parameters[at + 1] ?? 0);
        c += value * (parameters[at + 2] ?? 0);
        d += value * (parameters[at + 3] ?? 0);
      }
      scores[genre] = a;
      scores[genre + 1] = b;
      scores[genre + 2] = c;
      scores[genre + 3] = d;
    }
  }

  #addGradient(row: number, errors: Float64Array, gradient: Float64Array): void {
    const { rows, columns: biasColumn } = this.#data;
    const { columns, values } = rows;
    const stride = this.#stride;
    const start = rows.starts[row] ?? 0;
    const end = rows.ends[row] ?? 0;
    for (let genre = 0; genre < stride; genre += 4) {
      const a = errors[genre] ?? 0;
      const b = errors[genre + 1] ?? 0;
      const c = errors[genre + 2] ?? 0;
      const d = errors[genre + 3] ?? 0;
      let at = biasColumn * stride + genre;
      gradient[at] = (gradient[at] ?? 0) + a;
      gradient[at + 1] = (gradient[at + 1] ?? 0) + b;
      gradient[at + 2] = (gradient[at + 2] ?? 0) + c;
      gradient[at + 3] = (gradient[at + 3] ?? 0) + d;
      for (let entry = start; entry < end; entry++) {
        const value = values[entry] ?? 0;
        at = (columns[entry] ?? 0) * stride + genre;
        gradient[at] = (gradient[at] ?? 0) + value * a;
        gradient[at + 1] = (gradient[at + 1] ?? 0) + value * b;
        gradient[at + 2] = (gradient[at + 2] ?? 0) + value * c;
        gradient[at + 3] = (gradient[at + 3] ?? 0) + value * d;
      }
    }
  }
}

/** Makes scores into (softmax − truth) / rows, the padding staying 0; returns −ln softmax[label]. */
function toErrors(scores: Float64Array, genres: number, label: number, rows: number): number {
  let highest = -Infinity;
  for (let genre = 0; genre < genres; genre++) highest = Math.max(highest, scores[genre] ?? 0);
  const lag = (scores[label] ?? 0) - highest;
  let sum = 0;
  for (let genre = 0; genre < genres; genre++) {
    const exponential = Math.exp((scores[genre] ?? 0) - highest);
    scores[genre] = exponential;
    sum += exponential;
  }
  for (let genre = 0; genre < genres; genre++) scores[genre] = (scores[genre] ?? 0) / sum / rows;
  scores[label] = (scores[label] ?? 0) - 1 / rows;
  return Math.log(sum) - lag;
}
