import type { Frame, Spectra } from './spectra.ts';

/** The color of a sound. */
export interface Timbre {
  /** The center of gravity of the spectrum, in Hz: the mean over frames, louder frames count more. */
  readonly brightness: number;
  /** Spectral flatness between 100 Hz and 8 kHz: 0 for a tone, about .85 for white noise. */
  readonly noisiness: number;
  /** The share of the power that is below 150 Hz. 0..1 */
  readonly bass: number;
  /** The share of the amplitudes that is in hits, not in tones or steady noise. 0..1 */
  readonly percussiveness: number;
}

/** Frames that are this much more quiet than the loudest are not heard: 60 dB. */
const heardShare = 1e-3;
/** Hertz. Encoders cut what is above, and microphones hum below. */
const [lowest, highest] = [100, 8000];
const bassLimit = 150;

export function measureTimbre({ frames, binWidth, rate }: Spectra): Timbre {
  const loudest = frames.reduce((most, { rms }) => Math.max(most, rms), 0);
  const heard = frames.filter(({ rms, centroid }) => rms > loudest * heardShare && Number.isFinite(centroid));
  const total = heard.reduce((sum, { rms }) => sum + rms, 0);
  const mean = (of: (frame: Frame) => number) =>
    total === 0 ? 0 : heard.reduce((sum, frame) => sum + frame.rms * of(frame), 0) / total;
  const [first, end] = [Math.ceil(lowest / binWidth), Math.floor(highest / binWidth)];
  return {
    brightness: mean(({ centroid }) => centroid * binWidth),
    noisiness: mean(({ amplitudes }) => flatness(amplitudes.subarray(first, end))),
    bass: bassShare(heard, Math.round(bassLimit / binWidth)),
    percussiveness: percussiveShare(
      // The power of bass would hide the rest.
      frames.map(({ amplitudes }) => amplitudes.subarray(first, end)),
      rate,
      binWidth,
    ),
  };
}

/** The geometric mean of the amplitudes over their arithmetic mean. */
function flatness(amplitudes: Float32Array): number {
  let [logarithms, sum] = [0, 0];
  for (const amplitude of amplitudes) {
    logarithms += Math.log(amplitude + 1e-12);
    sum += amplitude;
  }
  return sum === 0 ? 0 : (Math.exp(logarithms / amplitudes.length) * amplitudes.length) / sum;
}

function bassShare(frames: readonly Frame[], end: number): number {
  let [bass, all] = [0, 0];
  for (const { amplitudes } of frames) {
    for (let bin = 0; bin < amplitudes.length; bin++) {
      const power = (amplitudes[bin] ?? 0) ** 2;
      all += power;
      if (bin > 0 && bin <= end) bass += power;
    }
  }
  return all === 0 ? 0 : bass / all;
}

/** Seconds and hertz of the medians. */
const [steady, wide] = [0.35, 400];
/** The median over frequencies of a hit is so many times that over time. */
const separation = 2;

/**
 * The share of the amplitudes in hits, by medians of the amplitudes over time and over frequencies (D. FitzGerald, "Harmonic/Percussive
 * Separation using Median Filtering", DAFx 2010). A hit has a much larger median over frequencies, a tone a much larger one over
 * time, and noise neither (J. Driedger et al., "Extending Harmonic-Percussive Separation of Audio Signals", ISMIR 2014).
 */
function percussiveShare(frames: readonly Float32Array[], rate: number, binWidth: number): number {
  const inTime = Math.max(1, Math.round((steady * rate) / 2));
  const inFrequency = Math.max(1, Math.round(wide / binWidth / 2));
  const bins = frames[0]?.length ?? 0;
  const tones = frames.map(() => new Float32Array(bins));
  const column = new Float32Array(frames.length);
  for (let bin = 0; bin < bins; bin++) {
    for (const [at, frame] of frames.entries()) column[at] = frame[bin] ?? 0;
    for (const [at, value] of movingMedian(column, inTime).entries()) {
      const tone = tones[at];
      if (tone) tone[bin] = value;
    }
  }
  let [hits, all] = [0, 0];
  for (const [at, frame] of frames.entries()) {
    const hit = movingMedian(frame, inFrequency);
    for (let bin = 0; bin < bins; bin++) {
      const amplitude = frame[bin] ?? 0;
      all += amplitude;
      if ((hit[bin] ?? 0) > separation * (tones[at]?.[bin] ?? 0)) hits += amplitude;
    }
  }
  return all === 0 ? 0 : hits / all;
}

/** The median of each value and its `half` neighbors on both sides. */
export function movingMedian(values: Float32Array, half: number): Float32Array {
  const found = new Float32Array(values.length);
  const sorted = new Float32Array(2 * half + 1);
  let size = 0;
  const placeOf = (value: number) => {
    let [low, high] = [0, size];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  for (let at = 0; at < values.length + half; at++) {
    if (at > 2 * half) {
      const place = placeOf(values[at - 2 * half - 1] ?? 0);
      sorted.copyWithin(place, place + 1, size);
      size -= 1;
    }
    if (at < values.length) {
      const value = values[at] ?? 0;
      const place = placeOf(value);
      sorted.copyWithin(place + 1, place, size);
      sorted[place] = value;
      size += 1;
    }
    if (at >= half) found[at - half] = sorted[size >> 1] ?? 0;
  }
  return found;
}
