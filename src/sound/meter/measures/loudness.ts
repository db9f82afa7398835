import type { Sound } from '../sound.ts';

/** How loud a sound is, by EBU R128. */
export interface Loudness {
  /** Integrated loudness in LUFS. -70 for silence. */
  readonly integrated: number;
  /** Loudness range in LU. 0 for less than three seconds. */
  readonly range: number;
}

/** LUFS. Blocks that are more quiet are not counted. */
const absoluteGate = -70;

/**
 * Integrated loudness by ITU-R BS.1770-4: K-weighted mean squares of blocks of 400 ms, which overlap by 75 %, without those
 * below -70 LUFS, and without those more than 10 LU below the rest. Loudness range by EBU Tech 3342: the distance of the 10th
 * and the 95th percentile of the loudness of three seconds, without what is more than 20 LU below their mean.
 */
export function measureLoudness({ sampleRate, channels }: Sound): Loudness {
  const step = Math.round(sampleRate / 10);
  const weights = weightsOf(channels.length);
  const steps = new Float64Array(Math.floor((channels[0]?.length ?? 0) / step));
  for (const [at, channel] of channels.entries()) {
    const weight = weights[at] ?? 1;
    if (weight === 0) continue;
    const squares = squaresOfSteps(channel, kWeighting(sampleRate), step);
    for (const [place, square] of squares.entries()) steps[place] = (steps[place] ?? 0) + weight * square;
  }
  return { integrated: integrated(windows(steps, 4)), range: loudnessRange(windows(steps, 30)) };
}

/** Weights of the channels in the order of FLAC: surround counts more, and low-frequency effects do not count. */
function weightsOf(channels: number): readonly number[] {
  if (channels === 6) return [1, 1, 1, 0, 1.41, 1.41];
  return channels === 5 ? [1, 1, 1, 1.41, 1.41] : [];
}

/** A filter of second order, with `a0` = 1. */
export interface Biquad {
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number];
}

/**
 * The two filters of BS.1770 at any rate: a shelf of +4 dB from 1.7 kHz, and a high pass at 38 Hz. The standard lists
 * coefficients for 48 kHz; these are the analog filters behind them (B. De Man, "Evaluation of implementations of the EBU R128
 * loudness measurement", AES 145, 2018).
 */
export function kWeighting(sampleRate: number): readonly [Biquad, Biquad] {
  const tangent = (frequency: number) => Math.tan((Math.PI * frequency) / sampleRate);
  const poles = (k: number, q: number): Biquad['a'] => {
    const a0 = 1 + k / q + k * k;
    return [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0];
  };
  const [k, q] = [tangent(1681.974450955533), 0.7071752369554196];
  const high = 10 ** (3.999843853973347 / 20);
  const middle = high ** 0.4996667741545416;
  const a0 = 1 + k / q + k * k;
  const shelf: Biquad = {
    b: [
      (high + (middle * k) / q + k * k) / a0,
      (2 * (k * k - high)) / a0,
      (high - (middle * k) / q + k * k) / a0,
    ],
    a: poles(k, q),
  };
  return [shelf, { b: [1, -2, 1], a: poles(tangent(38.13547087602444), 0.5003270373238773) }];
}

/** The mean square of each step, after both filters (direct form II, transposed). */
function squaresOfSteps(samples: Float32Array, [shelf, highPass]: readonly [Biquad, Biquad], step: number) {
  const squares = new Float64Array(Math.floor(samples.length / step));
  const { b, a } = shelf;
  const { b: d, a: c } = highPass;
  let [s1, s2, t1, t2] = [0, 0, 0, 0];
  for (let place = 0; place < squares.length; place++) {
    let sum = 0;
    for (let at = place * step; at < (place + 1) * step; at++) {
      const x = samples[at] ?? 0;
      const y = b[0] * x + s1;
      s1 = b[1] * x - a[0] * y + s2;
      s2 = b[2] * x - a[1] * y;
      const z = d[0] * y + t1;
      t1 = d[1] * y - c[0] * z + t2;
      t2 = d[2] * y - c[1] * z;
      sum += z * z;
    }
    squares[place] = sum / step;
  }
  return squares;
}

/** The mean of each `length` steps in a row. */
function windows(steps: Float64Array, length: number): number[] {
  const means: number[] = [];
  for (let at = length; at <= steps.length; at++) means.push(mean(steps.subarray(at - length, at)));
  return means;
}

function integrated(blocks: readonly number[]): number {
  const heard = blocks.filter((power) => lufs(power) > absoluteGate);
  const gate = lufs(mean(heard)) - 10;
  return lufs(mean(heard.filter((power) => lufs(power) > gate)));
}

function loudnessRange(blocks: readonly number[]): number {
  const heard = blocks.filter((power) => lufs(power) > absoluteGate);
  const gate = lufs(mean(heard)) - 20;
  const levels = heard.map(lufs).filter((level) => level > gate);
  levels.sort((a, b) => a - b);
  const percentile = (share: number) => levels[Math.round(share * (levels.length - 1))] ?? 0;
  return percentile(0.95) - percentile(0.1);
}

function lufs(power: number): number {
  return Math.max(absoluteGate, -0.691 + 10 * Math.log10(power));
}

function mean(values: Iterable<number>): number {
  let [sum, count] = [0, 0];
  for (const value of values) {
    sum += value;
    count += 1;
  }
  return count === 0 ? 0 : sum / count;
}
