/**
 * The main task without a key: learns six genres from the tags of album covers and the words of their titles,
 * and predicts the genre of artists that it has not seen. Run it with `npm run demo`.
 */
import { fileURLToPath } from 'node:url';
import {
  aggregateGenres,
  assignFolds,
  crossValidate,
  type Evidence,
  type Example,
  logisticRegression,
  readDataset,
} from 'spotitags';

const examples: Example[] = [];
for await (const example of readDataset(fileURLToPath(new URL('data/covers.jsonl', import.meta.url)))) {
  examples.push(example);
}

// Every fifth artist of a genre is held out for testing.
const folds = assignFolds(examples, { folds: 5 });
const training = examples.filter((_, at) => folds[at] !== 0);
const unseen = examples.filter((_, at) => folds[at] === 0);
console.log(`${examples.length} artists, ${training.length} of them to learn from.\n`);

const genreTags = aggregateGenres(training);
console.log('What sets the covers of a genre apart:');
for (const genre of genreTags.genres) {
  console.log(
    `${genre}: ${genreTags
      .relevant(genre, 5)
      .map(({ name }) => name)
      .join(', ')}`,
  );
}

const classifier = await logisticRegression().train(training);
const predictions = await classifier.classify(
  unseen.map(({ profile }) => profile),
  { evidence: 3 },
);
const percent = (share: number) => `${Math.round(100 * share)} %`;
const short = (title: string) => (title.length > 60 ? `${title.slice(0, 59)}…` : title);
const described = ({ kind, name, edition }: Evidence) =>
  kind === 'title' ? `“${name}” in the title${edition ? ', a word of editions' : ''}` : name;
console.log('\nArtists it has not seen:');
for (const [at, { genre, profile }] of unseen.entries()) {
  const { genre: said, scores = [], evidence = [] } = predictions[at] ?? {};
  const verdict = `${said ?? 'cannot tell'}, ${percent(scores[0]?.probability ?? 0)}`;
  console.log(`  ${said === genre ? '✓' : '✗'} ${profile.artist.name} (${genre}): ${verdict}`);
  for (const item of evidence) {
    const title = short(profile.albums.find(({ id }) => id === item.albums[0])?.title ?? '');
    console.log(`      +${item.contribution.toFixed(2)} ${described(item)}, as on “${title}”`);
  }
}

const { accuracy, accuracyInterval, baseline } = await crossValidate(logisticRegression(), examples);
console.log(
  `\nOver five folds of artists: ${percent(accuracy)} right (95 % interval ${accuracyInterval.map(percent).join(' to ')}); ` +
    `always saying ${baseline.genre} would be ${percent(baseline.accuracy)}.`,
);
