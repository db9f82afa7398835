/**
 * How many covers per second the palette tagger tags, and how much CPU time it takes for a cover, compared with sharp alone
 * that decodes and shrinks the same files. The two run in turn, and the ratios are those of the pairs: a busy machine
 * slows both. Run: npm run build && npx tsx bench/palette.ts [folder of covers, by default ../shared/covers]
 */
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import pLimit from 'p-limit';
import sharp from 'sharp';
// The built package, since bundling changes how fast the loops run.
import { PaletteTagger } from 'spotitags/palette';

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

interface Run {
  readonly coversPerSecond: number;
  readonly cpuMs: number;
}

async function timed(work: () => Promise<void>): Promise<Run> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { coversPerSecond: paths.length / seconds, cpuMs: (user + system) / 1000 / paths.length };
}

const median = (values: readonly number[]) => values.toSorted((x, y) => x - y)[values.length >> 1] ?? NaN;

const pairs: { readonly tagger: Run; readonly sharp: Run }[] = [];
await tagAll();
await shrinkAll();
for (let repeat = 0; repeat < REPEATS; repeat++) {
  pairs.push({ tagger: await timed(tagAll), sharp: await timed(shrinkAll) });
}

const show = (name: string, runs: readonly Run[]) => {
  const rates = runs.map(({ coversPerSecond }) => coversPerSecond);
  const [low, high] = [Math.min(...rates), Math.max(...rates)].map(Math.round);
  const cpu = median(runs.map(({ cpuMs }) => cpuMs)).toFixed(1);
  console.log(
    `${name}: ${Math.round(median(rates))} covers/s (${low}–${high}), ${cpu} ms of CPU time per cover`,
  );
};
const ratio = (of: (pair: (typeof pairs)[number]) => number) => median(pairs.map(of)).toFixed(2);
console.log(`${paths.length} covers, ${CONCURRENCY} at a time, medians of ${REPEATS}`);
show(
  'palette tagger',
  pairs.map(({ tagger }) => tagger),
);
show(
  'sharp alone   ',
  pairs.map((pair) => pair.sharp),
);
console.log(
  `ratio by wall time: ${ratio((pair) => pair.tagger.coversPerSecond / pair.sharp.coversPerSecond)}`,
);
console.log(`ratio by CPU time: ${ratio((pair) => pair.sharp.cpuMs / pair.tagger.cpuMs)}`);
