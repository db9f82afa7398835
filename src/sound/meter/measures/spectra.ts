import type Meyda from 'meyda';
import { decimate } from '../sound.ts';

/** The part of `meyda` that is used. */
export type MeydaApi = typeof Meyda.default;

/** What Meyda says of short frames. */
export interface Spectra {
  /** Frames per second. */
  readonly rate: number;
  /** Hertz between two bins. */
  readonly binWidth: number;
  readonly frames: readonly Frame[];
}

export interface Frame {
  /** The amplitude of each bin, from 0 Hz on. */
  readonly amplitudes: Float32Array;
  /** The center of gravity of the amplitudes, in bins. Not a number in silence. */
  readonly centroid: number;
  /** Root mean square of the samples. */
  readonly rms: number;
}

/** Seconds of a frame. Long enough for low notes, short enough for onsets. */
const frameSeconds = 0.0464;
/** Rates above twice this are not needed: the rest is above hearing. */
const enoughRate = 44_100;
/** Seconds of a frame for notes: semitones are 6 Hz apart below A3. */
const noteSeconds = 0.37;
/** Samples per second for notes: they are below 4 kHz. */
const noteRate = 11_025;

/** Frames that overlap by half, with a Hann window. */
export function spectraOf(meyda: MeydaApi, samples: Float32Array, sampleRate: number): Spectra {
  const factor = Math.max(1, Math.floor(sampleRate / enoughRate));
  const rate = sampleRate / factor;
  const size = powerOfTwo(rate * frameSeconds);
  const hop = size / 2;
  prepare(meyda, size, rate);
  const frames = framesOf(decimate(samples, factor), size, hop).map((frame): Frame => {
    const features = meyda.extract(['amplitudeSpectrum', 'spectralCentroid', 'rms'], frame);
    return {
      amplitudes: features?.amplitudeSpectrum ?? new Float32Array(size / 2),
      centroid: features?.spectralCentroid ?? NaN,
      rms: features?.rms ?? 0,
    };
  });
  return { rate: rate / hop, binWidth: rate / size, frames };
}

/** How much of each of the twelve notes there is, from C on: the mean of Meyda's chroma over frames. */
export function chromaOf(meyda: MeydaApi, samples: Float32Array, sampleRate: number): number[] {
  const factor = Math.max(1, Math.floor(sampleRate / noteRate));
  const rate = sampleRate / factor;
  const size = powerOfTwo(rate * noteSeconds);
  const sum = Array<number>(12).fill(0);
  prepare(meyda, size, rate);
  for (const frame of framesOf(decimate(samples, factor), size, size)) {
    const { chroma = [], rms = 0 } = meyda.extract(['chroma', 'rms'], frame) ?? {};
    // Meyda scales each frame to 1: a quiet frame must not count as much as a loud one.
    for (const [note, value] of chroma.entries()) sum[note] = (sum[note] ?? 0) + value * rms;
  }
  return sum;
}

/** Meyda keeps tables for the size and the rate before, and rebuilds them only if they are absent. */
function prepare(meyda: MeydaApi, size: number, rate: number): void {
  if (meyda.bufferSize === size && meyda.sampleRate === rate) return;
  meyda.bufferSize = size;
  meyda.sampleRate = rate;
  for (const table of ['barkScale', 'melFilterBank', 'chromaFilterBank'])
    Reflect.set(meyda, table, undefined);
}

/** Frames of a length. What is left at the end is not a frame; a sound that is too short is one frame with silence behind it. */
function framesOf(samples: Float32Array, size: number, hop: number): Float32Array[] {
  if (samples.length < size) {
    const frame = new Float32Array(size);
    frame.set(samples);
    return [frame];
  }
  const count = Math.floor((samples.length - size) / hop) + 1;
  return Array.from({ length: count }, (_, at) => samples.subarray(at * hop, at * hop + size));
}

function powerOfTwo(about: number): number {
  return 2 ** Math.round(Math.log2(about));
}
