/**
 * How many covers per second the palette tagger tags, compared with the time that sharp alone needs to decode
 * and shrink the same files. Run: npx tsx bench/palette.ts [folder of covers, by default ../shared/covers]
 */
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import pLimit from 'p-limit';
import sharp from 'sharp';
import { PaletteTagger } from '../src/tagger/palette/index.ts';

const REPEATS = 7;
/** Number of concurrent images for both, as in the tagger. */
const CONCURRENCY = 8;
const SIDE = 128;

const root = process.argv[2] ?? fileURLToPath(new URL('../../shared/covers', import.meta.url));
const paths = (await readdir(root, { recursive: true }))
  .filter((name) => /\.(jpe?g|png|webp)$/i.test(name))
  .map((name) => join(root, name));

async function tagAll(): Promise<void> {
  const tagger = new PaletteTagger();
  // Two batches wait at a time, as in the facade: the next one is ready when one is done.
  const limit = pLimit(2);
  const starts = Array.from(
    { length: Math.ceil(paths.length / tagger.maxBatchSize) },
    (_, batch) => batch * tagger.maxBatchSize,
  );
  await Promise.all(
    starts.map((start) =>
      limit(() => tagger.tag(paths.slice(start, start + tagger.maxBatchSize).map((path) => ({ path })))),
    ),
  );
}

async function shrinkAll(): Promise<void> {
  const limit = pLimit(CONCURRENCY);
  const shrink = async (path: string) =>
    sharp(await readFile(path))
      .resize(SIDE, SIDE, { fit: 'fill' })
      .raw()
      .toBuffer();
  await Promise.all(paths.map((path) => limit(() => shrink(path))));
}

async function coversPerSecond(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (1000 * paths.length) / (performance.now() - start);
}

const median = (values: readonly number[]) => values.toSorted((x, y) => x - y)[values.length >> 1] ?? NaN;

const tagged: number[] = [];
const shrunk: number[] = [];
await tagAll();
await shrinkAll();
for (let repeat = 0; repeat < REPEATS; repeat++) {
  tagged.push(await coversPerSecond(tagAll));
  shrunk.push(await coversPerSecond(shrinkAll));
}

const show = (name: string, rates: readonly number[]) => {
  const [low, high] = [Math.min(...rates), Math.max(...rates)].map(Math.round);
  console.log(`${name}: ${Math.round(median(rates))} covers/s (median of ${REPEATS}, ${low}–${high})`);
};
console.log(`${paths.length} covers, ${CONCURRENCY} at a time`);
show('palette tagger', tagged);
show('sharp alone   ', shrunk);
console.log(`ratio: ${(median(tagged) / median(shrunk)).toFixed(2)}`);
