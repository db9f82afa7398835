import type { Spectra } from './spectra.ts';

/** How regular the onsets of a sound are. */
export interface Beat {
  /** Beats per minute. 0 if nothing repeats. */
  readonly tempo: number;
  /** How much of the onsets repeats with the beat: the autocorrelation at its period. 0..1 */
  readonly strength: number;
  /** How much of the onsets repeats after four to eight beats. 0..1 */
  readonly steadiness: number;
}

const noBeat: Beat = { tempo: 0, strength: 0, steadiness: 0 };

/** Bands of a third of an octave, from 60 Hz on. */
const bandEdges = Array.from({ length: 25 }, (_, at) => 60 * 2 ** (at / 3));
/** What is this much below the loudest band does not count: 40 dB. */
const floor = 1e-4;
/** Bels. Onset strength that varies less than this is not made of onsets. */
const leastDeviation = 0.01;
/** Beats per minute. */
const [slowest, fastest] = [40, 220];
/** Octaves around 120, the tempo that people prefer to tap. */
const preferredWidth = 1;
/** Numbers of beats after which music repeats. */
const meter = [1, 2, 4];
/** If half of a period repeats nearly as well, that is the period. */
const halvedShare = 0.85;

/**
 * Tempo by the autocorrelation of the onset strength, weighted by a log-normal preference for 120 beats per minute (D. Ellis,
 * "Beat Tracking by Dynamic Programming", J. New Music Research 36, 2007), as the mean over one, two and four beats, because
 * dotted rhythms repeat as well as beats, but not for as long. The period is then refined at two, four and eight beats. A period
 * of which half repeats nearly as well is halved: at 180 clicks per minute, 90 repeats as well.
 */
export function measureBeat(spectra: Spectra): Beat {
  const onsets = onsetStrength(spectra);
  const longest = Math.min(Math.floor((60 * spectra.rate) / slowest) * 8 + 2, onsets.length >> 1);
  const repeats = autocorrelation(onsets, longest);
  const coarse = bestPeriod(repeats, spectra.rate);
  if (coarse === undefined) return noBeat;
  const period = refine(repeats, coarse);
  const strength = peakNear(repeats, period).height;
  const later = [4, 5, 6, 7, 8].filter((beats) => beats * period < longest - 1);
  const left = later.map((beats) => peakNear(repeats, beats * period).height);
  const mean = left.length === 0 ? 0 : left.reduce((sum, height) => sum + height, 0) / left.length;
  return {
    tempo: (60 * spectra.rate) / period,
    strength: clamp(strength),
    steadiness: clamp(mean),
  };
}

/**
 * How much louder the bands become from frame to frame (half-wave rectified flux of logarithmic energy, Ellis 2007), over a
 * moment of three frames, so that an onset between two frames counts as much as one in a frame.
 */
function onsetStrength({ frames, binWidth }: Spectra): Float64Array {
  const levels = frames.map(({ amplitudes }) => bandLevels(amplitudes, binWidth));
  const loudest = Math.max(0, ...levels.map((bands) => Math.max(...bands)));
  const raw = new Float64Array(frames.length);
  if (loudest === 0) return raw;
  const logarithms = levels.map((bands) => bands.map((level) => Math.log10(level / loudest + floor)));
  for (let at = 1; at < raw.length; at++) {
    const [before, now] = [logarithms[at - 1] ?? [], logarithms[at] ?? []];
    let flux = 0;
    for (const [band, level] of now.entries()) flux += Math.max(0, level - (before[band] ?? 0));
    raw[at] = flux / now.length;
  }
  return raw.map((value, at) => 0.25 * (raw[at - 1] ?? 0) + 0.5 * value + 0.25 * (raw[at + 1] ?? 0));
}

function bandLevels(amplitudes: Float32Array, binWidth: number): number[] {
  return bandEdges.slice(1).map((edge, at) => {
    const first = Math.floor((bandEdges[at] ?? 0) / binWidth);
    const end = Math.max(first + 1, Math.floor(edge / binWidth));
    let sum = 0;
    for (let bin = first; bin < end; bin++) sum += (amplitudes[bin] ?? 0) ** 2;
    return sum / (end - first);
  });
}

/** Of the deviation from the mean, at each distance, divided by that at distance 0, or by what would be the least. */
function autocorrelation(values: Float64Array, longest: number): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const found = new Float64Array(Math.max(1, longest));
  for (let lag = 0; lag < found.length; lag++) {
    let sum = 0;
    for (let at = lag; at < values.length; at++)
      sum += ((values[at] ?? 0) - mean) * ((values[at - lag] ?? 0) - mean);
    found[lag] = sum / (values.length - lag);
  }
  const whole = Math.max(found[0] ?? 0, leastDeviation ** 2);
  return found.map((value) => value / whole);
}

/** In frames. Undefined if nothing repeats. */
function bestPeriod(repeats: Float64Array, rate: number): number | undefined {
  const first = Math.max(1, Math.floor((60 * rate) / fastest));
  const last = Math.min(repeats.length - 2, Math.ceil((60 * rate) / slowest));
  const heightOf = (lag: number) => {
    const heights = meter
      .filter((beats) => beats * lag < repeats.length - 1)
      .map((beats) => peakNear(repeats, beats * lag).height);
    return heights.reduce((sum, height) => sum + height, 0) / heights.length;
  };
  let best: number | undefined;
  let highest = 0;
  for (let lag = first; lag <= last; lag++) {
    const height = repeats[lag] ?? 0;
    if (height <= 0 || height < (repeats[lag - 1] ?? 0) || height < (repeats[lag + 1] ?? 0)) continue;
    const octaves = Math.log2((60 * rate) / lag / 120) / preferredWidth;
    const score = heightOf(peakNear(repeats, lag).at) * Math.exp(-0.5 * octaves * octaves);
    if (score > highest) [best, highest] = [lag, score];
  }
  if (best === undefined) return undefined;
  const half = peakNear(repeats, best / 2);
  return half.at >= first && half.height >= halvedShare * (repeats[best] ?? 0) ? half.at : best;
}

/** The period between two frames, from the peaks at two, four and eight periods. */
function refine(repeats: Float64Array, coarse: number): number {
  let period = peakNear(repeats, coarse).at;
  for (const beats of [2, 4, 8]) {
    if (beats * period >= repeats.length - 2) break;
    const { at, height } = peakNear(repeats, beats * period);
    if (height <= 0) break;
    period = at / beats;
  }
  return period;
}

/** The highest place within a frame and a half, with a parabola through its neighbors. */
function peakNear(repeats: Float64Array, place: number): { readonly at: number; readonly height: number } {
  let top = Math.round(place);
  for (const lag of [Math.floor(place) - 1, Math.floor(place), Math.ceil(place), Math.ceil(place) + 1])
    if ((repeats[lag] ?? -1) > (repeats[top] ?? -1)) top = lag;
  const [left, middle, right] = [repeats[top - 1] ?? 0, repeats[top] ?? 0, repeats[top + 1] ?? 0];
  const bend = left - 2 * middle + right;
  const shift = bend < 0 ? Math.max(-0.5, Math.min(0.5, (left - right) / (2 * bend))) : 0;
  return { at: top + shift, height: middle - ((left - right) * shift) / 4 };
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
