/**
 * Two ways to learn from artists with several genres, by held-out log loss: one weighted row per genre (what trainers do), and
 * one model per genre against the rest. `npm run bench:several-genres`
 */
import { fileURLToPath } from 'node:url';
import {
  type ArtistProfile,
  type Example,
  type GenreExample,
  type LocalTrainer,
  assignFolds,
  logisticRegression,
  naiveBayes,
  readDataset,
} from '../src/index.ts';
import { seededRandom, shuffle } from '../src/util/random.ts';
import { genresOf } from '../src/tags/genres.ts';
import { generate } from './generate.ts';

/** Every other artist is joined with one of another genre: covers of two genres that are known. */
function withSeveral(examples: readonly Example[], seed: number): GenreExample[] {
  const random = seededRandom(seed);
  const queue = shuffle(examples, random);
  const joined: GenreExample[] = [];
  while (queue.length > 0) {
    const [one] = queue.splice(0, 1);
    if (!one) break;
    const at = random() < 0.5 ? queue.findIndex(({ genre }) => genre !== one.genre) : -1;
    const [other] = at < 0 ? [] : queue.splice(at, 1);
    joined.push(
      other ? { genres: [one.genre, other.genre], profile: join(one.profile, other.profile) } : one,
    );
  }
  return joined;
}

/** Half of the albums of each; of artists without albums, half of the weight of their tags. */
function join(a: ArtistProfile, b: ArtistProfile): ArtistProfile {
  const half = <Item>(items: readonly Item[]) => items.filter((_, at) => at % 2 === 0);
  const tags = new Map<string, { weight: number; covers: number }>();
  for (const { name, weight, covers } of [...a.tags, ...b.tags]) {
    const sum = tags.get(name) ?? { weight: 0, covers: 0 };
    tags.set(name, { weight: sum.weight + weight / 2, covers: sum.covers + Math.ceil(covers / 2) });
  }
  return {
    ...a,
    artist: { ...a.artist, id: `${a.artist.id}+${b.artist.id}`, name: `${a.artist.name} + ${b.artist.name}` },
    albums: [...half(a.albums), ...half(b.albums)],
    tags: Array.from(tags, ([name, sum]) => ({ name, ...sum })),
  };
}

interface Held {
  readonly truth: readonly string[];
  /** Chance of each genre, apart from the others. */
  readonly chances: ReadonlyMap<string, number>;
}

/** A chance from a share: that of m genres, drawn from the shares, one is this one. */
const chanceOf = (share: number, m: number) => 1 - (1 - share) ** m;

async function weightedRows(
  trainer: LocalTrainer,
  training: readonly GenreExample[],
  test: readonly GenreExample[],
) {
  const model = await trainer.train(training);
  const m = training.reduce((sum, example) => sum + genresOf(example).length, 0) / training.length;
  const predictions = await model.classify(test.map(({ profile }) => profile));
  return predictions.map(({ scores }) => ({
    shares: new Map(scores.map(({ genre, probability }) => [genre, probability])),
    chances: new Map(scores.map(({ genre, probability }) => [genre, chanceOf(probability, m)])),
  }));
}

async function againstRest(
  trainer: LocalTrainer,
  training: readonly GenreExample[],
  test: readonly GenreExample[],
) {
  const genres = [...new Set(training.flatMap(genresOf))];
  const chances = test.map(() => new Map<string, number>());
  for (const genre of genres) {
    const model = await trainer.train(
      training.map((example) => ({
        genre: genresOf(example).includes(genre) ? 'yes' : 'no',
        profile: example.profile,
      })),
    );
    for (const [at, { scores }] of (await model.classify(test.map(({ profile }) => profile))).entries())
      chances[at]?.set(genre, scores.find((score) => score.genre === 'yes')?.probability ?? 0);
  }
  return chances.map((of) => {
    const sum = [...of.values()].reduce((a, b) => a + b, 0);
    return { chances: of, shares: new Map(Array.from(of, ([genre, chance]) => [genre, chance / sum])) };
  });
}

const ways = { 'weighted rows': weightedRows, 'one against rest': againstRest };

function report(held: readonly (Held & { readonly shares: ReadonlyMap<string, number> })[]): string[] {
  const mean = (of: (one: (typeof held)[number]) => number) =>
    held.reduce((sum, one) => sum + of(one), 0) / held.length;
  const log = (p: number | undefined) => -Math.log(Math.max(p ?? 0, 2 ** -52));
  const logLoss = mean(
    ({ truth, shares }) => truth.reduce((sum, genre) => sum + log(shares.get(genre)), 0) / truth.length,
  );
  const binary = mean(({ truth, chances }) =>
    Array.from(chances, ([genre, p]) => log(truth.includes(genre) ? p : 1 - p)).reduce((a, b) => a + b, 0),
  );
  const first = mean(({ truth, shares }) => {
    const [best = ''] = [...shares].sort(([, a], [, b]) => b - a).map(([genre]) => genre);
    return truth.includes(best) ? 1 : 0;
  });
  const ranking = mean(({ truth, shares }) => {
    const others = [...shares].filter(([genre]) => !truth.includes(genre));
    const wrong = truth.flatMap((genre) => others.filter(([, p]) => p >= (shares.get(genre) ?? 0)));
    return wrong.length / (truth.length * others.length);
  });
  return [logLoss.toFixed(3), binary.toFixed(3), `${(100 * first).toFixed(1)} %`, ranking.toFixed(3)];
}

const real: Example[] = [];
for await (const example of readDataset(
  fileURLToPath(new URL('../examples/data/covers.jsonl', import.meta.url)),
))
  real.push(example);
const data = {
  'generated, 6 genres': [...generate({ artists: 600, genres: 6, vocabulary: 600 })],
  'generated, 10 genres': [...generate({ artists: 1000, genres: 10, vocabulary: 1000 })],
  'sample, 6 genres': real.filter(({ genre }) => genre !== 'reggae'),
};
const trainers = { 'logistic-regression': logisticRegression(), 'complement-naive-bayes': naiveBayes() };

console.log(
  '| data | artists | model | way | log loss | log loss per genre, summed | first is right | ranking loss |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
for (const [name, examples] of Object.entries(data)) {
  for (const [model, trainer] of Object.entries(trainers)) {
    for (const [way, predict] of Object.entries(ways)) {
      const held: (Held & { readonly shares: ReadonlyMap<string, number> })[] = [];
      let artists = 0;
      for (const seed of name.startsWith('sample') ? [1, 2, 3, 4, 5] : [1]) {
        const several = withSeveral(examples, seed);
        artists = several.length;
        const folds = assignFolds(several, { seed });
        for (const fold of new Set(folds)) {
          const test = several.filter((_, at) => folds[at] === fold);
          const training = several.filter((_, at) => folds[at] !== fold);
          const predicted = await predict(trainer, training, test);
          for (const [at, example] of test.entries()) {
            const of = predicted[at];
            if (of) held.push({ truth: genresOf(example), ...of });
          }
        }
      }
      console.log(`| ${[name, String(artists), model, way, ...report(held)].join(' | ')} |`);
    }
  }
}
