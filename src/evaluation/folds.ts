import { SpotiTagsError, wholeNumber } from '../errors.ts';
import type { Example } from '../model.ts';
import { GenreNames } from '../tags/genres.ts';
import { type AnyIterable, visitAll } from '../util/iterables.ts';
import { checkNames } from '../util/options.ts';
import { compareCodePoints } from '../util/order.ts';
import { seededRandom, shuffle } from './random.ts';

export interface FoldOptions {
  /** Number of folds, 2 or more. @default 5 */
  readonly folds?: number;
  /** The same seed gives the same split. @default 1 */
  readonly seed?: number;
}

/**
 * Deals examples into folds, stratified by genre and grouped by artist: an artist is in one fold only, so that no
 * model is asked about an artist it has seen. The order of the examples does not matter. A genre with fewer artists
 * than folds is in as many folds as it has artists.
 *
 * @returns the fold of each example, 0 … folds − 1.
 * @throws SpotiTagsError `invalid-input` for fewer than two folds, or a genre of fewer than two artists.
 */
export function assignFolds(examples: readonly Example[], options: FoldOptions = {}): number[] {
  checkNames(options, ['folds', 'seed']);
  const { folds = 5, seed = 1 } = options;
  wholeNumber('folds', folds, 2);
  const artists = artistsByGenre(examples);
  checkEnough(artists);
  const random = seededRandom(seed);
  const foldOf = new Map<string, number>();
  let next = 0;
  for (const [, keys] of artists) {
    for (const key of shuffle(keys, random)) foldOf.set(key, next++ % folds);
  }
  return examples.map((example) => foldOf.get(artistKey(example)) ?? 0);
}

export interface SplitOptions {
  /** Share of each genre's artists to test on, between 0 and 1; at least one of each, and not all. @default 0.25 */
  readonly testShare?: number;
  /** @default 1 */
  readonly seed?: number;
}

/** Examples to train on, and examples of other artists to test on. */
export interface ExampleSplit {
  readonly training: Example[];
  readonly test: Example[];
}

/**
 * Splits examples once, stratified by genre and grouped by artist. The order of the examples does not matter. Of an async
 * iterable, such as `readDataset(path)`, the split is a promise.
 * @throws SpotiTagsError `invalid-input` for a share outside 0..1, or a genre of fewer than two artists.
 */
export function splitExamples(examples: Iterable<Example>, options?: SplitOptions): ExampleSplit;
export function splitExamples(
  examples: AsyncIterable<Example>,
  options?: SplitOptions,
): Promise<ExampleSplit>;
export function splitExamples(
  examples: AnyIterable<Example>,
  options: SplitOptions = {},
): ExampleSplit | Promise<ExampleSplit> {
  checkNames(options, ['testShare', 'seed']);
  const { testShare = 0.25, seed = 1 } = options;
  if (!(testShare > 0 && testShare < 1)) {
    throw new SpotiTagsError('invalid-input', `testShare must lie between 0 and 1, got ${testShare}.`);
  }
  const list: Example[] = [];
  return visitAll(
    examples,
    (example) => list.push(example),
    () => split(list, testShare, seed),
  );
}

function split(examples: readonly Example[], testShare: number, seed: number): ExampleSplit {
  const artists = artistsByGenre(examples);
  checkEnough(artists);
  const random = seededRandom(seed);
  const tested = new Set(
    artists.flatMap(([, keys]) => {
      const count = Math.min(keys.length - 1, Math.max(1, Math.round(testShare * keys.length)));
      return shuffle(keys, random).slice(0, count);
    }),
  );
  const isTested = (example: Example) => tested.has(artistKey(example));
  return { training: examples.filter((example) => !isTested(example)), test: examples.filter(isTested) };
}

function checkEnough(artists: readonly (readonly [genre: string, keys: readonly string[]])[]): void {
  const tooFew = artists.filter(([, keys]) => keys.length < 2).map(([genre]) => JSON.stringify(genre));
  if (tooFew.length > 0) {
    throw new SpotiTagsError(
      'invalid-input',
      `To hold artists out, a genre needs two or more. There are fewer of ${tooFew.join(', ')}.`,
    );
  }
}

/** Genres and, within them, artists in the order of their code points; an artist of several genres is in the first. */
function artistsByGenre(examples: readonly Example[]): [genre: string, keys: string[]][] {
  const names = new GenreNames();
  const genres = new Map<string, Set<string>>();
  for (const example of examples) {
    const genre = names.add(example.genre);
    const keys = genres.get(genre);
    if (keys) keys.add(artistKey(example));
    else genres.set(genre, new Set([artistKey(example)]));
  }
  return Array.from(genres, ([genre, keys]): [string, string[]] => [
    names.common(genre),
    [...keys].sort(compareCodePoints),
  ]).sort(([a], [b]) => compareCodePoints(a, b));
}

function artistKey({ profile: { artist } }: Example): string {
  return JSON.stringify([artist.catalog, artist.id]);
}
