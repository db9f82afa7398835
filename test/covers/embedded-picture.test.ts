import { writeFile } from 'node:fs/promises';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEmbeddedPicture } from '../../src/covers/embedded-picture.ts';
import { coverKey } from '../../src/covers/cover-key.ts';
import { aiffFile, wmaFile } from '../more-music-files.ts';
import { flacFile, m4aFile, mp3File, opusFile, vorbisFile } from '../music-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'pictures-'));
const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(300, 7)]);
const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(200, 9)]);

async function written(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

describe('the picture inside a music file', () => {
  it.each([
    ['ID3v2.4.mp3', mp3File({ artist: 'Sleep', picture: { bytes: jpeg } })],
    ['ID3v2.3.mp3', mp3File({ artist: 'Sleep', picture: { bytes: jpeg } }, 3)],
    ['a.flac', flacFile({ artist: 'Sleep', picture: { bytes: jpeg } })],
    ['a.opus', opusFile({ artist: 'Sleep', picture: { bytes: jpeg } })],
    ['a.m4a', m4aFile({ artist: 'Sleep', picture: { bytes: jpeg } })],
    ['a.ogg', vorbisFile({ artist: 'Sleep', picture: { bytes: jpeg } })],
    ['a.wma', wmaFile({ artist: 'Sleep', picture: { bytes: jpeg } })],
    [
      'with a description.wma',
      wmaFile({ artist: 'Sleep', album: 'A', picture: { bytes: jpeg, declared: 'image/x' } }),
    ],
    ['a.aiff', aiffFile({ artist: 'Sleep', picture: { bytes: jpeg } })],
  ])('is read from %s', async (name, bytes) => {
    expect(Buffer.from(await readEmbeddedPicture(await written(name, bytes))).equals(jpeg)).toBe(true);
  });

  it('is what its bytes say, whatever is declared', async () => {
    const path = await written('declared.mp3', mp3File({ picture: { bytes: png, declared: 'image/jpeg' } }));
    expect(Buffer.from(await readEmbeddedPicture(path)).equals(png)).toBe(true);
    const text = await written(
      'text.mp3',
      mp3File({ picture: { bytes: Buffer.from('not an image at all') } }),
    );
    await expect(readEmbeddedPicture(text)).rejects.toThrow('There is no image in the music file.');
  });

  it('is not the back, and not the artist', async () => {
    for (const type of [4, 8]) {
      const path = await written(`type-${type}.flac`, flacFile({ picture: { bytes: jpeg, type } }));
      await expect(readEmbeddedPicture(path)).rejects.toMatchObject({ code: 'cover' });
      const wma = await written(`type-${type}.wma`, wmaFile({ picture: { bytes: jpeg, type } }));
      await expect(readEmbeddedPicture(wma)).rejects.toMatchObject({ code: 'cover' });
    }
  });

  it('fails for this cover alone if the file is damaged', async () => {
    const path = await written('damaged.mp3', Buffer.from('nothing of the kind'));
    await expect(readEmbeddedPicture(path)).rejects.toMatchObject({ code: 'cover' });
  });

  it('is the cover that a path to a music file stands for', async () => {
    const path = await written('cover.mp3', mp3File({ picture: { bytes: jpeg } }));
    expect(await coverKey({ path })).toBe(await coverKey({ bytes: jpeg }));
  });
});
