import { selectRows } from '../features/rows.ts';
import { type LinearNumberFit, type NumberRows, type RidgeFit, meansOf, rowTimes } from './number-rows.ts';

const folds = 5;
/** Fitting ends if the gradient is this much smaller than it was with all weights at 0. */
const tolerance = 1e-10;
const maxIterations = 2000;

/**
 * Ridge regression of many rows. Residuals are those of five folds of artists: to leave out one artist at a time would take as
 * many fits as there are artists.
 */
export function conjugateRidge(data: NumberRows, alpha: number): RidgeFit {
  const { rows, targets, artists } = data;
  const fit = solve(data, alpha);
  const residuals = new Float64Array(rows.length);
  const all = Uint32Array.from(artists.keys());
  for (let fold = 0; fold < folds; fold++) {
    const isHeld = (at: number) => (artists[at] ?? 0) % folds === fold;
    const rest = all.filter((at) => !isHeld(at));
    const part = {
      ...data,
      rows: selectRows(rows, rest),
      targets: Float64Array.from(rest, (at) => targets[at] ?? 0),
    };
    const one = solve(part, alpha, fit.weights);
    for (const at of all.filter(isHeld)) {
      residuals[at] = (targets[at] ?? 0) - one.intercept - rowTimes(rows, at, one.weights);
    }
  }
  return { ...fit, residuals };
}

/**
 * Conjugate gradients for least squares on centered rows, with the penalty. Rows are centered without being changed, so that
 * they stay sparse. Source: Björck, "Numerical Methods for Least Squares Problems" (1996), 7.4.
 */
function solve(
  { rows, columns, targets }: Omit<NumberRows, 'artists'>,
  alpha: number,
  start: Float64Array = new Float64Array(columns),
): LinearNumberFit {
  const means = meansOf(rows, columns);
  const mean = targets.reduce((sum, one) => sum + one, 0) / targets.length;
  const times = (vector: Float64Array): Float64Array => {
    const offset = dot(means, vector);
    return Float64Array.from({ length: rows.length }, (_, row) => rowTimes(rows, row, vector) - offset);
  };
  const gradientOf = (residual: Float64Array, weights: Float64Array): Float64Array => {
    const total = residual.reduce((sum, one) => sum + one, 0);
    const gradient = weights.map((weight, column) => -alpha * weight - (means[column] ?? 0) * total);
    for (let row = 0; row < rows.length; row++) {
      const factor = residual[row] ?? 0;
      for (let entry = rows.starts[row] ?? 0; entry < (rows.ends[row] ?? 0); entry++) {
        const column = rows.columns[entry] ?? 0;
        gradient[column] = (gradient[column] ?? 0) + (rows.values[entry] ?? 0) * factor;
      }
    }
    return gradient;
  };

  const centered = targets.map((target) => target - mean);
  const atZero = gradientOf(centered, new Float64Array(columns));
  const smallest = tolerance * tolerance * dot(atZero, atZero);
  const weights = Float64Array.from(start);
  const said = times(weights);
  const residual = centered.map((target, row) => target - (said[row] ?? 0));
  let gradient = gradientOf(residual, weights);
  let direction = gradient;
  let square = dot(gradient, gradient);
  for (let step = 0; step < maxIterations && square > smallest; step++) {
    const change = times(direction);
    const length = square / (dot(change, change) + alpha * dot(direction, direction));
    addTo(weights, direction, length);
    addTo(residual, change, -length);
    gradient = gradientOf(residual, weights);
    const next = dot(gradient, gradient);
    const turn = next / square;
    const before = direction;
    direction = gradient.map((one, at) => one + turn * (before[at] ?? 0));
    square = next;
  }
  return { weights, intercept: mean - dot(means, weights) };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}

function addTo(vector: Float64Array, other: Float64Array, factor: number): void {
  for (let at = 0; at < vector.length; at++) vector[at] = (vector[at] ?? 0) + factor * (other[at] ?? 0);
}
