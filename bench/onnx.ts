/**
 * MobileNet v2 through `OnnxTagger`: covers per second compared with simple loops over onnxruntime-node.
 * Run: npm run bench:onnx [folder of covers, by default ../shared/covers]
 *
 * onnxruntime-node is that of test/peers. The model and its labels are those of ../shared/models.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import pLimit from 'p-limit';
import sharp from 'sharp';
import type { Tagger } from 'spotitags';
import { OnnxTagger } from 'spotitags/onnx';

const REPEATS = 5;
const shared = (path: string) => fileURLToPath(new URL(`../../shared/${path}`, import.meta.url));
const [root = shared('covers')] = process.argv.slice(2);
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

await speed();
