/**
 * The local models compared with other JavaScript packages, on the first two sizes. The packages are not
 * dependencies of the project. Install them first: npm install --prefix bench/peers Run: npx tsx
 * bench/js-packages.ts
 *
 * Each package gets the input of its interface: a list of tags per artist (each tag repeated by its rounded
 * weight) if it counts words, a dense matrix if it takes numbers. Each runs in a separate process, which is
 * stopped after 60 seconds.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { logisticRegression } from '../src/classifier/models/logistic-regression.ts';
import { naiveBayes } from '../src/classifier/models/naive-bayes.ts';
import { nearestCentroid } from '../src/classifier/models/nearest-centroid.ts';
import type { LocalTrainer } from '../src/classifier/models/local-classifier.ts';
import type { Example } from '../src/model.ts';
import { generate, sizes } from './generate.ts';

const timeLimitMs = 60_000;
const askedArtists = 1000;
const peers = fileURLToPath(new URL('peers/', import.meta.url));
const requirePeer = createRequire(new URL('peers/package.json', import.meta.url));

interface Run {
  readonly train: () => Promise<void> | void;
  readonly predict: (example: Example) => Promise<string> | string;
}

/** A contestant's name, and how it is trained. */
const contestants: Record<string, (train: readonly Example[]) => Run> = {
  'spotitags naiveBayes()': (train) => own(naiveBayes(), train),
  'spotitags nearestCentroid()': (train) => own(nearestCentroid(), train),
  'spotitags logisticRegression()': (train) => own(logisticRegression(), train),
  natural: (train) => {
    const { BayesClassifier } = v.parse(v.object({ BayesClassifier: constructor }), requirePeer('natural'));
    const classifier = parseMethods(new BayesClassifier(), ['addDocument', 'train', 'classify']);
    return {
      train: () => {
        for (const example of train) classifier.addDocument(words(example), example.genre);
        classifier.train();
      },
      predict: (example) => String(classifier.classify(words(example))),
    };
  },
  bayes: (train) => {
    const make = v.parse(callable, requirePeer('bayes'));
    const classifier = parseMethods(make({ tokenizer: (text: string) => text.split('\n') }), [
      'learn',
      'categorize',
    ]);
    return {
      train: async () => {
        for (const example of train) await classifier.learn(words(example).join('\n'), example.genre);
      },
      predict: async (example) => String(await classifier.categorize(words(example).join('\n'))),
    };
  },
  'wink-naive-bayes-text-classifier': (train) => {
    const make = v.parse(callable, requirePeer('wink-naive-bayes-text-classifier'));
    const classifier = parseMethods(make(), ['definePrepTasks', 'learn', 'consolidate', 'predict']);
    classifier.definePrepTasks([(text: string) => text.split('\n')]);
    return {
      train: () => {
        for (const example of train) classifier.learn(words(example).join('\n'), example.genre);
        classifier.consolidate();
      },
      predict: (example) => String(classifier.predict(words(example).join('\n'))),
    };
  },
  'ml-naivebayes (MultinomialNB)': (train) => {
    const { MultinomialNB } = v.parse(v.object({ MultinomialNB: constructor }), requirePeer('ml-naivebayes'));
    const classifier = parseMethods(new MultinomialNB(), ['train', 'predict']);
    const { dense, genres, labels } = densely(train);
    return {
      train: () => {
        classifier.train(train.map(dense), labels);
      },
      predict: (example) =>
        genres[Number(v.parse(v.array(v.number()), classifier.predict([dense(example)]))[0])] ?? '',
    };
  },
  'ml-logistic-regression (500 steps)': (train) => {
    const LogisticRegression = v.parse(constructor, requirePeer('ml-logistic-regression'));
    const Matrix = v.parse(v.object({ Matrix: constructor }), requirePeer('ml-matrix')).Matrix;
    const classifier = parseMethods(new LogisticRegression({ numSteps: 500, learningRate: 5e-3 }), [
      'train',
      'predict',
    ]);
    const { dense, genres, labels } = densely(train);
    return {
      train: () => {
        classifier.train(new Matrix(train.map(dense)), new Matrix(labels.map((label) => [label])));
      },
      predict: (example) =>
        genres[Number(v.parse(v.array(v.number()), classifier.predict(new Matrix([dense(example)])))[0])] ??
        '',
    };
  },
};

const callable = v.custom<(...args: unknown[]) => unknown>((value) => typeof value === 'function');
const constructor = v.custom<new (...args: unknown[]) => object>((value) => typeof value === 'function');

function parseMethods<const Name extends string>(
  value: unknown,
  names: readonly Name[],
): Record<Name, (...args: unknown[]) => unknown> {
  const parsed = v.parse(
    v.custom<Record<Name, (...args: unknown[]) => unknown>>(
      (given) =>
        typeof given === 'object' &&
        given !== null &&
        names.every((name) => typeof Reflect.get(given, name) === 'function'),
    ),
    value,
  );
  return parsed;
}

function own(trainer: LocalTrainer, train: readonly Example[]): Run {
  let predict: Run['predict'] = () => '';
  return {
    train: async () => {
      const classifier = await trainer.train(train);
      predict = async ({ profile }) => (await classifier.classify([profile]))[0]?.genre ?? '';
    },
    predict: (example) => predict(example),
  };
}

function words({ profile }: Example): string[] {
  return profile.tags.flatMap(({ name, weight }) =>
    new Array<string>(Math.max(1, Math.round(weight))).fill(name.replace(' ', '_')),
  );
}

function densely(train: readonly Example[]) {
  const columnOf = new Map<string, number>();
  for (const { profile } of train) {
    for (const { name } of profile.tags) if (!columnOf.has(name)) columnOf.set(name, columnOf.size);
  }
  const genres = [...new Set(train.map(({ genre }) => genre))];
  const dense = ({ profile }: Example) => {
    const row = new Array<number>(columnOf.size).fill(0);
    for (const { name, weight } of profile.tags) {
      const column = columnOf.get(name);
      if (column !== undefined) row[column] = weight;
    }
    return row;
  };
  return { dense, genres, labels: train.map(({ genre }) => genres.indexOf(genre)) };
}

/** Runs one contestant on one size, in this process, and prints a line. */
async function compete(name: string, sizeName: 'small' | 'medium'): Promise<void> {
  const size = sizes[sizeName];
  const all = [...generate({ ...size, artists: size.artists + askedArtists })];
  const [train, test] = [all.slice(0, size.artists), all.slice(size.artists)];
  const start = performance.now();
  const run = contestants[name]?.(train);
  await run?.train();
  const trained = performance.now();
  let right = 0;
  for (const example of test) if ((await run?.predict(example)) === example.genre) right += 1;
  const done = performance.now();
  console.log(
    `${name.padEnd(36)} accuracy ${((right / test.length) * 100).toFixed(1).padStart(5)} %  ` +
      `training ${((trained - start) / 1000).toFixed(3).padStart(7)} s  ` +
      `${Math.round((test.length / (done - trained)) * 1000).toLocaleString('en')} predictions/s`,
  );
}

const [contestant, sizeName] = process.argv.slice(2);
if (contestant !== undefined && (sizeName === 'small' || sizeName === 'medium')) {
  await compete(contestant, sizeName);
} else {
  const isInstalled = existsSync(`${peers}node_modules`);
  if (!isInstalled)
    console.log(
      'The packages are missing: npm install --prefix bench/peers. Only the figures of this library follow.',
    );
  for (const size of ['small', 'medium'] as const) {
    console.log(`\n${sizes[size].artists} artists x ${sizes[size].genres} genres`);
    for (const name of Object.keys(contestants)) {
      if (!isInstalled && !name.startsWith('spotitags')) continue;
      const { error, status } = spawnSync(
        process.execPath,
        [...process.execArgv, fileURLToPath(import.meta.url), name, size],
        {
          stdio: ['ignore', 'inherit', 'ignore'],
          timeout: timeLimitMs,
          // One of the packages loads dotenv, which would print advertisements.
          env: { ...process.env, DOTENV_CONFIG_QUIET: 'true' },
        },
      );
      if (error) console.log(`${name.padEnd(36)} not done after ${timeLimitMs / 1000} s`);
      else if (status !== 0) console.log(`${name.padEnd(36)} failed`);
    }
  }
}
