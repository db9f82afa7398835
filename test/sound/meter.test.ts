import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MeterTagger } from 'spotitags/sound';
import { folderOf } from '../files.ts';
import { wavFile } from './files.ts';
import { cadences, chords, clicks, mono, pinkNoise, sine, stereo, whiteNoise } from './signals.ts';

const meter = new MeterTagger({ threads: 2 });
afterAll(() => meter.close());

async function wordsOf(samples: Float32Array): Promise<string[]> {
  const root = await folderOf({ 'a.wav': wavFile(mono(samples)) });
  const { tags, error } = await meter.describe({ path: join(root, 'a.wav') });
  if (error) throw error;
  return tags.map(({ name }) => name);
}

it('x', async () => {
  const sounds = { sine: sine(440, 10), c60: clicks(60, 30), c100: clicks(100,30), c170: clicks(170, 30), white: whiteNoise(20), pink: pinkNoise(20), C: chords(cadences['C major'], 20), a: chords(cadences['A minor'], 20), bass: sine(60, 10) };
  for (const [k, s] of Object.entries(sounds)) console.log(k, (await wordsOf(s)).join(', '));
});
