import { type Sound, mixToMono } from '../sound.ts';
import { type Key, findKey } from './key.ts';
import { type Loudness, measureLoudness } from './loudness.ts';
import { type MeydaApi, chromaOf, spectraOf } from './spectra.ts';
import { type Beat, measureBeat } from './tempo.ts';
import { type Timbre, measureTimbre } from './timbre.ts';

/** Everything that is measured. Plain data: it crosses threads. */
export interface Measures {
  readonly loudness: Loudness;
  readonly beat: Beat;
  readonly timbre: Timbre;
  readonly key: Key;
  /** How long the passage is. */
  readonly seconds: number;
}

export function measure(meyda: MeydaApi, sound: Sound): Measures {
  const mono = mixToMono(sound);
  const spectra = spectraOf(meyda, mono, sound.sampleRate);
  return {
    loudness: measureLoudness(sound),
    beat: measureBeat(spectra),
    timbre: measureTimbre(spectra),
    key: findKey(chromaOf(meyda, mono, sound.sampleRate)),
    seconds: mono.length / sound.sampleRate,
  };
}
