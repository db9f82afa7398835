/** How often the genre of an artist is predicted correctly, for several benchmarks. */
import {
  crossValidate,
  type Evaluation,
  type Example,
  type ProfileAlbum,
  similarArtists,
  tagFilter,
  type Trainer,
} from 'spotitags';

const seeds = 5;
/** The result of {@link judge}. */
export const figures = [
  'accuracy',
  '95 % (one seed)',
  'macro F1',
  'log loss',
  'calibration error',
  'by chance',
  'overconfidence',
  'of 3 covers',
] as const;

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const spread = (values: readonly number[]) =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
const show = (values: readonly number[]) => `${mean(values).toFixed(3)} ± ${spread(values).toFixed(3)}`;

/**
 * Five folds by artist, with a new split for each of five seeds: the mean over the seeds, and their standard
 * deviation. All seeds use the same artists, so the interval of one seed (Wilson, 95 %) is the real
 * uncertainty. The calibration error stands beside that of a perfectly calibrated model, and overconfidence is mean
 * probability less accuracy, of whole artists and of three covers each.
 */
export async function judge(trainer: Trainer, examples: readonly Example[]): Promise<readonly string[]> {
  const runs: Evaluation[] = [];
  for (let seed = 1; seed <= seeds; seed++) runs.push(await crossValidate(trainer, examples, { seed }));
  const [low = NaN, high = NaN] = runs[0]?.accuracyInterval ?? [];
  return [
    show(runs.map(({ accuracy }) => accuracy)),
    `${low.toFixed(2)} to ${high.toFixed(2)}`,
    show(runs.map(({ macroF1 }) => macroF1)),
    show(runs.map(({ logLoss }) => logLoss)),
    show(runs.map(({ calibrationError }) => calibrationError)),
    show(runs.map(({ calibrationErrorByChance }) => calibrationErrorByChance)),
    show(runs.map(({ overconfidence }) => overconfidence)),
    show(runs.map(({ byCovers }) => byCovers?.find(({ covers }) => covers === 3)?.overconfidence ?? NaN)),
  ];
}

/** The result of always predicting the largest genre. */
export function baseline(examples: readonly Example[]): readonly string[] {
  const artists = new Map<string, number>();
  for (const { genre } of examples) artists.set(genre, (artists.get(genre) ?? 0) + 1);
  const [genre = '', most = NaN] = [...artists].sort(([, a], [, b]) => b - a)[0] ?? [];
  return [`always ${genre}`, '', (most / examples.length).toFixed(3)];
}

/** The share of artists whose most similar artist has their genre. */
export function nearestOfGenre(examples: readonly Example[]): number {
  const genreOf = new Map(examples.map(({ genre, profile }) => [profile, genre]));
  // With a filter, tags are summed again: samples leave out albums.
  const filter = tagFilter();
  const same = examples.filter(({ genre, profile }) => {
    const [nearest] = similarArtists(profile, examples, { n: 1, filter });
    return nearest && genreOf.get(nearest.profile) === genre;
  });
  return same.length / examples.length;
}

/** The share of artists whose genre another artist has who is taken at random. */
export function nearestByChance(examples: readonly Example[]): number {
  const others = ({ genre }: Example) => examples.filter((other) => other.genre === genre).length - 1;
  return mean(examples.map(others)) / (examples.length - 1);
}

/** Three selections of the same artists, and their headings. */
export function samples(all: readonly Example[]): readonly (readonly [string, readonly Example[]])[] {
  const larger = all.filter(({ genre }) => all.filter((other) => other.genre === genre).length > 5);
  const own = withoutSharedCovers(larger);
  return [
    [heading(all), all],
    [heading(larger), larger],
    [`${heading(own)}, albums whose cover several artists share left out`, own],
  ];
}

function heading(examples: readonly Example[]): string {
  const genres = new Set(examples.map(({ genre }) => genre)).size;
  return `${genres} genres, ${examples.length} artists, mean ± sd over ${seeds} seeds`;
}

export function line(cells: readonly string[]): void {
  console.log(cells.map((cell, at) => cell.padEnd(at < 2 ? 19 : 16)).join('  '));
}

/**
 * Artists of a label compilation share one cover, so they are in both parts of a fold. Equal images have
 * equal raw tags. Such albums are left out, and so are artists without other albums.
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
