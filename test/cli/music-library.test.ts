import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { readDataset, readGenreDataset } from 'spotitags';
import { folderOf } from '../files.ts';
import { mp3File } from '../music-files.ts';
import { spotitags } from './run.ts';

async function library(): Promise<string> {
  const bytes = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#c01010' } })
    .jpeg()
    .toBuffer();
  const track = (artist: string, genre: string) =>
    mp3File({ artist, album: `Album of ${artist}`, genre, picture: { bytes } });
  return folderOf({
    'a.mp3': track('Sleep', 'Doom Metal; Stoner'),
    'b.mp3': track('Om', 'doom metal'),
    'c.mp3': track('Can', 'Krautrock'),
    'd.flac': 'this is not music',
    'e.mp3': mp3File({ artist: 'Om', album: 'Hits', isCompilation: true }),
  });
}

it('collect takes every genre of a music library that has enough artists', async () => {
  const root = await library();
  const out = join(await folderOf({}), 'dataset.jsonl');
  const store = await folderOf({});
  const run = (...more: string[]) =>
    spotitags(['collect', '--catalog', 'library', '--root', root, '--store', store, '--out', out, ...more]);
  expect(await run()).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('No genre of the music library has 3 artists or more.') as string,
  });
  const { code, stderr } = await run('--min-artists', '2');
  expect(stderr).toContain(
    'The music library has 5 files, 3 artists and 3 albums. 1 album by various artists left out.',
  );
  expect(stderr).toContain('1 file could not be read: d.flac.');
  expect(code).toBe(0);
  const found: unknown[] = [];
  for await (const { genre, profile } of readDataset(out)) {
    const [album] = profile.albums;
    found.push([genre, profile.artist.name, album?.cover.source]);
  }
  expect(found).toEqual([
    ['Doom Metal', 'Om', { path: 'b.mp3' }],
    ['Doom Metal', 'Sleep', { path: 'a.mp3' }],
  ]);
});

it('tag --image takes the picture inside a music file', async () => {
  const root = await library();
  const { stdout, code } = await spotitags(['tag', '--image', join(root, 'a.mp3'), '--json']);
  expect(code).toBe(0);
  expect(stdout).toContain('red');
});

it('collect writes one line for an artist of several genres', async () => {
  const root = await library();
  const out = join(await folderOf({}), 'dataset.jsonl');
  const store = await folderOf({});
  const { code, stdout } = await spotitags([
    ...['collect', '--catalog', 'library', '--root', root, '--store', store, '--out', out],
    ...['--min-artists', '1', '--json'],
  ]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ artists: 3 });
  const found: unknown[] = [];
  for await (const { genre, genres, profile } of readGenreDataset(out))
    found.push([profile.artist.name, genres ?? genre]);
  expect(found).toEqual([
    ['Om', 'Doom Metal'],
    ['Sleep', ['Doom Metal', 'Stoner']],
    ['Can', 'Krautrock'],
  ]);
});
