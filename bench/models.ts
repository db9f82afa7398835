/**
 * The local models compared with scikit-learn, on the same matrices, in one run, with one thread each. Run:
 * npx tsx bench/models.ts [small|medium|large ...], by default all three. scikit-learn runs in python3, or in
 * the interpreter of the variable PYTHON. On Debian: apt-get install python3-sklearn.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { lossesOf, softmax } from '../src/classifier/fitting/calibration.ts';
import type { LocalTrainer } from '../src/classifier/models/local-classifier.ts';
import { fitLogistic, logisticRegression } from '../src/classifier/models/logistic-regression.ts';
import { fitComplement, fitMultinomial, naiveBayes } from '../src/classifier/models/naive-bayes.ts';
import { nearestCentroid } from '../src/classifier/models/nearest-centroid.ts';
import { RowsBuilder, sortEntries } from '../src/classifier/features/rows.ts';
import type { LabeledRows } from '../src/classifier/fitting/samples.ts';
import { type LinearFit, scoreEntries, scoreRows } from '../src/classifier/fitting/scores.ts';
import { fitTransform, transformRows } from '../src/classifier/features/transform.ts';
import { evaluate } from '../src/evaluation/evaluate.ts';
import type { Example } from '../src/model.ts';
import { compareCodePoints } from '../src/util/order.ts';
import { generate, sizes } from './generate.ts';

const result = v.object({
  seconds: v.number(),
  accuracy: v.number(),
  trainLogLoss: v.nullable(v.number()),
  testLogLoss: v.nullable(v.number()),
});
type Result = v.InferOutput<typeof result>;
const peerOutput = v.object({
  version: v.string(),
  complement: result,
  multinomial: result,
  logistic: result,
  svc: result,
});
type Peer = v.InferOutput<typeof peerOutput>;

const python = findPython();
if (python === undefined) {
  console.log(
    'scikit-learn is missing: apt-get install python3-sklearn, or set PYTHON. Only the figures of this library follow.',
  );
}
const names = process.argv.slice(2);
for (const [name, size] of Object.entries(sizes)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const world = { ...size, artists: size.artists + Math.max(1000, size.artists / 5) };
  const all = [...generate(world)];
  // Sorted by genre, as models read them.
  const train = all.slice(0, size.artists).sort((a, b) => compareCodePoints(a.genre, b.genre));
  const test = all.slice(size.artists);
  const { fitted, asked } = matrices(train, test);
  console.log(
    `\n${name}: ${train.length} artists x ${size.genres} genres, ${fitted.columns} tags, ` +
      `${(fitted.rows.values.length / train.length).toFixed(0)} per artist; tested on ${test.length} more`,
  );
  const peer = python === undefined ? undefined : runPeer(python, fitted, asked);
  if (peer) console.log(`scikit-learn ${peer.version}`);
  compareFits(fitted, asked, peer);
  await comparePipelines(train, test, peer);
}

/** The same matrix for both: log1p, idf, unit length. */
function matrices(train: readonly Example[], test: readonly Example[]) {
  const columnOf = new Map<string, number>();
  const genreOf = new Map<string, number>();
  const read = (examples: readonly Example[], isTraining: boolean) => {
    const builder = new RowsBuilder();
    for (const { genre, profile } of examples) {
      genreOf.set(genre, genreOf.get(genre) ?? genreOf.size);
      for (const { name, weight } of profile.tags) {
        if (isTraining && !columnOf.has(name)) columnOf.set(name, columnOf.size);
        const column = columnOf.get(name);
        if (column !== undefined) builder.push(column, weight);
      }
      builder.endRow();
    }
    const rows = builder.rows();
    sortEntries(rows);
    return { rows, labels: Int32Array.from(examples, ({ genre }) => genreOf.get(genre) ?? 0) };
  };
  const [fitted, asked] = [read(train, true), read(test, false)];
  const shape = { genres: genreOf.size, columns: columnOf.size };
  const blocks = new Uint8Array(shape.columns);
  const transform = fitTransform(fitted.rows, blocks, [{ scale: 'log1p', idf: true, l2: true }]);
  const data = ({ rows, labels }: typeof fitted): LabeledRows => ({
    ...shape,
    rows: transformRows(transform, rows),
    labels,
  });
  return { fitted: data(fitted), asked: data(asked) };
}

function compareFits(fitted: LabeledRows, asked: LabeledRows, peer: Peer | undefined): void {
  const rows: [name: string, repeats: number, fit: () => LinearFit, theirs: Result | undefined][] = [
    ['complement naive Bayes', 20, () => fitComplement(fitted, { alpha: 0.1 }), peer?.complement],
    ['multinomial naive Bayes', 20, () => fitMultinomial(fitted, { alpha: 0.1 }), peer?.multinomial],
    [
      'logistic regression, c = 1',
      2,
      () => fitLogistic(fitted, { c: 1, tolerance: 1e-4, maxIterations: 1000 }).fit,
      peer?.logistic,
    ],
  ];
  for (const [name, repeats, fit, theirs] of rows) {
    let seconds = Infinity;
    let model = fit();
    for (let turn = 0; turn < repeats; turn++) {
      const start = performance.now();
      model = fit();
      seconds = Math.min(seconds, (performance.now() - start) / 1000);
    }
    const ours: Result = {
      seconds,
      trainLogLoss: judge(fitted, model).logLoss,
      testLogLoss: judge(asked, model).logLoss,
      accuracy: judge(asked, model).accuracy,
    };
    console.log(`fit of ${name}`);
    console.log(`  ours         ${describe(ours)}`);
    if (theirs) {
      console.log(`  scikit-learn ${describe(theirs)}`);
      console.log(`  time ratio   ${(ours.seconds / theirs.seconds).toFixed(2)}`);
    }
  }
}

async function comparePipelines(train: Example[], test: Example[], peer: Peer | undefined): Promise<void> {
  if (peer)
    console.log(
      `LinearSVC's fit alone: ${peer.svc.seconds.toFixed(2)} s, accuracy ${percent(peer.svc.accuracy)}`,
    );
  const trainers: [string, LocalTrainer][] = [
    ['naiveBayes()', naiveBayes()],
    ['nearestCentroid()', nearestCentroid()],
    ['logisticRegression()', logisticRegression()],
  ];
  for (const [name, trainer] of trainers) {
    const start = performance.now();
    const classifier = await trainer.train(train);
    const trained = performance.now();
    const { accuracy, logLoss } = await evaluate(classifier, test);
    // The same thousand profiles each time, because in practice profiles are predicted right after they are read.
    const profiles = test.slice(0, 1000).map(({ profile }) => profile);
    const perSecond = await predictionsPerSecond(() => classifier.classify(profiles), profiles.length);
    console.log(
      `${name}, profiles to calibrated model: ${((trained - start) / 1000).toFixed(2)} s, ` +
        `accuracy ${percent(accuracy)}, log loss ${logLoss.toFixed(3)}; ` +
        `predicts ${Math.round(perSecond).toLocaleString('en')} artists/s`,
    );
  }
  const profiles = test.slice(0, 1000).map(({ profile }) => profile);
  const predict = barePredictor(train);
  const perSecond = await predictionsPerSecond(() => profiles.map(predict), profiles.length);
  console.log(`a bare loop predicts ${Math.round(perSecond).toLocaleString('en')} artists/s`);
}

/** The best of some turns, by CPU time: a machine is seldom quiet. */
async function predictionsPerSecond(predict: () => unknown, artists: number): Promise<number> {
  const rounds = 10;
  let seconds = Infinity;
  for (let turn = 0; turn < 12; turn++) {
    const before = process.cpuUsage();
    for (let round = 0; round < rounds; round++) await predict();
    const { user, system } = process.cpuUsage(before);
    seconds = Math.min(seconds, (user + system) / 1e6);
  }
  return (rounds * artists) / seconds;
}

/**
 * The least that a prediction takes, without a check of anything: a look-up of each tag, log1p, unit length, its weights,
 * softmax, and the genres ranked. The weights are arbitrary.
 */
function barePredictor(train: readonly Example[]): (profile: Example['profile']) => unknown {
  const genres = [...new Set(train.map(({ genre }) => genre))].sort(compareCodePoints);
  const columnOf = new Map<string, number>();
  for (const { profile } of train) {
    for (const { name } of profile.tags) if (!columnOf.has(name)) columnOf.set(name, columnOf.size);
  }
  const bias = new Float64Array(genres.length);
  const fit = { weights: Float64Array.from({ length: columnOf.size * genres.length }, Math.sin), bias };
  const columns = new Uint32Array(columnOf.size);
  const values = new Float64Array(columnOf.size);
  const scores = new Float64Array(genres.length);
  return ({ tags }) => {
    let end = 0;
    let square = 0;
    for (const { name, weight } of tags) {
      const column = columnOf.get(name);
      if (column === undefined) continue;
      const value = Math.log1p(weight);
      columns[end] = column;
      values[end] = value;
      square += value * value;
      end += 1;
    }
    const length = Math.sqrt(square);
    for (let at = 0; at < end; at++) values[at] = (values[at] ?? 0) / length;
    scoreEntries(fit, columns, values, 0, end, scores, 0);
    const chances = softmax(scores, 1);
    return genres
      .map((genre, at) => ({ genre, probability: chances[at] ?? 0 }))
      .sort((a, b) => b.probability - a.probability);
  };
}

function judge({ rows, labels, genres }: LabeledRows, fit: LinearFit): { accuracy: number; logLoss: number } {
  const scores = scoreRows(rows, fit);
  const prior = new Array<number>(genres).fill(1 / genres);
  const losses = lossesOf({ scores, labels }, { temperature: 1, floor: 0, prior });
  let right = 0;
  for (const [row, label] of labels.entries()) {
    const own = scores.subarray(row * genres, (row + 1) * genres);
    if (own.every((score) => score <= (own[label] ?? 0))) right += 1;
  }
  return {
    accuracy: right / labels.length,
    logLoss: losses.reduce((sum, loss) => sum + loss, 0) / labels.length,
  };
}

function runPeer(command: string, fitted: LabeledRows, asked: LabeledRows): Peer {
  const folder = mkdtempSync(join(tmpdir(), 'spotitags-bench-'));
  try {
    write(folder, 'train', fitted);
    write(folder, 'test', asked);
    writeFileSync(join(folder, 'shape.json'), JSON.stringify({ columns: fitted.columns }));
    const script = fileURLToPath(new URL('sklearn.py', import.meta.url));
    return v.parse(peerOutput, JSON.parse(execFileSync(command, [script, folder], { encoding: 'utf8' })));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function write(folder: string, part: string, { rows, labels }: LabeledRows): void {
  const { columns, values } = rows;
  const starts = Int32Array.of(0, ...rows.ends);
  for (const [name, array] of Object.entries({ starts, columns, values, labels })) {
    writeFileSync(join(folder, `${part}.${name}`), array);
  }
}

function findPython(): string | undefined {
  return [process.env['PYTHON'], 'python3', '/usr/bin/python3'].find((command) => {
    if (command === undefined) return false;
    try {
      execFileSync(command, ['-c', 'import sklearn'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

function describe({ seconds, accuracy, trainLogLoss, testLogLoss }: Result): string {
  const losses = [trainLogLoss, testLogLoss].map((loss) => loss?.toFixed(4) ?? '-');
  return `${seconds.toFixed(4)} s, log loss in training ${losses[0] ?? ''}, in test ${losses[1] ?? ''}, accuracy ${percent(accuracy)}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
