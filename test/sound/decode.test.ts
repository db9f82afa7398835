import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeMiddle } from '../../src/sound/meter/decode/decode.ts';
import type { Sound } from '../../src/sound/meter/sound.ts';
import { folderOf } from '../files.ts';
import { flacFile, m4aFile, mp3File, opusFile } from '../music-files.ts';
import { aiffFile, flacSound, oggPages, wavFile, withXing } from './files.ts';
import { joined, mono, sampleRate, sine } from './signals.ts';

/** 24 seconds of 220 Hz, but 880 Hz from second 9 to second 15. The amplitude is 0.4. */
const tone = joined(sine(220, 9, 0.4), sine(880, 6, 0.4), sine(220, 9, 0.4));
/** The same, as encoders write it: LAME and libvorbis (wasm-media-encoders), libopus (opusscript). */
const fixture = (name: string) => readFile(new URL(`../fixtures/sound/${name}`, import.meta.url));

async function decoded(name: string, bytes: Uint8Array, seconds: number): Promise<Sound> {
  const root = await folderOf({ [name]: bytes });
  return decodeMiddle(join(root, name), seconds);
}

/** The frequency, by the number of times that a wave rises through zero, and the amplitude, by the mean square. */
function waveOf({ channels, sampleRate: rate }: Sound) {
  const [samples = new Float32Array(0)] = channels;
  let rises = 0;
  let squares = 0;
  for (const [at, value] of samples.entries()) {
    if (value >= 0 && (samples[at - 1] ?? 0) < 0) rises += 1;
    squares += value * value;
  }
  return {
    hertz: (rises * rate) / samples.length,
    amplitude: Math.sqrt((2 * squares) / samples.length),
    seconds: samples.length / rate,
  };
}

const formats: readonly [name: string, bytes: () => Promise<Uint8Array> | Uint8Array][] = [
  ['tone.mp3', () => fixture('tone.mp3')],
  ['tone-vbr.mp3', async () => withXing(await fixture('tone-vbr.mp3'))],
  // Four frames of silence follow the tag.
  [
    'with-id3.mp3',
    async () =>
      Buffer.concat([mp3File({ artist: 'Sleep' }).subarray(0, -4 * 417), await fixture('tone.mp3')]),
  ],
  ['tone.ogg', () => fixture('tone.ogg')],
  ['tone.opus', () => fixture('tone.opus')],
  ['tone.flac', () => flacSound(mono(tone))],
  ['tone.wav', () => wavFile(mono(tone))],
  ['tone-24.wav', () => wavFile(mono(tone), 24)],
  ['tone-float.wav', () => wavFile(mono(tone), 32)],
  ['tone.aiff', () => aiffFile(mono(tone))],
];

describe('a passage from the middle', () => {
  it.each(formats)('of %s', async (name, bytes) => {
    const sound = await decoded(name, await bytes(), 4);
    const { hertz, amplitude, seconds } = waveOf(sound);
    expect(sound.channels).toHaveLength(1);
    expect(seconds).toBeCloseTo(4, 2);
    expect(Math.abs(hertz / 880 - 1)).toBeLessThan(0.01);
    expect(Math.abs(amplitude - 0.4)).toBeLessThan(0.03);
  });

  it.each(formats)('of %s is all of it, if it is shorter', async (name, bytes) => {
    const { hertz, seconds } = waveOf(await decoded(name, await bytes(), 60));
    expect(Math.abs(seconds - 24)).toBeLessThan(0.2);
    expect(Math.abs(hertz - (220 * 18 + 880 * 6) / 24)).toBeLessThan(5);
  });

  it('of a stereo file has both channels', async () => {
    const sound: Sound = { sampleRate, channels: [sine(220, 3), sine(440, 3)] };
    for (const [name, bytes] of [
      ['a.flac', flacSound(sound)],
      ['a.wav', wavFile(sound)],
      ['a.aif', aiffFile(sound)],
    ] as const) {
      const { channels } = await decoded(name, bytes, 2);
      const found = channels.map((channel) => Math.round(waveOf(mono(channel)).hertz));
      expect(found).toEqual([220, 440]);
    }
  });

  it('is known by the first bytes, not by the name', async () => {
    const { hertz } = waveOf(await decoded('wrong.flac', await fixture('tone.mp3'), 4));
    expect(Math.abs(hertz / 880 - 1)).toBeLessThan(0.01);
  });

  it('of a long file reads only the passage', async () => {
    // Two hours at 8 bits per second of file: a hole in the middle would be read as zeros.
    const root = await folderOf({});
    const path = join(root, 'long.mp3');
    const whole = await fixture('tone.mp3');
    await writeFile(path, Buffer.concat(Array.from({ length: 300 }, () => whole)));
    const started = performance.now();
    const { seconds } = waveOf(await decodeMiddle(path, 30));
    expect(seconds).toBeCloseTo(30, 1);
    // A whole decoding of two hours takes half a minute.
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('a file that cannot be decoded', () => {
  const refusal = (name: string, bytes: Uint8Array) =>
    decoded(name, bytes, 4).then(
      () => 'decoded',
      (error: unknown) => error,
    );
  const track = (message: RegExp) =>
    expect.objectContaining({ code: 'track', message: expect.stringMatching(message) as string }) as Error;

  it('says which formats are decoded', async () => {
    const message = /^The format \.m4a is not decoded\. MP3, FLAC, OGG, Opus, WAV and AIFF are\.$/u;
    expect(await refusal('a.m4a', m4aFile({ artist: 'Sleep' }))).toEqual(track(message));
  });

  it.each([
    ['a.mp3', Buffer.alloc(0)],
    ['text.mp3', Buffer.from('not music '.repeat(1000))],
    ['zeros.mp3', Buffer.alloc(300_000)],
    ['short.mp3', mp3File({ artist: 'Sleep' })],
    ['empty.flac', flacFile({ artist: 'Sleep' })],
    ['cut.flac', flacSound(mono(sine(220, 3))).subarray(0, 100)],
    ['empty.opus', opusFile({ artist: 'Sleep' })],
    ['a.ogg', Buffer.from('OggS')],
    ['a.wav', Buffer.from('RIFF\0\0\0\0WAVE')],
  ] as const)('is an error of the track: %s', async (name, bytes) => {
    expect(await refusal(name, bytes)).toEqual(track(/damaged or empty|too short|is not decoded/u));
  });

  it('is an error of the track, wherever the file is cut or changed', async () => {
    const files = [
      ['a.mp3', await fixture('tone.mp3')],
      ['a.ogg', await fixture('tone.ogg')],
      ['a.opus', await fixture('tone.opus')],
      ['a.flac', flacSound(mono(sine(220, 3)))],
      ['a.wav', wavFile(mono(sine(220, 3)))],
    ] as const;
    for (const [name, bytes] of files) {
      for (let share = 1; share < 8; share++) {
        const cut = bytes.subarray(0, (bytes.length * share) / 8);
        const changed = Uint8Array.from(bytes, (byte, at) => (at % (40 * share) === 39 ? byte ^ 0x55 : byte));
        for (const broken of [cut, changed]) {
          const result = await refusal(name, broken);
          if (result !== 'decoded') expect(result).toEqual(track(/^The track (?:cannot|is)/u));
        }
      }
    }
  });

  it('is an error of the track if it is not there, or a folder', async () => {
    const root = await folderOf({});
    await mkdir(join(root, 'folder.mp3'));
    await expect(decodeMiddle(join(root, 'none.mp3'), 4)).rejects.toEqual(track(/does not exist/u));
    await expect(decodeMiddle(join(root, 'folder.mp3'), 4)).rejects.toEqual(track(/damaged|cannot be read/u));
  });

  it('says what an OGG file has, if it is not sound', async () => {
    const [, ...others] = oggPages(await fixture('tone.ogg'));
    const result = await refusal('a.ogg', Buffer.concat(others));
    expect(result).toEqual(track(/must have Vorbis, Opus or FLAC|damaged/u));
  });
});
