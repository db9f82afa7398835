import { describe, expect, it } from 'vitest';
import { kWeighting, measureLoudness } from '../../src/sound/meter/measures/loudness.ts';
import { findKey } from '../../src/sound/meter/measures/key.ts';
import { measure } from '../../src/sound/meter/measures/measures.ts';
import { chromaOf, spectraOf } from '../../src/sound/meter/measures/spectra.ts';
import { measureBeat } from '../../src/sound/meter/measures/tempo.ts';
import { measureTimbre, movingMedian } from '../../src/sound/meter/measures/timbre.ts';
import { loadMeyda } from '../../src/sound/meter/meyda.ts';
import { decimate } from '../../src/sound/meter/sound.ts';
import {
  cadences,
  chords,
  clicks,
  joined,
  mono,
  pinkNoise,
  sampleRate,
  sine,
  stereo,
  whiteNoise,
} from './signals.ts';

const meyda = await loadMeyda();
const timbreOf = (samples: Float32Array) => measureTimbre(spectraOf(meyda, samples, sampleRate));
const beatOf = (samples: Float32Array) => measureBeat(spectraOf(meyda, samples, sampleRate));
const keyOf = (samples: Float32Array) => findKey(chromaOf(meyda, samples, sampleRate));

describe('loudness', () => {
  it('has the filters that BS.1770 lists for 48 kHz', () => {
    const [shelf, highPass] = kWeighting(48_000);
    const listed = {
      shelf: [1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585],
      highPass: [1, -2, 1, -1.99004745483398, 0.99007225036621],
    };
    for (const [at, value] of [...shelf.b, ...shelf.a].entries())
      expect(value).toBeCloseTo(listed.shelf[at] ?? 0, 8);
    for (const [at, value] of [...highPass.b, ...highPass.a].entries())
      expect(value).toBeCloseTo(listed.highPass[at] ?? 0, 8);
  });

  // Cases 1 to 4 of EBU Tech 3341: a stereo sine of 1 kHz whose peaks are at the level has the level in LUFS.
  const tone = (level: number, seconds: number) => sine(1000, seconds, 10 ** (level / 20));
  it.each([-23, -33])('reads a reference tone of %d LUFS within 0.1 LU', (level) => {
    expect(Math.abs(measureLoudness(stereo(tone(level, 20))).integrated - level)).toBeLessThan(0.1);
  });

  it('leaves out what is more than 10 LU below the rest', () => {
    const signal = joined(tone(-36, 10), tone(-23, 60), tone(-36, 10));
    expect(Math.abs(measureLoudness(stereo(signal)).integrated + 23)).toBeLessThan(0.1);
  });

  it('leaves out what is below -70 LUFS', () => {
    const signal = joined(tone(-72, 10), tone(-36, 10), tone(-23, 60), tone(-36, 10), tone(-72, 10));
    expect(Math.abs(measureLoudness(stereo(signal)).integrated + 23)).toBeLessThan(0.1);
  });

  // Cases 1 to 3 of EBU Tech 3342.
  it.each([
    [-20, -30, 10],
    [-20, -15, 5],
    [-40, -20, 20],
  ])('reads the range of tones at %d and %d dBFS as %d LU, within 1 LU', (first, second, range) => {
    const signal = joined(tone(first, 20), tone(second, 20));
    expect(Math.abs(measureLoudness(stereo(signal)).range - range)).toBeLessThan(1);
  });

  it('reads silence as -70 LUFS', () => {
    expect(measureLoudness(mono(new Float32Array(sampleRate)))).toEqual({ integrated: -70, range: 0 });
  });
});

describe('beat', () => {
  it.each([60, 72, 80, 90, 100, 110, 120, 128, 140, 150, 160, 174, 180])(
    'finds the tempo of %d clicks per minute within 2 %%',
    (bpm) => {
      const { tempo, strength, steadiness } = beatOf(clicks(bpm, 30));
      expect(Math.abs(tempo / bpm - 1)).toBeLessThan(0.02);
      expect(strength).toBeGreaterThan(0.5);
      expect(steadiness).toBeGreaterThan(0.8);
    },
  );

  it('finds no strong beat in noise and in a tone', () => {
    expect(beatOf(whiteNoise(30)).strength).toBeLessThan(0.15);
    expect(beatOf(pinkNoise(30)).strength).toBeLessThan(0.15);
    expect(beatOf(sine(440, 30)).strength).toBeLessThan(0.15);
  });

  it('finds that a beat that becomes faster is not steady', () => {
    const faster = joined(...Array.from({ length: 15 }, (_, at) => clicks(80 + 6 * at, 2)));
    expect(beatOf(faster).steadiness).toBeLessThan(0.2);
  });
});

describe('key', () => {
  it.each([
    ['C major', 0, 'major'],
    ['A minor', 9, 'minor'],
  ] as const)('finds the key of a cadence in %s', (name, tonic, mode) => {
    expect(keyOf(chords(cadences[name], 12))).toMatchObject({ tonic, mode });
  });

  it('counts the notes: one, and three of a chord', () => {
    const chord = [261.63, 329.63, 392].map((hertz) => sine(hertz, 4, 0.3));
    const sum = sine(0, 4).map((_, at) => chord.reduce((all, note) => all + (note[at] ?? 0), 0));
    expect(keyOf(sine(440, 4)).notes).toBeCloseTo(1, 1);
    expect(keyOf(sum).notes).toBeCloseTo(3, 0);
  });

  it('has more of A than of any other note in a sine of 440 Hz', () => {
    const chroma = chromaOf(meyda, sine(440, 4), sampleRate);
    expect(chroma.indexOf(Math.max(...chroma))).toBe(9);
  });

  it('fits no key well if all notes are alike', () => {
    expect(findKey(Array<number>(12).fill(1)).fit).toBe(0);
  });
});

describe('timbre', () => {
  it('reads a sine of 440 Hz: its frequency, no noise, no hits', () => {
    const { brightness, noisiness, percussiveness, bass } = timbreOf(sine(440, 5));
    expect(Math.abs(brightness / 440 - 1)).toBeLessThan(0.02);
    expect(noisiness).toBeLessThan(0.05);
    expect(percussiveness).toBeLessThan(0.05);
    expect(bass).toBeLessThan(0.01);
  });

  it('reads white noise: the middle of the spectrum, flat, no hits', () => {
    const { brightness, noisiness, percussiveness } = timbreOf(whiteNoise(5));
    expect(Math.abs(brightness / (sampleRate / 4) - 1)).toBeLessThan(0.02);
    // Of amplitudes with a Rayleigh distribution: exp(-γ / 2) · 2 / √π.
    expect(noisiness).toBeCloseTo(Math.exp(-0.5772 / 2) * (2 / Math.sqrt(Math.PI)), 1);
    expect(percussiveness).toBeLessThan(0.1);
  });

  it('reads pink noise as darker and less flat than white noise, with more bass', () => {
    const [pink, white] = [timbreOf(pinkNoise(5)), timbreOf(whiteNoise(5))];
    // The center of gravity of amplitudes that fall with the root of the frequency.
    expect(Math.abs(pink.brightness / (sampleRate / 6) - 1)).toBeLessThan(0.02);
    expect(pink.noisiness).toBeLessThan(white.noisiness - 0.05);
    expect(pink.bass).toBeGreaterThan(0.2);
    expect(white.bass).toBeLessThan(0.02);
  });

  it('reads clicks as hits, and a bass tone as bass', () => {
    expect(timbreOf(clicks(120, 5)).percussiveness).toBeGreaterThan(0.9);
    expect(timbreOf(sine(60, 5)).bass).toBeGreaterThan(0.95);
  });

  it('knows the median of each value and its neighbors', () => {
    const values = Float32Array.from([5, 1, 4, 2, 3, 9]);
    expect([...movingMedian(values, 1)]).toEqual([5, 4, 2, 3, 3, 9]);
    expect([...movingMedian(values, 10)]).toEqual([4, 4, 4, 4, 4, 4]);
  });
});

describe('all measures', () => {
  it('do not depend on the rate of the samples', () => {
    const high = { sampleRate: 88_200, channels: [sine(880, 10)] };
    const { timbre, beat } = measure(meyda, high);
    // The sine has 880 Hz at half of the rate.
    expect(Math.abs(timbre.brightness / 1760 - 1)).toBeLessThan(0.02);
    expect(beat.strength).toBeLessThan(0.15);
    expect(
      [
        ...decimate(
          Float32Array.from({ length: 400 }, () => 1),
          4,
        ),
      ][50],
    ).toBeCloseTo(1, 2);
  });

  it('are finite for silence, and for a sound of a few samples', () => {
    const numbers = (value: unknown): number[] =>
      typeof value === 'number'
        ? [value]
        : typeof value === 'object' && value !== null
          ? Object.values(value).flatMap(numbers)
          : [];
    for (const length of [0, 10, 30_000])
      for (const value of numbers(measure(meyda, mono(new Float32Array(length)))))
        expect(Number.isFinite(value)).toBe(true);
  });
});
