/**
 * How often the genre of an artist is said rightly: `npm run bench:accuracy [dataset.jsonl]`.
 *
 * Five folds by artist, dealt anew for each of five seeds: the mean over seeds, and their standard deviation. The folds
 * of different seeds share their artists, so that the interval of one seed (Wilson, 95 %) is the honest uncertainty.
 */
import {
  allTags,
  crossValidate,
  type Evaluation,
  type Example,
  logisticRegression,
  naiveBayes,
  nearestCentroid,
  type ProfileAlbum,
  readDataset,
  titleWords,
} from 'spotitags';

const seeds = 5;
const [path = 'examples/data/covers.jsonl'] = process.argv.slice(2);
const all: Example[] = [];
for await (const example of readDataset(path)) all.push(example);

const models = {
  'naive Bayes': naiveBayes,
  'nearest centroid': nearestCentroid,
  'logistic regression': logisticRegression,
};
const features = { tags: [allTags()], titles: [titleWords()], 'tags + titles': [allTags(), titleWords()] };

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const spread = (values: readonly number[]) =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
const show = (values: readonly number[]) => `${mean(values).toFixed(3)} ± ${spread(values).toFixed(3)}`;
const line = (cells: readonly string[]) => {
  console.log(cells.map((cell, at) => cell.padEnd(at === 0 ? 20 : 16)).join('  '));
};

/**
 * Label compilations share one cover among artists, who then stand on both sides of a fold. Equal images have equal
 * raw tags: such albums are left out, and artists who had no other.
 */
function withoutSharedCovers(examples: readonly Example[]): Example[] {
  const artists = new Map<string, Set<string>>();
  const keyOf = ({ cover }: ProfileAlbum) => (cover.status === 'tagged' ? JSON.stringify(cover.tags) : '');
  for (const { profile } of examples) {
    for (const album of profile.albums) {
      const key = keyOf(album);
      artists.set(key, (artists.get(key) ?? new Set()).add(profile.artist.id));
    }
  }
  return examples.flatMap(({ genre, profile }) => {
    const albums = profile.albums.filter((album) => artists.get(keyOf(album))?.size === 1);
    return albums.length > 0 ? [{ genre, profile: { ...profile, albums } }] : [];
  });
}

const genresOf = (examples: readonly Example[]) => new Set(examples.map(({ genre }) => genre)).size;
const larger = all.filter(({ genre }) => all.filter((other) => other.genre === genre).length > 5);
for (const [examples, note] of [
  [all, ''],
  [larger, ''],
  [withoutSharedCovers(larger), ', albums whose cover several artists share left out'],
] as const) {
  console.log(
    `\n${genresOf(examples)} genres, ${examples.length} artists, mean ± sd over ${seeds} seeds${note}`,
  );
  line(['', 'features', 'accuracy', '95 % (one seed)', 'macro F1', 'log loss', 'calibration error']);
  let last: Evaluation | undefined;
  for (const [model, trainer] of Object.entries(models)) {
    for (const [name, chosen] of Object.entries(features)) {
      const runs: Evaluation[] = [];
      for (let seed = 1; seed <= seeds; seed++) {
        runs.push(await crossValidate(trainer({ features: chosen }), examples, { seed }));
      }
      [last] = runs;
      line([
        model,
        name,
        show(runs.map(({ accuracy }) => accuracy)),
        last?.accuracyInterval.map((bound) => bound.toFixed(2)).join(' to ') ?? '',
        show(runs.map(({ macroF1 }) => macroF1)),
        show(runs.map(({ logLoss }) => logLoss)),
        show(runs.map(({ calibrationError }) => calibrationError)),
      ]);
    }
  }
  line([`always ${last?.baseline.genre}`, '', last?.baseline.accuracy.toFixed(3) ?? '']);
}
