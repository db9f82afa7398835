/**
 * Peak resident memory of training on 50,000 artists, streamed from a JSON-lines dataset. Run: npx tsx
 * bench/memory.ts [artists, by default 50000]
 *
 * The dataset is first written to a temporary folder. Each model is then trained in a new process. The
 * figures include Node.js itself and tsx.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { logisticRegression } from '../src/classifier/models/logistic-regression.ts';
import { naiveBayes } from '../src/classifier/models/naive-bayes.ts';
import { nearestCentroid } from '../src/classifier/models/nearest-centroid.ts';
import { readDataset, writeDataset } from '../src/dataset/dataset.ts';
import { generate, sizes } from './generate.ts';

const trainers = {
  'nothing, reading alone': undefined,
  'naiveBayes()': naiveBayes(),
  'nearestCentroid()': nearestCentroid(),
  'logisticRegression()': logisticRegression(),
};

const [argument, path] = process.argv.slice(2);
const chosen = Object.entries(trainers).find(([name]) => name === argument);
if (chosen && path !== undefined) await trainHere(...chosen, path);
else
  trainAll(
    Number(argument ?? sizes.large.artists),
    await makeDataset(Number(argument ?? sizes.large.artists)),
  );

async function trainHere(name: string, trainer: (typeof trainers)['naiveBayes()'] | undefined, file: string) {
  const start = performance.now();
  const examples = readDataset(file);
  if (trainer) await trainer.train(examples);
  else await consume(examples);
  const seconds = (performance.now() - start) / 1000;
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(
    `${name.padEnd(24)} peak ${peak.toFixed(0).padStart(4)} MB  ${seconds.toFixed(1).padStart(5)} s`,
  );
}

async function consume(examples: AsyncIterator<unknown>): Promise<void> {
  while ((await examples.next()).done !== true);
}

async function makeDataset(artists: number): Promise<string> {
  const file = join(mkdtempSync(join(tmpdir(), 'spotitags-bench-')), 'dataset.jsonl');
  await writeDataset(file, 'bench@1', generate({ ...sizes.large, artists }));
  return file;
}

function trainAll(artists: number, file: string): void {
  try {
    console.log(`${artists} artists, ${(statSync(file).size / 2 ** 20).toFixed(0)} MB of JSON lines`);
    const script = fileURLToPath(import.meta.url);
    for (const name of Object.keys(trainers)) {
      spawnSync(process.execPath, [...process.execArgv, script, name, file], { stdio: 'inherit' });
    }
  } finally {
    rmSync(join(file, '..'), { recursive: true });
  }
}
