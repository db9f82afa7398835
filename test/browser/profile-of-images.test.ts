import { describe, expect, it } from 'vitest';
import { asPaletteProfile, profileOfImages, tagPixels } from '../../src/browser/index.ts';
import { type Cover, SpotiTags, SpotiTagsError, type Tagger } from '../../src/index.ts';
import { profile } from '../examples.ts';

/** Says of each image what its text is. Images that begin with "broken" cannot be tagged. */
const tagger: Tagger = {
  id: 'text@1',
  maxBatchSize: 1,
  tag: (covers: readonly Cover[]) =>
    Promise.resolve(
      covers.map(({ bytes }) => {
        const text = Buffer.from(bytes ?? []).toString();
        return text.startsWith('broken')
          ? { error: new SpotiTagsError('cover', 'The image is broken.') }
          : { tags: text.split(' ').map((name) => ({ name, confidence: 0.7 })) };
      }),
    ),
};

const fileOf = (path: string, text: string) => {
  const bytes = new TextEncoder().encode(text);
  return {
    name: path.split('/').at(-1) ?? '',
    webkitRelativePath: path.includes('/') ? path : '',
    path,
    bytes,
    arrayBuffer: () => Promise.resolve(bytes.buffer),
  };
};

const files = [
  fileOf('Dopesmoker.jpg', 'green desert'),
  fileOf('covers/Holy Mountain/cover.jpg', 'skulls green'),
  fileOf('covers/Again.png', 'green desert'),
  fileOf('covers/Broken.png', 'broken'),
];

describe('profileOfImages', () => {
  it.each([undefined, 'Sleep'])(
    'gives the profile that SpotiTags.profileOf gives in Node.js',
    async (artist) => {
      const named = artist === undefined ? {} : { artist };
      await using spotiTags = new SpotiTags({ tagger });
      const covers = files.map(({ bytes, path }) => ({ bytes, relativePath: path }));
      const { albums, ...expected } = await spotiTags.profileOf(covers, named);
      const inBrowser = await profileOfImages(files, { tagger, ...named });
      expect(inBrowser).toMatchObject(expected);
      expect(inBrowser.albums.map(({ title, cover }) => [title, cover.status])).toEqual(
        albums.map(({ title, cover }) => [title, cover.status]),
      );
      expect(inBrowser.albums.map(({ title }) => title)).toEqual([
        'Dopesmoker',
        'Holy Mountain',
        'Again',
        'Broken',
      ]);
    },
  );

  it('refuses no images, and images of which none can be tagged', async () => {
    await expect(profileOfImages([], { tagger })).rejects.toThrow('Pass one or more images.');
    await expect(profileOfImages([fileOf('a.jpg', 'broken')], { tagger })).rejects.toThrow(
      'The image is broken.',
    );
  });

  it('is taken for one of palette@2 only if the canvas made it', () => {
    expect(asPaletteProfile(profile('Sleep', [{ green: 1 }], 'palette-canvas@2')).tagger).toBe('palette@2');
    expect(() => asPaletteProfile(profile('Sleep', [{ green: 1 }], 'clip@1'))).toThrow(/got one of clip@1/u);
  });
});

describe('tagPixels', () => {
  it('says what pixels look like, without a canvas', () => {
    const data = new Uint8Array(4 * 300 * 200).map((_, at) => [220, 20, 20, 255][at % 4] ?? 0);
    expect(tagPixels({ data, width: 300, height: 200 }).map(({ name }) => name)).toContain(
      'mostly bright red',
    );
  });

  it('refuses pixels of another size', () => {
    expect(() => tagPixels({ data: new Uint8Array(3), width: 1, height: 1 })).toThrow(
      /expected 4 for 1 × 1, got 3/u,
    );
  });
});
