/**
 * Fills a folder with music files of the invented artists of `examples/covers`, for the programs of the docs: three artists of each
 * genre, two albums each, with tags, covers, and a few seconds of sound. `tsx scripts/invented-music.ts <folder>`.
 */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { flacSound } from '../test/sound/files.ts';
import { projectFile } from './subpaths.ts';

const sampleRate = 44_100;
const covers = projectFile('examples/covers');

/** The sound of each genre at a time in seconds. Artists differ in pitch. */
const sounds: Readonly<Record<string, (seconds: number, pitch: number) => number>> = {
  'basalt drone': (t, pitch) =>
    [1, 2, 3].reduce((sum, n) => sum + (0.5 / n) * Math.sin(2 * Math.PI * 45 * pitch * n * t), 0),
  'block pop': (t, pitch) => {
    const beat = (t * 140) / 60;
    const note = [0, 4, 7, 4][Math.floor(beat) % 4] ?? 0;
    const hit = Math.exp(-18 * (beat % 1));
    const hiss = Math.sin(((t * sampleRate) % 997) ** 2);
    return 0.6 * hit * (hiss + Math.sin(2 * Math.PI * 523 * pitch * 2 ** (note / 12) * t));
  },
  'haze folk': (t, pitch) => {
    const beat = (t * 72) / 60;
    const note = [0, 7, 12, 7, 4, 7][Math.floor(beat) % 6] ?? 0;
    return 0.08 * Math.exp(-2 * (beat % 1)) * Math.sin(2 * Math.PI * 262 * pitch * 2 ** (note / 12) * t);
  },
};

const [folder = 'Music'] = process.argv.slice(2);
for (const [genre, sound] of Object.entries(sounds)) {
  for (const [n, artist] of readdirSync(join(covers, genre)).sort().slice(0, 3).entries()) {
    mkdirSync(join(folder, artist), { recursive: true });
    for (const [at, file] of readdirSync(join(covers, genre, artist))
      .sort()
      .slice(0, 2)
      .entries()) {
      const album = basename(file, '.webp');
      const samples = Float32Array.from({ length: 6 * sampleRate }, (_, sample) =>
        sound(sample / sampleRate, 2 ** ((2 * n + at) / 12)),
      );
      const bytes = readFileSync(join(covers, genre, artist, file));
      const tags = {
        artist,
        album,
        genre,
        year: String(2001 + n),
        picture: { bytes, declared: 'image/webp' },
      };
      writeFileSync(
        join(folder, artist, `${album}.flac`),
        flacSound({ sampleRate, channels: [samples] }, tags),
      );
    }
  }
}
