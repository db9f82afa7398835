/** Decoded sound. */
export interface Sound {
  /** Samples per second. */
  readonly sampleRate: number;
  /** The samples of each channel, in -1..1. Not empty, and all of one length. */
  readonly channels: readonly Float32Array[];
}

/** The mean of the channels. */
export function mixToMono({ channels }: Pick<Sound, 'channels'>): Float32Array {
  const [first = new Float32Array(0), ...others] = channels;
  if (others.length === 0) return first;
  const mono = Float32Array.from(first);
  for (const channel of others)
    for (let at = 0; at < mono.length; at++) mono[at] = (mono[at] ?? 0) + (channel[at] ?? 0);
  for (let at = 0; at < mono.length; at++) mono[at] = (mono[at] ?? 0) / channels.length;
  return mono;
}

/** Taps of the low-pass filter, per sample that is kept. */
const tapsPerFactor = 16;

/**
 * Every `factor`-th sample, after a low-pass filter at the new half of the rate: a sinc with a Hann window (Oppenheim and
 * Schafer, Discrete-Time Signal Processing, 7.5).
 */
export function decimate(samples: Float32Array, factor: number): Float32Array {
  if (factor <= 1) return samples;
  const half = (tapsPerFactor * factor) / 2;
  const cutoff = 0.9 / factor;
  const taps = Float64Array.from({ length: 2 * half + 1 }, (_, at) => {
    const x = at - half;
    const sinc = x === 0 ? cutoff : Math.sin(Math.PI * cutoff * x) / (Math.PI * x);
    return sinc * (0.5 + 0.5 * Math.cos((Math.PI * x) / half));
  });
  const kept = new Float32Array(Math.floor(samples.length / factor));
  for (let at = 0; at < kept.length; at++) {
    const first = at * factor - half;
    let sum = 0;
    for (let tap = 0; tap < taps.length; tap++) sum += (taps[tap] ?? 0) * (samples[first + tap] ?? 0);
    kept[at] = sum;
  }
  return kept;
}
