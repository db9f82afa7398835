import { createRequire } from 'node:module';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MeterTagger } from 'spotitags/sound';
import { soundTaggerChecks } from 'spotitags/testing';
import type { Tag } from 'spotitags';
import { decodeMiddle } from '../../src/sound/meter/decode/decode.ts';
import { measure } from '../../src/sound/meter/measures/measures.ts';
import { loadMeyda } from '../../src/sound/meter/meyda.ts';
import type { Sound } from '../../src/sound/meter/sound.ts';
import { soundAspects, soundTags } from '../../src/sound/meter/words.ts';
import { wavFile } from './files.ts';
import { cadences, chords, clicks, joined, mono, pinkNoise, sine, stereo, whiteNoise } from './signals.ts';

const meyda = await loadMeyda();
const meter = new MeterTagger({ threads: 2 });
afterAll(() => meter.close());

function said(samples: Float32Array): Map<string, number> {
  const tags = soundTags(measure(meyda, stereo(samples)));
  return new Map(tags.map(({ name, confidence }) => [name, confidence]));
}

describe('what the meter says', () => {
  it.each([
    ['50 clicks per minute', clicks(50, 30), ['very slow', 'mechanical beat', 'very percussive']],
    ['75 clicks per minute', clicks(75, 30), ['slow', 'mechanical beat', 'very percussive']],
    ['150 clicks per minute', clicks(150, 30), ['fast', 'mechanical beat', 'very percussive']],
    ['white noise', whiteNoise(10), ['very noisy', 'sustained', 'very bright sound', 'no bass']],
    ['pink noise', pinkNoise(10), ['very noisy', 'even loudness']],
    ['a bass tone', sine(60, 10), ['very bass-heavy', 'clean tones', 'very dark sound', 'sustained']],
    ['a loud tone', sine(1000, 10, 0.9), ['very loud', 'even loudness', 'no bass']],
    ['a quiet tone', sine(1000, 10, 0.02), ['very quiet', 'even loudness']],
    [
      'loud and quiet parts',
      joined(sine(440, 10, 0.5), sine(440, 10, 0.08)),
      ['very dynamic', 'clean tones'],
    ],
    ['a cadence in C major', chords(cadences['C major'], 20), ['major key', 'in C major', 'clean tones']],
    ['a cadence in A minor', chords(cadences['A minor'], 20), ['minor key', 'in A minor', 'clean tones']],
  ] as const)('of %s is true', (_, samples, words) => {
    expect([...said(samples).keys()]).toEqual(expect.arrayContaining([...words]));
  });

  it('of silence is silence alone', () => {
    expect([...said(new Float32Array(100_000)).keys()]).toEqual(['silence']);
  });

  it('has no tempo for a tone, and no key for noise', () => {
    const aspectsOf = (samples: Float32Array) =>
      Array.from(said(samples).keys(), (name) => soundAspects.get(name));
    expect(aspectsOf(sine(440, 20))).not.toContain('tempo');
    expect(aspectsOf(pinkNoise(20))).not.toContain('key');
    expect(aspectsOf(pinkNoise(20))).not.toContain('tempo');
  });

  it('has no key for one note, and no beat or dynamics for a second of music', () => {
    const aspectsOf = (samples: Float32Array) =>
      Array.from(said(samples).keys(), (name) => soundAspects.get(name));
    expect(aspectsOf(sine(440, 20))).not.toContain('key');
    expect(aspectsOf(sine(440, 20))).not.toContain('mode');
    const second = aspectsOf(clicks(140, 1.3));
    for (const aspect of ['tempo', 'beat', 'dynamics'] as const) expect(second).not.toContain(aspect);
  });

  it('has at most one word of an aspect, and less confidence between two words', () => {
    const confidences: number[] = [];
    for (const bpm of [72, 80, 88, 96, 105]) {
      const words = said(clicks(bpm, 20));
      const aspects = Array.from(words.keys(), (name) => soundAspects.get(name));
      expect(aspects).toEqual([...new Set(aspects)]);
      confidences.push(words.get('slow') ?? words.get('medium tempo') ?? 0);
    }
    const [slow = 0, , between = 1, , medium = 0] = confidences;
    expect(between).toBeLessThan(0.6);
    expect(Math.min(slow, medium)).toBeGreaterThan(0.9);
  });
});

describe('MeterTagger', async () => {
  const root = await folderOfTracks();
  const checks = soundTaggerChecks({
    create: () => new MeterTagger({ threads: 2 }),
    tracks: [{ path: join(root, 'tone.wav') }, { path: join(root, 'noise.wav') }],
    broken: { path: join(root, 'broken.mp3') },
  });
  for (const { name, run } of checks) it(name, run);

  it('says what is measured in a thread', async () => {
    const { tags } = await meter.describe({ path: join(root, 'noise.wav') });
    expect(tags?.map(({ name }) => name)).toContain('very noisy');
  });

  it('has the window in its id, and refuses options that do not exist', () => {
    expect(new MeterTagger({ threads: 1 }).id).toBe('meter@1');
    expect(new MeterTagger({ seconds: 60 }).id).toBe('meter@1?seconds=60');
    expect(() => new MeterTagger({ seconds: 1 })).toThrow('seconds must lie in 5..300, got 1.');
    // @ts-expect-error: For callers in plain JavaScript.
    expect(() => new MeterTagger({ window: 60 })).toThrow('The option window does not exist.');
  });

  it('measures a passage from the middle', async () => {
    const short = new MeterTagger({ seconds: 5, threads: 1 });
    const { tags } = await short.describe({ path: join(root, 'parts.wav') });
    await short.close();
    expect(tags?.map(({ name }) => name)).toContain('very noisy');
  });

  it('keeps its threads after tracks that are broken or given up', async () => {
    const abort = new AbortController();
    const given = meter.describe({ path: join(root, 'tone.wav') }, { signal: abort.signal });
    abort.abort(new Error('given up'));
    await expect(given).rejects.toThrow('given up');
    const { error } = await meter.describe({ path: join(root, 'broken.mp3') });
    expect(error?.message).toBe('The track cannot be decoded: the file is damaged or empty.');
    expect((await meter.describe({ path: join(root, 'tone.wav') })).tags).toBeDefined();
  });
});

async function folderOfTracks(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'spotitags-'));
  afterAll(() => rm(root, { recursive: true }));
  await writeFile(join(root, 'tone.wav'), wavFile(mono(sine(440, 6))));
  await writeFile(join(root, 'noise.wav'), wavFile(mono(whiteNoise(6))));
  await writeFile(
    join(root, 'parts.wav'),
    wavFile(mono(joined(sine(440, 10), whiteNoise(6), sine(440, 10)))),
  );
  await writeFile(join(root, 'broken.mp3'), 'not music '.repeat(1000));
  return root;
}

/** Loops of Sonic Pi (CC0), with their tempo: their beats divided by their length. */
const loops = {
  arovane_beat_a: 130,
  arovane_beat_c: 130,
  arovane_beat_e: 130,
  loop_amen: 136.9,
  loop_amen_full: 140,
  loop_breakbeat: 126,
  loop_compus: 148,
  loop_garzul: 120,
  loop_mehackit1: 97,
  loop_mehackit2: 97,
  loop_mika: 120,
  loop_safari: 120,
  loop_tabla: 90,
};

function samplesFolder(): string | undefined {
  try {
    return join(
      dirname(createRequire(import.meta.url).resolve('supersonic-scsynth-samples/package.json')),
      'samples',
    );
  } catch {
    return undefined;
  }
}

describe.skipIf(samplesFolder() === undefined)('recorded music', () => {
  const folder = samplesFolder() ?? '';
  const measuresOf = async (name: string) => {
    const { sampleRate, channels } = await decodeMiddle(join(folder, `${name}.flac`), 60);
    const length = channels[0]?.length ?? 1;
    const times = Math.ceil((24 * sampleRate) / length);
    const repeated: Sound = {
      sampleRate,
      channels: channels.map((channel) => joined(...Array<Float32Array>(times).fill(channel))),
    };
    return measure(meyda, repeated);
  };

  it.each(Object.entries(loops))('has the tempo of %s, %d, or an octave of it', async (name, bpm) => {
    const { beat } = await measuresOf(name);
    const octaves = Math.log2(beat.tempo / bpm);
    expect(Math.abs(2 ** (octaves - Math.round(octaves)) - 1)).toBeLessThan(0.02);
    expect(beat.steadiness).toBeGreaterThan(0.2);
  });

  it('is percussive if it is drums, and sustained if it is not', async () => {
    const words = async (name: string): Promise<Tag[]> => soundTags(await measuresOf(name));
    const names = async (name: string) => (await words(name)).map((tag) => tag.name);
    for (const name of ['loop_amen', 'loop_tabla', 'loop_breakbeat'])
      expect((await names(name)).join()).toContain('percussive');
    for (const name of ['ambi_choir', 'ambi_glass_hum', 'loop_drone_g_97'])
      expect(await names(name)).toContain('sustained');
  });

  it('has the key in the name', async () => {
    expect((await measuresOf('loop_drone_g_97')).key.tonic).toBe(7);
    expect((await measuresOf('bass_voxy_c')).key.tonic).toBe(0);
    expect((await readdir(folder)).length).toBeGreaterThan(100);
  });
});
