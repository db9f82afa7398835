import { artistKey } from '../util/artist-key.ts';
import { SpotiTagsError, wholeNumber } from '../errors.ts';
import type { Example, GenreExample } from '../model.ts';
import { GenreNames, genresOf } from '../tags/genres.ts';
import { type AnyIterable, visitAll } from '../util/iterables.ts';
import { checkNames } from '../util/options.ts';
import { compareCodePoints } from '../util/order.ts';
import { seededRandom, shuffle } from '../util/random.ts';

/** How examples are split into folds. */
export interface FoldOptions {
  /** Number of folds, 2 or more. @default 5 */
  readonly folds?: number;
  /** The same seed gives the same split. @default 1 */
  readonly seed?: number;
}

/**
 * Deals examples into folds, stratified by genre and grouped by artist: an artist is in one fold only, so that no
 * model is asked about an artist it has seen. The order of the examples does not matter. A genre with fewer artists
 * than folds is in as many folds as it has artists. Artists with several genres are dealt with the rarest of them.
 *
 * @returns the fold of each example, 0 … folds − 1.
 * @throws SpotiTagsError `invalid-input` for fewer than two folds, or a genre of fewer than two artists.
 */
export function assignFolds(examples: readonly GenreExample[], options: FoldOptions = {}): number[] {
  checkNames(options, ['folds', 'seed']);
  const { folds = 5, seed = 1 } = options;
  wholeNumber('folds', folds, 2);
  const artists = artistsByGenre(examples);
  checkEnough(artists);
  const random = seededRandom(seed);
  const foldOf = new Map<string, number>();
  let next = 0;
  for (const [, keys] of rarestFirst(artists, examples)) {
    for (const key of shuffle(keys, random)) foldOf.set(key, next++ % folds);
  }
  return examples.map((example) => foldOf.get(artistKey(example.profile.artist)) ?? 0);
}

/** How examples are split into a part for training and a part for tests. */
export interface SplitOptions {
  /** Share of each genre's artists to test on, between 0 and 1; at least one of each, and not all. @default 0.25 */
  readonly testShare?: number;
  /** @default 1 */
  readonly seed?: number;
}

/** Examples to train on, and examples of other artists to test on. */
export interface ExampleSplit<E extends GenreExample = Example> {
  readonly training: E[];
  readonly test: E[];
}

/**
 * Splits examples once, stratified by genre and grouped by artist. The order of the examples does not matter. Of an async
 * iterable, such as `readDataset(path)`, the split is a promise.
 * @throws SpotiTagsError `invalid-input` for a share outside 0..1, or a genre of fewer than two artists.
 */
export function splitExamples<E extends GenreExample>(
  examples: Iterable<E>,
  options?: SplitOptions,
): ExampleSplit<E>;
export function splitExamples<E extends GenreExample>(
  examples: AsyncIterable<E>,
  options?: SplitOptions,
): Promise<ExampleSplit<E>>;
export function splitExamples<E extends GenreExample>(
  examples: AnyIterable<E>,
  options: SplitOptions = {},
): ExampleSplit<E> | Promise<ExampleSplit<E>> {
  checkNames(options, ['testShare', 'seed']);
  const { testShare = 0.25, seed = 1 } = options;
  if (!(testShare > 0 && testShare < 1)) {
    throw new SpotiTagsError('invalid-input', `testShare must lie between 0 and 1, got ${testShare}.`);
  }
  const list: E[] = [];
  return visitAll(
    examples,
    (example) => list.push(example),
    () => split(list, testShare, seed),
  );
}

function split<E extends GenreExample>(
  examples: readonly E[],
  testShare: number,
  seed: number,
): ExampleSplit<E> {
  const artists = artistsByGenre(examples);
  checkEnough(artists);
  const random = seededRandom(seed);
  const tested = new Set(
    rarestFirst(artists, examples).flatMap(([, keys]) => {
      if (keys.length < 2) return [];
      const count = Math.min(keys.length - 1, Math.max(1, Math.round(testShare * keys.length)));
      return shuffle(keys, random).slice(0, count);
    }),
  );
  const isTested = (example: E) => tested.has(artistKey(example.profile.artist));
  return { training: examples.filter((example) => !isTested(example)), test: examples.filter(isTested) };
}

function checkEnough(artists: readonly (readonly [genre: string, keys: readonly string[]])[]): void {
  const tooFew = artists.filter(([, keys]) => keys.length < 2).map(([genre]) => JSON.stringify(genre));
  if (tooFew.length > 0) {
    throw new SpotiTagsError(
      'invalid-input',
      `To hold artists out, a genre needs two or more. There are fewer of ${tooFew.join(', ')}. Add artists, give these ` +
        'genres the name of another one with a genre map, or leave their artists out.',
    );
  }
}

/**
 * If an example has several genres: the genres with the fewest artists first, and each artist only in the first one, so that
 * the artists of a rare genre are in different folds (the order of Sechidis, Tsoumakas & Vlahavas, "On the Stratification
 * of Multi-Label Data" (2011)).
 */
function rarestFirst(
  artists: readonly (readonly [genre: string, keys: readonly string[]])[],
  examples: readonly GenreExample[],
): readonly (readonly [genre: string, keys: readonly string[]])[] {
  if (examples.every(({ genres }) => genres === undefined)) return artists;
  const dealt = new Set<string>();
  return [...artists]
    .sort(([, a], [, b]) => a.length - b.length)
    .map(([genre, keys]) => {
      const rest = keys.filter((key) => !dealt.has(key));
      for (const key of rest) dealt.add(key);
      return [genre, rest] as const;
    });
}

/** Genres and, within them, artists in the order of their code points. */
function artistsByGenre(examples: readonly GenreExample[]): [genre: string, keys: string[]][] {
  const names = new GenreNames();
  const genres = new Map<string, Set<string>>();
  for (const example of examples) {
    for (const genre of genresOf(example).map((name) => names.add(name))) {
      const keys = genres.get(genre);
      if (keys) keys.add(artistKey(example.profile.artist));
      else genres.set(genre, new Set([artistKey(example.profile.artist)]));
    }
  }
  return Array.from(genres, ([genre, keys]): [string, string[]] => [
    names.common(genre),
    [...keys].sort(compareCodePoints),
  ]).sort(([a], [b]) => compareCodePoints(a, b));
}
