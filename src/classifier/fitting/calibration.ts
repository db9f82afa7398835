import type { Truth } from './samples.ts';

/** Turns a model's scores into probabilities: `p = (1 - floor) * softmax(scores / temperature) + floor * prior`. */
export interface Calibration {
  /** Above 0. The larger, the closer the probabilities are to each other. */
  readonly temperature: number;
  /** Share of labels taken to be noise, 0..1: no probability falls below `floor * prior`. */
  readonly floor: number;
  /** Share of each genre in training. */
  readonly prior: readonly number[];
}

/** Scores that a model gave to artists it was not trained on, `scores[row * genres + genre]`. */
export interface HeldOutScores extends Truth {
  readonly scores: Float64Array;
}

/** A calibration, and the log loss it has on the scores it was fitted to. */
export interface FittedCalibration {
  readonly calibration: Calibration;
  readonly logLoss: number;
}

const floors = [0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2];
/** Another floor, or another search, must lower the log loss by more than rounding does. */
const leastGain = 1e-9;

/**
 * The temperature and floor of the least log loss over held-out scores. Temperature scaling: Guo, Pleiss, Sun &
 * Weinberger, "On Calibration of Modern Neural Networks" (2017); the floor stands for labels that are wrong.
 *
 * If every held-out artist is right, the loss falls with the temperature without end. So the temperature has a lower bound:
 * the odds of the median artist are at most {@link mostOdds}.
 */
export function fitCalibration(held: HeldOutScores, prior: readonly number[]): FittedCalibration {
  const gap = medianGap(held.scores, prior.length);
  const calibrate = (temperature: number, floor: number): Calibration => ({ temperature, floor, prior });
  if (gap === 0) {
    const calibration = calibrate(1, 0);
    return { calibration, logLoss: lossAt(held, calibration).loss };
  }
  const coldest = Math.log(gap / Math.log(mostOdds(held.labels.length)));
  let best: FittedCalibration = { calibration: calibrate(1, 0), logLoss: Infinity };
  let bracket: readonly [low: number, high: number] = [coldest, Math.log(gap) + 7];
  let start = Math.max(coldest, Math.log(gap));
  for (const floor of floors) {
    const at = (logTemperature: number) => lossAt(held, calibrate(Math.exp(logTemperature), floor));
    const { x: logTemperature, loss } = findMinimum(at, start, ...bracket);
    // A higher floor goes with a lower temperature, not much of it.
    bracket = [Math.max(coldest, logTemperature - 1), logTemperature];
    start = logTemperature;
    // The likelihood of a mixture is concave in its shares: past the best floor the loss only rises.
    if (loss >= best.logLoss - leastGain) break;
    best = { calibration: calibrate(Math.exp(logTemperature), floor), logLoss: loss };
  }
  return best;
}

/**
 * The odds to one that n artists can support if all of them are right: n + 2. Laplace's rule of succession gives n + 1 to
 * an artist after these n.
 */
function mostOdds(artists: number): number {
  return artists + 2;
}

/**
 * The calibration if nothing could be held out: the median artist of those that the model was trained on gets
 * {@link mostOdds}.
 */
export function modestCalibration(scores: Float64Array, prior: readonly number[]): Calibration {
  const gap = medianGap(scores, prior.length);
  const artists = scores.length / prior.length;
  return { temperature: gap > 0 ? gap / Math.log(mostOdds(artists)) : 1, floor: 0, prior };
}

/** −ln p(label) of each row, times its weight. It allocates nothing per row, because small typed arrays are expensive. */
export function lossesOf(
  { scores, labels, weights }: HeldOutScores,
  { temperature, floor, prior }: Calibration,
): Float64Array {
  const genres = prior.length;
  const losses = new Float64Array(labels.length);
  for (let row = 0; row < labels.length; row++) {
    const start = row * genres;
    const label = labels[row] ?? 0;
    const own = scores[start + label] ?? 0;
    // 1 / q = Σ exp((s − s_label) / T), which may overflow: q is then 0.
    let inverse = 0;
    for (let at = start; at < start + genres; at++)
      inverse += Math.exp(((scores[at] ?? 0) - own) / temperature);
    const p = (1 - floor) / inverse + floor * (prior[label] ?? 0);
    losses[row] = -(weights?.[row] ?? 1) * Math.log(Math.max(p, Number.MIN_VALUE));
  }
  return losses;
}

/** Probabilities of one row of scores; they sum to one. */
export function probabilities(scores: ArrayLike<number>, calibration: Calibration): Float64Array {
  const { floor, prior } = calibration;
  const chances = softmax(scores, calibration.temperature);
  for (let genre = 0; genre < chances.length; genre++) {
    chances[genre] = (1 - floor) * (chances[genre] ?? 0) + floor * (prior[genre] ?? 0);
  }
  return chances;
}

export function softmax(scores: ArrayLike<number>, temperature: number): Float64Array {
  const exponentials = new Float64Array(scores);
  let highest = -Infinity;
  for (const score of exponentials) highest = Math.max(highest, score);
  let sum = 0;
  for (let at = 0; at < exponentials.length; at++) {
    const exponential = Math.exp(((exponentials[at] ?? 0) - highest) / temperature);
    exponentials[at] = exponential;
    sum += exponential;
  }
  for (let at = 0; at < exponentials.length; at++) exponentials[at] = (exponentials[at] ?? 0) / sum;
  return exponentials;
}

interface Loss {
  readonly loss: number;
  /** First and second derivative of the loss by the logarithm of the temperature. */
  readonly slope: number;
  readonly bend: number;
}

/**
 * Mean −ln p(label). With q the softmax at temperature T, a = s_y / T, and m and v the mean and variance of s / T under q:
 * d q_y / d ln T = −q_y · (a − m), and the second derivative is q_y · ((a − m)² + a − m − v).
 */
function lossAt(
  { scores, labels, weights }: HeldOutScores,
  { temperature, floor, prior }: Calibration,
): Loss {
  const genres = prior.length;
  let loss = 0;
  let slope = 0;
  let bend = 0;
  let rows = 0;
  for (let row = 0; row < labels.length; row++) {
    const start = row * genres;
    const label = labels[row] ?? 0;
    let highest = -Infinity;
    for (let at = start; at < start + genres; at++) highest = Math.max(highest, scores[at] ?? 0);
    // Each declared apart: numbers of a list are boxed at every step, which takes a fifth of the time.
    let sum = 0;
    let first = 0;
    let second = 0;
    let own = 0;
    let likelihood = 0;
    for (let at = start; at < start + genres; at++) {
      const lag = ((scores[at] ?? 0) - highest) / temperature;
      const exponential = Math.exp(lag);
      if (at === start + label) {
        own = lag;
        likelihood = exponential;
      }
      sum += exponential;
      first += exponential * lag;
      second += exponential * lag * lag;
    }
    const q = likelihood / sum;
    const p = Math.max((1 - floor) * q + floor * (prior[label] ?? 0), Number.MIN_VALUE);
    const mean = first / sum;
    const lead = own - mean;
    // Without a floor (1 − floor) · q / p is 1, also where both have become 0.
    const share = floor === 0 ? 1 : ((1 - floor) * q) / p;
    const weight = weights?.[row] ?? 1;
    rows += weight;
    loss -= weight * Math.log(p);
    slope += weight * share * lead;
    bend += weight * share * (share * lead * lead - lead * lead - lead + second / sum - mean * mean);
  }
  const all = Math.max(1, rows);
  return { loss: loss / all, slope: slope / all, bend: bend / all };
}

/**
 * The median lead of the highest score over the second, among the rows that have a lead; 0 if none has. A lead that is only
 * rounding does not count: it can tell which genre an artist was taken out of, and nothing else.
 */
function medianGap(scores: Float64Array, genres: number): number {
  const gaps = new Float64Array(scores.length / genres);
  let leads = 0;
  for (let start = 0; start < scores.length; start += genres) {
    let first = -Infinity;
    let second = -Infinity;
    for (let at = start; at < start + genres; at++) {
      const score = scores[at] ?? 0;
      if (score > first) [first, second] = [score, first];
      else if (score > second) second = score;
    }
    const rounding = 1e-9 * Math.max(Math.abs(first), Math.abs(second));
    if (first - second > rounding && second > -Infinity) gaps[leads++] = first - second;
  }
  return gaps.subarray(0, leads).sort()[leads >> 1] ?? 0;
}

/**
 * The least value between two ends: where the slope is 0, or an end towards which the function falls. By Newton's method; a
 * step out of what is left of the range, or where the function does not bend upwards, halves what is left.
 */
function findMinimum(
  f: (x: number) => Loss,
  start: number,
  low: number,
  high: number,
): { readonly x: number; readonly loss: number } {
  let x = start;
  let found = f(x);
  let [left, right] = [-Infinity, Infinity];
  for (let turn = 0; turn < 100; turn++) {
    const { slope, bend } = found;
    if (x === (slope < 0 ? high : low)) break;
    if (slope < 0) left = x;
    else right = x;
    const newton = bend > 0 ? Math.min(high, Math.max(low, x - slope / bend)) : NaN;
    // The error after a step is about the square of the step.
    if (Math.abs(newton - x) <= 3e-5) return { x: newton, loss: found.loss };
    if (right - left <= 1e-12) break;
    const isWithin = newton > left && newton < right;
    x = isWithin ? newton : (Math.max(left, low) + Math.min(right, high)) / 2;
    found = f(x);
  }
  return { x, loss: found.loss };
}
