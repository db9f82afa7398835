/**
 * The main job without a key: learns five genres from the tags of album covers, and says the genre of artists it has
 * not seen. Run it with `npm run demo`.
 */
import { fileURLToPath } from 'node:url';
import {
  aggregateGenres,
  assignFolds,
  crossValidate,
  type Example,
  naiveBayes,
  readDataset,
} from 'spotitags';

const examples: Example[] = [];
for await (const example of readDataset(fileURLToPath(new URL('data/covers.jsonl', import.meta.url)))) {
  examples.push(example);
}

// Every fifth artist of a genre is left out of training, to be asked about.
const folds = assignFolds(examples, { folds: 5 });
const training = examples.filter((_, at) => folds[at] !== 0);
const unseen = examples.filter((_, at) => folds[at] === 0);
console.log(`${examples.length} artists, ${training.length} of them to learn from.\n`);

const genreTags = aggregateGenres(training);
for (const genre of genreTags.genres) {
  const names = (tags: readonly { readonly name: string }[]) =>
    tags.map(({ name }) => name).join(', ') || '–';
  console.log(`${genre}\n  top       ${names(genreTags.top(genre, 6))}`);
  console.log(`  distinct  ${names(genreTags.distinct(genre, 6, { pool: 60 }))}`);
}

const classifier = await naiveBayes().train(training);
const predictions = await classifier.classify(
  unseen.map(({ profile }) => profile),
  { evidence: 3 },
);
console.log('\nArtists it has not seen:');
for (const [at, { genre, profile }] of unseen.entries()) {
  const { genre: said, scores = [], evidence = [] } = predictions[at] ?? {};
  const chance = Math.round(100 * (scores[0]?.probability ?? 0));
  console.log(
    `  ${said === genre ? '✓' : '✗'} ${profile.artist.name} (${genre}): ${said ?? 'cannot tell'}, ${chance} %`,
  );
  for (const { name, contribution, albums } of evidence) {
    const title = profile.albums.find(({ id }) => id === albums[0])?.title ?? '';
    console.log(`      +${contribution.toFixed(2)} ${name}, as on “${title}”`);
  }
}

const { accuracy, accuracyInterval, baseline } = await crossValidate(naiveBayes(), examples);
const percent = (share: number) => `${Math.round(100 * share)} %`;
console.log(
  `\nOver five folds of artists: ${percent(accuracy)} right (95 % interval ${accuracyInterval.map(percent).join(' to ')}); ` +
    `always saying ${baseline.genre} would be ${percent(baseline.accuracy)}.`,
);
