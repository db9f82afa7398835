/**
 * All steps on pictures, without a key or a network: tags invented covers, says what sets their genres apart, predicts the
 * genre of artists that it has not seen, and writes a report with the covers. It needs `npm install sharp`. Run it with `npx
 * tsx examples/demo.ts [report.html]`. `npx spotitags demo` does the same and more, also with your own pictures.
 */
import { fileURLToPath } from 'node:url';
import {
  aggregateGenres,
  assignFolds,
  crossValPredict,
  type Example,
  FolderCatalog,
  logisticRegression,
  SpotiTags,
} from 'spotitags';
import { PaletteTagger } from 'spotitags/palette';
import { writeReport } from 'spotitags/report';

const [report = 'report.html'] = process.argv.slice(2);
const root = fileURLToPath(new URL('covers', import.meta.url));

// The covers are in folders: genre/artist/album.webp
const catalog = new FolderCatalog({ root });
await using spotiTags = new SpotiTags({ catalog, tagger: new PaletteTagger() });
const genres = await catalog.genres();
const sources = Object.fromEntries(genres.map((genre) => [genre, [{ genre }]]));
const examples: Example[] = [];
for await (const result of spotiTags.tagGenres(sources)) {
  if (result.status === 'tagged') examples.push(result);
  else console.warn(`${result.genre}: ${result.error.message}`);
}

// Every fifth artist of a genre is held out for testing.
const folds = assignFolds(examples, { folds: 5 });
const training = examples.filter((_, at) => folds[at] !== 0);
const unseen = examples.filter((_, at) => folds[at] === 0);

const genreTags = aggregateGenres(training);
for (const genre of genreTags.genres) {
  const tags = genreTags.relevant(genre, 5).map(({ name }) => name);
  console.log(`${genre}: ${tags.join(', ')}`);
}

const classifier = await logisticRegression().train(training);
for (const { genre, profile } of unseen) {
  const { genre: said, scores, evidence } = await spotiTags.classify(profile, { classifier, evidence: 3 });
  const reasons = evidence.map(({ name }) => name).join(', ');
  console.log(
    `${said === genre ? '✓' : '✗'} ${profile.artist.name}: ${said ?? 'cannot tell'}, ` +
      `${Math.round(100 * (scores[0]?.probability ?? 0))} %, for ${reasons}`,
  );
}

const predictions = await crossValPredict(logisticRegression(), examples, { evidence: 5 });
const { covers, bytes } = await writeReport(report, { examples, root, predictions });
console.log(`${report}: ${covers} covers, ${Math.round(bytes / 1000)} kB`);
