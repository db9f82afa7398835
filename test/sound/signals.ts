import { seededRandom } from '../../src/util/random.ts';
import type { Sound } from '../../src/sound/meter/sound.ts';

/** Signals of which is known what a measurement must say. */

export const sampleRate = 44_100;

function signal(seconds: number, valueAt: (second: number, at: number) => number): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * sampleRate) }, (_, at) =>
    valueAt(at / sampleRate, at),
  );
}

export function mono(samples: Float32Array): Sound {
  return { sampleRate, channels: [samples] };
}

export function stereo(samples: Float32Array): Sound {
  return { sampleRate, channels: [samples, samples] };
}

export function sine(hertz: number, seconds: number, amplitude = 0.5): Float32Array {
  return signal(seconds, (second) => amplitude * Math.sin(2 * Math.PI * hertz * second));
}

/** A click of 10 ms at each beat. */
export function clicks(bpm: number, seconds: number): Float32Array {
  const random = seededRandom(bpm);
  const period = 60 / bpm;
  return signal(seconds, (second) => {
    const since = second % period;
    return since < 0.01 ? (random() - 0.5) * Math.exp(-since * 300) : 0;
  });
}

export function whiteNoise(seconds: number, amplitude = 0.3): Float32Array {
  const random = seededRandom(7);
  return signal(seconds, () => amplitude * (2 * random() - 1));
}

/** -3 dB per octave: Paul Kellet's filter of white noise, which is exact within 0.05 dB above 9 Hz. */
export function pinkNoise(seconds: number): Float32Array {
  const random = seededRandom(8);
  const b = [0, 0, 0, 0, 0, 0, 0];
  const poles = [0.99886, 0.99332, 0.969, 0.8665, 0.55, -0.7616];
  const gains = [0.0555179, 0.0750759, 0.153852, 0.3104856, 0.5329522, -0.016898];
  return signal(seconds, () => {
    const white = 2 * random() - 1;
    for (const [at, pole] of poles.entries()) b[at] = pole * (b[at] ?? 0) + white * (gains[at] ?? 0);
    const pink = b.reduce((sum, value) => sum + value, 0) + white * 0.5362;
    b[6] = white * 0.115926;
    return 0.05 * pink;
  });
}

const semitones: Readonly<Record<string, number>> = {
  C: 0,
  D: 2,
  E: 4,
  F: 5,
  G: 7,
  A: 9,
  B: 11,
};

/** Chords of tones with four harmonics, each a second long, again and again: `['C4 E4 G4', 'F4 A4 C5']`. */
export function chords(names: readonly string[], seconds: number): Float32Array {
  const frequencies = names.map((chord) =>
    chord.split(' ').map((note) => {
      const [, letter = 'C', octave = '4'] = /^([A-G])(\d)$/u.exec(note) ?? [];
      return 440 * 2 ** (((semitones[letter] ?? 0) - 9) / 12 + Number(octave) - 4);
    }),
  );
  return signal(seconds, (second) => {
    const since = second % 1;
    const chord = frequencies[Math.floor(second) % frequencies.length] ?? [];
    const envelope = Math.min(1, since * 50, (1 - since) * 50);
    let sum = 0;
    for (const hertz of chord)
      for (const harmonic of [1, 2, 3, 4])
        sum += Math.sin(2 * Math.PI * hertz * harmonic * since) / harmonic / harmonic;
    return 0.1 * envelope * sum;
  });
}

export const cadences = {
  'C major': ['C4 E4 G4', 'F4 A4 C5', 'G4 B4 D5', 'C4 E4 G4'],
  'A minor': ['A3 C4 E4', 'D4 F4 A4', 'E4 G4 B4', 'A3 C4 E4'],
} as const;

/** One sound after another. */
export function joined(...parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
