/**
 * How often the genre of an artist is said rightly from palette tags: `npm run bench:accuracy [dataset.jsonl]`.
 *
 * Five folds by artist, dealt anew for each of ten seeds: the mean over seeds, and their standard deviation. The folds
 * of different seeds share their artists, so that the interval of one seed (Wilson, 95 %) is the honest uncertainty.
 */
import { crossValidate, type Example, naiveBayes, type ProfileAlbum, readDataset } from 'spotitags';

const seeds = 10;
const [path = 'examples/data/covers.jsonl'] = process.argv.slice(2);
const all: Example[] = [];
for await (const example of readDataset(path)) all.push(example);

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const spread = (values: readonly number[]) =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
const show = (values: readonly number[]) => `${mean(values).toFixed(3)} ± ${spread(values).toFixed(3)}`;

/**
 * Label compilations share one cover among artists, who then stand on both sides of a fold. Equal images have equal
 * raw tags: such covers are left out, and artists who had no other.
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
  [withoutSharedCovers(larger), ', covers that artists share left out'],
] as const) {
  const runs = [];
  for (let seed = 1; seed <= seeds; seed++) runs.push(await crossValidate(naiveBayes(), examples, { seed }));
  const [first] = runs;
  console.log(
    [
      `${genresOf(examples)} genres, ${examples.length} artists, mean ± sd over ${seeds} seeds${note}`,
      `  accuracy ${show(runs.map(({ accuracy }) => accuracy))}, 95 % interval of one seed ${first?.accuracyInterval
        .map((bound) => bound.toFixed(2))
        .join(' to ')}`,
      `  macro F1 ${show(runs.map(({ macroF1 }) => macroF1))}`,
      `  log loss ${show(runs.map(({ logLoss }) => logLoss))} nats`,
      `  baseline ${first?.baseline.accuracy.toFixed(3)}, always ${first?.baseline.genre}`,
    ].join('\n'),
  );
}
