import type { Objective } from './lbfgs.ts';
import type { LabeledRows } from './samples.ts';
import { totalWeight } from './several-genres.ts';
import { plainProducts } from './plain-products.ts';
import type { RowProducts } from './row-products.ts';
import type { LinearFit } from './scores.ts';
import { wasmProducts } from './wasm-products.ts';

/**
 * The objective of multinomial logistic regression, `c · Σ −ln softmax(score)[label] + ½ Σ weights²`; the biases are
 * not penalized. Divided by c · rows, so that a tolerance means the same for few and many artists.
 *
 * The parameter beside the weights is not the bias but the mean score of the genre, bias + mean row · weights. Features
 * are never negative, so that every weight would pull at the bias; without that pull L-BFGS needs half the steps.
 */
export class SoftmaxLoss {
  readonly #data: LabeledRows;
  readonly #c: number;
  /** Genres with their padding: `parameters[column * stride + genre]`, the mean scores last. */
  readonly #stride: number;
  readonly #products: RowProducts;
  /** The sum of the weights of all rows. */
  readonly #total: number;
  /** The mean of each column, over all rows. */
  readonly #means: Float64Array;
  /** The mean of each column's squares. */
  readonly #squares: Float64Array;

  constructor(data: LabeledRows, c: number) {
    this.#data = data;
    this.#c = c;
    this.#stride = Math.ceil(data.genres / 4) * 4;
    const shape = { columns: data.columns, stride: this.#stride };
    this.#products = wasmProducts(data.rows, shape) ?? plainProducts(data.rows, shape);
    ({ means: this.#means, squares: this.#squares } = meansOf(data));
    this.#total = totalWeight(data);
  }

  /** All zero. */
  start(): Float64Array {
    return new Float64Array((this.#data.columns + 1) * this.#stride);
  }

  /** The second derivatives at the start, where all genres are alike likely: (variance of x) · p · (1 − p), and the penalty. */
  curvature(): Float64Array {
    const { genres, columns } = this.#data;
    const stride = this.#stride;
    const spread = Math.max(1e-3, (1 / genres) * (1 - 1 / genres));
    const penalty = 1 / (this.#c * this.#total);
    const curvature = new Float64Array((columns + 1) * stride).fill(spread);
    for (let column = 0; column < columns; column++) {
      const variance = Math.max(0, (this.#squares[column] ?? 0) - (this.#means[column] ?? 0) ** 2);
      curvature.fill(variance * spread + penalty, column * stride, (column + 1) * stride);
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
    return { weights, bias: this.#biases(parameters).subarray(0, genres) };
  }

  readonly objective: Objective = (parameters, gradient) => {
    const { labels, genres, columns, several } = this.#data;
    const stride = this.#stride;
    const meanScores = columns * stride;
    gradient.fill(0);
    let loss = 0;
    this.#products(parameters, this.#biases(parameters), gradient, (scores, first, end) => {
      for (let row = first; row < end; row++) {
        const weight = several?.weights[row] ?? 1;
        loss +=
          weight * toErrors(scores, (row - first) * stride, genres, labels[row] ?? 0, this.#total / weight);
      }
      for (let at = 0; at < (end - first) * stride;) {
        for (let genre = 0; genre < stride; genre++, at++)
          gradient[meanScores + genre] = (gradient[meanScores + genre] ?? 0) + (scores[at] ?? 0);
      }
    });
    return loss / this.#total + this.#finishGradient(parameters, gradient);
  };

  /** Mean scores, less what the weights make of the mean row. */
  #biases(parameters: Float64Array): Float64Array {
    const stride = this.#stride;
    const meanScores = this.#data.columns * stride;
    const biases = parameters.slice(meanScores);
    let at = 0;
    for (const mean of this.#means) {
      for (let genre = 0; genre < stride; genre++, at++)
        biases[genre] = (biases[genre] ?? 0) - mean * (parameters[at] ?? 0);
    }
    return biases;
  }

  /** Makes the gradient by weights and biases one by weights and mean scores; adds the penalty's, and returns the penalty. */
  #finishGradient(parameters: Float64Array, gradient: Float64Array): number {
    const stride = this.#stride;
    const meanScores = this.#data.columns * stride;
    const scale = 1 / (this.#c * this.#total);
    let penalty = 0;
    let at = 0;
    for (const mean of this.#means) {
      for (let genre = 0; genre < stride; genre++, at++) {
        const weight = parameters[at] ?? 0;
        const pull = mean * (gradient[meanScores + genre] ?? 0);
        gradient[at] = (gradient[at] ?? 0) - pull + weight * scale;
        penalty += weight * weight;
      }
    }
    return (penalty / 2) * scale;
  }
}

/** The mean of each column and of its squares; what is not there counts as 0. */
function meansOf({ rows, columns: count }: LabeledRows): Record<'means' | 'squares', Float64Array> {
  const { length, starts, ends, columns, values } = rows;
  const means = new Float64Array(count);
  const squares = new Float64Array(count);
  for (let row = 0; row < length; row++) {
    const end = ends[row] ?? 0;
    for (let entry = starts[row] ?? 0; entry < end; entry++) {
      const column = columns[entry] ?? 0;
      const value = values[entry] ?? 0;
      means[column] = (means[column] ?? 0) + value / length;
      squares[column] = (squares[column] ?? 0) + (value * value) / length;
    }
  }
  return { means, squares };
}

/** Makes the scores from `start` on into (softmax − truth) / rows, the padding staying 0; returns −ln softmax[label]. */
function toErrors(scores: Float64Array, start: number, genres: number, label: number, rows: number): number {
  const end = start + genres;
  let highest = -Infinity;
  for (let at = start; at < end; at++) highest = Math.max(highest, scores[at] ?? 0);
  const lag = (scores[start + label] ?? 0) - highest;
  let sum = 0;
  for (let at = start; at < end; at++) {
    const exponential = Math.exp((scores[at] ?? 0) - highest);
    scores[at] = exponential;
    sum += exponential;
  }
  const share = 1 / (sum * rows);
  for (let at = start; at < end; at++) scores[at] = (scores[at] ?? 0) * share;
  scores[start + label] = (scores[start + label] ?? 0) - 1 / rows;
  return Math.log(sum) - lag;
}
