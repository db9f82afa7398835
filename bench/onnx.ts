/**
 * MobileNet v2 through `OnnxTagger`: covers per second compared with simple loops over onnxruntime-node, and
 * how often the genre of an artist is predicted correctly from its tags, or is that of the most similar artist. Run:
 * npm run bench:onnx [--accuracy] [folder of covers, by default ../shared/covers]
 *
 * onnxruntime-node is that of test/peers. The model and its labels are those of ../shared/models.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import pLimit from 'p-limit';
import sharp from 'sharp';
import {
  allTags,
  combineTaggers,
  type Example,
  FolderCatalog,
  logisticRegression,
  memoryStore,
  nearestCentroid,
  type ProfileAlbum,
  SpotiTags,
  type Tagger,
  titleWords,
  withStore,
} from 'spotitags';
import { OnnxTagger } from 'spotitags/onnx';
import { PaletteTagger } from 'spotitags/palette';
import { baseline, figures, judge, line, nearestByChance, nearestOfGenre, samples } from './judge.ts';

const REPEATS = 5;
const shared = (path: string) => fileURLToPath(new URL(`../../shared/${path}`, import.meta.url));
const [root = shared('covers')] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const [model, labels] = [shared('models/mobilenet_v2.onnx'), shared('models/imagenet_labels.txt')];
const half = [0.5, 0.5, 0.5] as const;
const options = { name: 'mobilenet', model, labels, mean: half, std: half, activation: 'none' } as const;

const paths = (await readdir(root, { recursive: true }))
  .filter((name) => /\.jpe?g$/i.test(name))
  .map((name) => join(root, name))
  .slice(0, 320);

const median = (values: readonly number[]) => values.toSorted((x, y) => x - y)[values.length >> 1] ?? NaN;

/** The same pixels for all: the same work of sharp as in `OnnxTagger`. */
async function decode(path: string): Promise<Uint8Array> {
  return sharp(await readFile(path))
    .resize(256, 256, { fit: 'cover', kernel: 'linear' })
    .extract({ left: 16, top: 16, width: 224, height: 224 })
    .toColorspace('srgb')
    .raw()
    .toBuffer();
}

/** @param ahead - number of images that are decoded while the model runs. */
async function bareLoop(session: InferenceSession, ahead: number): Promise<void> {
  const decoded: Promise<Uint8Array>[] = [];
  for (let next = 0; next < paths.length + ahead; next++) {
    const path = paths[next];
    if (path !== undefined) decoded.push(decode(path));
    if (next < ahead) continue;
    const pixels = await decoded.shift();
    if (!pixels) break;
    const input = new Float32Array(pixels.length);
    for (let at = 0; at < pixels.length; at++) input[at] = (pixels[at] ?? 0) / 127.5 - 1;
    await session.run({ input: new Tensor('float32', input, [1, 224, 224, 3]) }, ['scores']);
  }
}

async function tagAll(tagger: Tagger): Promise<void> {
  const limit = pLimit(2);
  const starts = paths.flatMap((_, at) => (at % tagger.maxBatchSize === 0 ? at : []));
  const batches = starts.map((at) => paths.slice(at, at + tagger.maxBatchSize).map((path) => ({ path })));
  await Promise.all(batches.map((batch) => limit(() => tagger.tag(batch))));
}

async function speed(): Promise<void> {
  const session = (allow: '0' | '1') =>
    InferenceSession.create(model, {
      intraOpNumThreads: 0,
      logSeverityLevel: 4,
      extra: { session: { intra_op: { allow_spinning: allow } } },
    });
  const [plain, calm] = [await session('1'), await session('0')];
  const [tagger, fours] = await Promise.all(
    [1, 4].map((batchSize) => OnnxTagger.load({ ...options, batchSize })),
  );
  if (!tagger || !fours) throw new Error('two taggers were loaded');
  const works = {
    OnnxTagger: () => tagAll(tagger),
    'OnnxTagger, batchSize 4': () => tagAll(fours),
    'bare loop, one after the other': () => bareLoop(plain, 0),
    'bare loop, 8 decoded ahead': () => bareLoop(plain, 8),
    'the same, threads that do not spin': () => bareLoop(calm, 8),
  };
  const rates = new Map(Object.keys(works).map((name) => [name, [] as number[]]));
  for (let repeat = 0; repeat <= REPEATS; repeat++) {
    for (const [name, work] of Object.entries(works)) {
      const start = performance.now();
      await work();
      // The first round warms up.
      if (repeat > 0) rates.get(name)?.push((1000 * paths.length) / (performance.now() - start));
    }
  }
  console.log(`${paths.length} covers, median of ${REPEATS} rounds`);
  const own = median(rates.get('OnnxTagger') ?? []);
  for (const [name, values] of rates) {
    const [low, high] = [Math.min(...values), Math.max(...values)].map(Math.round);
    const line = `${Math.round(median(values))} covers/s (${low} to ${high})`;
    console.log(
      `${name.padEnd(36)} ${line.padEnd(30)} OnnxTagger / this: ${(own / median(values)).toFixed(2)}`,
    );
  }
  console.log(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
  await Promise.all([plain.release(), calm.release(), tagger.close(), fours.close()]);
}

async function profiles(tagger: Tagger): Promise<Example[]> {
  const catalog = new FolderCatalog({ root });
  const spotiTags = new SpotiTags({ catalog, tagger, coversPerArtist: 20 });
  const genres = (await catalog.genres()).map((genre): [string, { folder: string }[]] => [
    genre,
    [{ folder: genre }],
  ]);
  const examples: Example[] = [];
  for await (const result of spotiTags.tagGenres(genres)) {
    if (result.status === 'failed') throw result.error;
    examples.push({ genre: result.genre, profile: result.profile });
  }
  return examples;
}

/** Without embeddings, similar artists are those of similar tags. */
function withoutEmbeddings(examples: readonly Example[]): Example[] {
  return examples.map(({ genre, profile }) => {
    const albums = profile.albums.map((album): ProfileAlbum => {
      if (album.cover.status !== 'tagged') return album;
      const { status, tags, source } = album.cover;
      return { ...album, cover: { status, tags, ...(source && { source }) } };
    });
    return { genre, profile: { ...profile, albums } };
  });
}

type Samples = ReturnType<typeof samples>;

/** How often the most similar artist has the same genre. */
function neighbors(sets: Readonly<Record<string, Samples>>): void {
  const [first = []] = Object.values(sets);
  for (const [at, [heading, artists]] of first.entries()) {
    console.log(`\n${heading.replace(/, mean[^,]*/u, '')}: nearest neighbor of the same genre`);
    for (const [name, samplesOf] of Object.entries(sets)) {
      line([name, '', nearestOfGenre(samplesOf[at]?.[1] ?? []).toFixed(3)]);
    }
    line(['by chance', '', nearestByChance(artists).toFixed(3)]);
  }
}

async function accuracy(): Promise<void> {
  const store = memoryStore();
  const palette = withStore(new PaletteTagger(), store);
  const mobilenet = withStore(await OnnxTagger.load({ ...options, embedding: true }), store);
  const sets = {
    palette: samples(await profiles(palette)),
    mobilenet: samples(await profiles(mobilenet)),
    both: samples(await profiles(combineTaggers(palette, mobilenet))),
  };
  neighbors({
    'palette’s tags': sets.palette,
    'MobileNet’s tags': sets.mobilenet.map(([heading, examples]) => [heading, withoutEmbeddings(examples)]),
    'its embeddings': sets.mobilenet,
  });
  const [tags, titles] = [[allTags()], [titleWords()]];
  const rows = [
    ['palette', sets.palette, tags],
    ['MobileNet', sets.mobilenet, tags],
    ['both', sets.both, tags],
    ['titles', sets.both, titles],
    ['palette + titles', sets.palette, [...tags, ...titles]],
    ['MobileNet + titles', sets.mobilenet, [...tags, ...titles]],
    ['both + titles', sets.both, [...tags, ...titles]],
  ] as const;
  for (const [at, [heading, artists]] of sets.both.entries()) {
    console.log(`\n${heading}`);
    line(['', 'model', ...figures]);
    for (const [name, samplesOf, features] of rows) {
      for (const [model, trainer] of Object.entries({ nearestCentroid, logisticRegression })) {
        const examples = samplesOf[at]?.[1] ?? [];
        line([name, model, ...(await judge(trainer({ features }), examples))]);
      }
    }
    line(baseline(artists));
  }
  await Promise.all([palette.close?.(), mobilenet.close?.()]);
}

if (!process.argv.includes('--accuracy')) await speed();
await accuracy();
