/**
 * The experiment on ten generated genres, and on the sample data with subgenres of the artists for whom they are known; the
 * latter at both levels of the tree. `npm run bench:ten-genres`
 */
import { fileURLToPath } from 'node:url';
import {
  type Example,
  type GenreMap,
  crossValPredict,
  evaluateGenres,
  evaluatePredictions,
  genreMap,
  logisticRegression,
  readDataset,
  runExperiment,
} from '../src/index.ts';
import { GenreTree } from '../src/tags/genre-tree.ts';
import { sayGenres } from '../src/tags/said-genres.ts';
import { generate } from './generate.ts';

/** Artists of the sample data by subgenre. Those who are not here have the genre of the sample. */
const subgenres: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  classical: {
    baroque: ['Antonio Vivaldi', 'Heinrich Schütz', 'Johann Sebastian Bach'],
    romantic: [
      ...['Clara Schumann', 'Frédéric Chopin', 'Gustav Mahler', 'Max Reger', 'Pyotr Ilyich Tchaikovsky'],
      ...['Robert Schumann', 'Sergei Rachmaninoff'],
    ],
    'classical period': ['Joseph Haydn', 'Wolfgang Amadeus Mozart'],
    'modern classical': ['Carl Orff', 'Paul Hindemith'],
  },
  country: {
    'outlaw country': ['Johnny Cash', 'Waylon Jennings', 'Willie Nelson'],
    'country pop': ['Carrie Underwood', 'Dolly Parton', 'Kacey Musgraves', 'Kenny Rogers', 'Shania Twain'],
    'contemporary country': ['Blake Shelton', 'George Strait', 'Luke Bryan', 'Luke Combs', 'Tim McGraw'],
  },
  hiphop: {
    'gangsta rap': ['50 Cent', 'Ice Cube', 'JAY-Z', 'The Notorious B.I.G.'],
    'german rap': ['Apache 207', 'Haftbefehl'],
    'southern hip hop': ['Lil Wayne', 'OutKast', 'Travis Scott'],
  },
  jazz: {
    bebop: ['Charlie Parker', 'Dizzy Gillespie', 'Sonny Rollins', 'Thelonious Monk'],
    swing: ['Duke Ellington', 'Ella Fitzgerald', 'Louis Armstrong'],
    'european jazz': ['Joachim Kühn', 'Manfred Schoof', 'Michael Wollny'],
  },
  metal: {
    'heavy metal': ['Black Sabbath', 'Iron Maiden', 'Judas Priest', 'Motörhead'],
    'power metal': ['Blind Guardian', 'Powerwolf', 'Running Wild'],
    'progressive metal': ['Dream Theater', 'Mastodon', 'Opeth'],
    'thrash metal': ['Metallica', 'Slayer'],
  },
};

async function sampleWithSubgenres(): Promise<{ readonly examples: Example[]; readonly map: GenreMap }> {
  const known = new Map(
    Object.values(subgenres).flatMap((ofGenre) =>
      Object.entries(ofGenre).flatMap(([genre, artists]) => artists.map((name) => [name, genre] as const)),
    ),
  );
  const examples: Example[] = [];
  for await (const { genre, profile } of readDataset(
    fileURLToPath(new URL('../examples/data/covers.jsonl', import.meta.url)),
  ))
    examples.push({ genre: known.get(profile.artist.name) ?? genre, profile });
  const map = genreMap([
    ...Object.keys(subgenres).map((name) => ({ name })),
    ...Object.entries(subgenres).flatMap(([parent, of]) => Object.keys(of).map((name) => ({ name, parent }))),
    { name: 'reggae' },
  ]);
  return { examples, map };
}

async function experiment(what: string, examples: readonly Example[]): Promise<void> {
  const results = await runExperiment(examples, { n: [25] });
  console.log(`\n${what}: ${results[0]?.evaluation.artists} artists\n`);
  console.log('| features | model | accuracy | macro F1 | log loss | calibration error |');
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const { features, model, evaluation } of results.slice(0, 8)) {
    const { accuracy, macroF1, logLoss, calibrationError } = evaluation;
    const figures = [macroF1, logLoss, calibrationError].map((figure) => figure.toFixed(3));
    console.log(`| ${[features, model, `${(100 * accuracy).toFixed(1)} %`, ...figures].join(' | ')} |`);
  }
}

await experiment('Ten generated genres', [...generate({ artists: 500, genres: 10, vocabulary: 600 })]);
const { examples, map } = await sampleWithSubgenres();
await experiment('Sample data with subgenres', examples);

const predictions = await crossValPredict(logisticRegression({ genreMap: map }), examples);
for (const level of [undefined, 1]) {
  const options = level === undefined ? { genreMap: map } : { genreMap: map, level };
  const { accuracy, logLoss, macroF1 } = evaluatePredictions(predictions, level === undefined ? {} : options);
  const { atK, rankingLoss, siblings } = evaluateGenres(predictions, options);
  console.log(`\nlevel ${level ?? 'of subgenres'}:`, { accuracy, macroF1, logLoss, rankingLoss });
  console.log(
    atK,
    siblings && { ...siblings, groups: siblings.groups.length, others: siblings.others.length },
  );
}

/** What saying a genre tells if it is right: see `sayGenres`. */
const parents = new Map(
  Object.entries(subgenres).flatMap(([parent, of]) => Object.keys(of).map((name) => [name, parent] as const)),
);
const tree = new GenreTree(parents);
const genres = [
  ...new Set(predictions.flatMap(({ prediction }) => prediction.scores.map(({ genre }) => genre))),
];
for (const level of [undefined, 1, 'best'] as const) {
  let [right, score, exact] = [0, 0, 0];
  for (const { genre, prediction } of predictions) {
    const { genre: said } = sayGenres(prediction, level === undefined ? {} : { level }, tree);
    if (said === null) continue;
    const within = genres.filter((one) => tree.pathOf(one).includes(said)).length;
    // A parent that the model learned is also a genre of its own: said exactly, it counts as one.
    const size = level === undefined ? 1 : within;
    if (size === 1) exact += 1;
    if (level === undefined ? said !== genre : !tree.pathOf(genre).includes(said)) continue;
    right += 1;
    score += 1 - Math.log(size) / Math.log(genres.length);
  }
  const share = (count: number) => (count / predictions.length).toFixed(3);
  console.log(`says ${level ?? 'subgenres'}:`, {
    right: share(right),
    score: share(score),
    exact: share(exact),
  });
}
