/** Turns a model's scores into probabilities: `p = (1 - floor) * softmax(scores / temperature) + floor * prior`. */
export interface Calibration {
  /** Above 0; the larger, the less sure. */
  readonly temperature: number;
  /** Share of labels taken to be noise, 0..1: no probability falls below `floor * prior`. */
  readonly floor: number;
  /** Share of each genre in training. */
  readonly prior: readonly number[];
}

/** Scores that a model gave to artists it was not trained on, `scores[row * genres + genre]`. */
export interface HeldOutScores {
  readonly scores: Float64Array;
  readonly labels: Int32Array;
}

const floors = [0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2];

/**
 * The temperature and floor of the least log loss over held-out scores.
 *
 * Where every held-out artist is right, the loss would fall for ever as the temperature does. n artists bear odds of
 * n + 1 to one at best (Laplace's rule of succession), so that this is where the median artist's odds end.
 */
export function fitCalibration({ scores, labels }: HeldOutScores, prior: readonly number[]): Calibration {
  const gap = medianGap(scores, prior.length);
  if (gap === 0) return { temperature: 1, floor: 0, prior };
  const coldest = Math.log(gap / Math.log(2 + labels.length));
  const hottest = Math.log(gap) + 7;
  let best: Calibration = { temperature: 1, floor: 0, prior };
  let leastLoss = Infinity;
  for (const floor of floors) {
    const lossAt = (logTemperature: number) =>
      logLoss(scores, labels, { temperature: Math.exp(logTemperature), floor, prior });
    const logTemperature = minimise(lossAt, coldest, hottest);
    const loss = lossAt(logTemperature);
    if (loss < leastLoss) {
      leastLoss = loss;
      best = { temperature: Math.exp(logTemperature), floor, prior };
    }
  }
  return best;
}

/** Probabilities of one row of scores; they sum to one. */
export function probabilities(scores: ArrayLike<number>, calibration: Calibration): Float64Array {
  const { floor, prior } = calibration;
  return softmax(scores, calibration.temperature).map(
    (p, genre) => (1 - floor) * p + floor * (prior[genre] ?? 0),
  );
}

export function softmax(scores: ArrayLike<number>, temperature: number): Float64Array {
  const exponentials = Float64Array.from(scores);
  const highest = exponentials.reduce((a, b) => Math.max(a, b), -Infinity);
  let sum = 0;
  for (const [at, score] of exponentials.entries()) {
    sum += exponentials[at] = Math.exp((score - highest) / temperature);
  }
  return exponentials.map((e) => e / sum);
}

function logLoss(scores: Float64Array, labels: Int32Array, calibration: Calibration): number {
  const genres = calibration.prior.length;
  let loss = 0;
  for (const [row, label] of labels.entries()) {
    const p = probabilities(scores.subarray(row * genres, (row + 1) * genres), calibration)[label] ?? 0;
    loss -= Math.log(Math.max(p, Number.MIN_VALUE));
  }
  return loss / labels.length;
}

/** The median lead of the highest score over the second; 0 where there is one genre only. */
function medianGap(scores: Float64Array, genres: number): number {
  const gaps: number[] = [];
  for (let start = 0; start < scores.length; start += genres) {
    const [second, first] = scores
      .slice(start, start + genres)
      .sort()
      .slice(-2);
    gaps.push(second === undefined || first === undefined ? 0 : first - second);
  }
  return gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
}

/** Golden-section search; finds the minimum of a function that falls and then rises. */
function minimise(f: (x: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
  let [atLeft, atRight] = [f(left), f(right)];
  while (high - low > 1e-7) {
    if (atLeft <= atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - ratio * (high - low);
      atLeft = f(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + ratio * (high - low);
      atRight = f(right);
    }
  }
  return (low + high) / 2;
}
