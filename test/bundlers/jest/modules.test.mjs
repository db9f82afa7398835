import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { SpotiTags } from 'spotitags';
import { PaletteTagger } from 'spotitags/palette';

test('a test that is an ES module imports packages that have ES modules only', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'spotitags-jest-'));
  const song = join(folder, 'song.mp3');
  writeFileSync(song, Buffer.concat([Buffer.from('ID3'), Buffer.alloc(100)]));
  const spotiTags = new SpotiTags({ tagger: new PaletteTagger() });
  await expect(spotiTags.profileOf([{ path: song }])).rejects.toThrow('There is no image in the music file');
  rmSync(folder, { recursive: true });
});
