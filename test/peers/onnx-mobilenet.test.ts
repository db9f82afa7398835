import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { aggregateGenres, combineTaggers, type Example, FolderCatalog, SpotiTags } from 'spotitags';
import { OnnxTagger } from 'spotitags/onnx';
import { PaletteTagger } from 'spotitags/palette';
import { expect, it, describe } from 'vitest';

const shared = (path: string) => fileURLToPath(new URL(`../../../shared/${path}`, import.meta.url));
const [model, labels, root] = [
  shared('models/mobilenet_v2.onnx'),
  shared('models/imagenet_labels.txt'),
  shared('covers'),
];
const options = { model, labels, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], activation: 'none' } as const;

describe.skipIf(![model, root].every((path) => existsSync(path)))(
  'MobileNet v2 on real covers (skipped where ../shared/models or ../shared/covers is absent)',
  () => {
    it('says of each cover what a bare run of the model says', async () => {
      const tagger = await OnnxTagger.load({ ...options, maxTags: 5, minConfidence: 0 });
      const names = (await readFile(labels, 'utf8')).split('\n');
      const bare = await InferenceSession.create(model, {
        intraOpNumThreads: 1,
        logSeverityLevel: 4,
        extra: { session: { intra_op: { allow_spinning: '0' } } },
      });
      const paths = await someCovers();
      const results = await tagger.tag(paths.map((path) => ({ path })));
      for (const [at, path] of paths.entries()) {
        const expected = await top(bare, path, 5);
        const got = results[at]?.tags?.map(({ name, confidence }) => ({ name, confidence }));
        expect(got).toEqual(
          expected.map(([index, score]) => ({
            name: names[index],
            confidence: expect.closeTo(score, 4) as unknown,
          })),
        );
      }
      const firsts = new Set(results.map(({ tags }) => tags?.[0]?.name));
      expect(firsts.size).toBeGreaterThan(paths.length / 4);
      await bare.release();
      await tagger.close();
    });

    it('finds what sets genres apart', async () => {
      const tagger = await OnnxTagger.load({ ...options, name: 'mobilenet' });
      const catalog = new FolderCatalog({ root });
      const spotiTags = new SpotiTags({ catalog, tagger, coversPerArtist: 20, concurrency: 2 });
      const genres = await catalog.genres();
      const examples: Example[] = [];
      const sources = genres.map((genre) => [genre, [{ folder: genre }]] as const);
      for await (const result of spotiTags.tagGenres(sources))
        if (result.status === 'tagged') examples.push({ genre: result.genre, profile: result.profile });
      await spotiTags.close();
      const tags = aggregateGenres(examples);
      const five = (genre: string) => tags.keyness(genre, 5).map(({ name }) => name.split(',')[0] ?? '');
      const both = (genre: string) => [
        five(genre),
        tags.relevant(genre, 5).map(({ name }) => name.split(',')[0] ?? ''),
      ];
      const expected = {
        jazz: ['sax', 'cornet', 'trombone'],
        country: ['acoustic guitar', 'banjo', 'cowboy hat', 'cowboy boot', 'jean'],
      };
      for (const [genre, words] of Object.entries(expected)) {
        for (const list of both(genre))
          expect(list.filter((name) => words.includes(name)).length, list.join()).toBeGreaterThanOrEqual(2);
      }
    });

    it('is one tagger with the palette', async () => {
      const mobilenet = await OnnxTagger.load({ ...options, name: 'mobilenet' });
      const tagger = combineTaggers(new PaletteTagger(), mobilenet);
      const [path = ''] = await someCovers();
      const [result] = await tagger.tag([{ path }]);
      const prefixes = new Set(result?.tags?.map(({ name }) => name.split(': ')[0]));
      expect([...prefixes].sort()).toEqual(['mobilenet', 'palette']);
      await tagger.close?.();
    });
  },
);

/** The highest outputs and where they stand, by way of none of our own code. */
async function top(session: InferenceSession, path: string, count: number): Promise<[number, number][]> {
  const pixels = await sharp(path)
    .resize(256, 256, { fit: 'cover', kernel: 'linear' })
    .extract({ left: 16, top: 16, width: 224, height: 224 })
    .toColorspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer();
  const input = Float32Array.from(pixels, (value) => value / 127.5 - 1);
  const { scores } = await session.run({ input: new Tensor('float32', input, [1, 224, 224, 3]) }, ['scores']);
  const data = scores?.data;
  if (!(data instanceof Float32Array)) throw new Error('the model answers floats');
  return Array.from(data, (score, index): [number, number] => [index, score])
    .sort(([, left], [, right]) => right - left)
    .slice(0, count);
}

/** A cover of each of two artists of each genre. */
async function someCovers(): Promise<string[]> {
  const genres = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const artists = await Promise.all(
    genres.map(async ({ name }) =>
      (await readdir(join(root, name)))
        .sort()
        .slice(0, 2)
        .map((artist) => join(root, name, artist)),
    ),
  );
  const covers = artists.flat().map(async (folder) => join(folder, (await readdir(folder)).sort()[0] ?? ''));
  return Promise.all(covers);
}
