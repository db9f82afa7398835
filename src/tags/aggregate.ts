import { SpotiTagsError, checkLength } from '../errors.ts';
import type { GenreExample, TagWeight } from '../model.ts';
import type { TagFilter } from './filter.ts';
import { GenreNames, genreKey, genresOf } from './genres.ts';
import {
  type GenreTag,
  type KeyTag,
  type KeynessOptions,
  countCarriers,
  keynessSchema,
  rankByKeyness,
} from './keyness.ts';
import { carrierShare, checkSameTagger, inverseFrequency } from './relevance.ts';
import { refilter } from './sum.ts';
import { type AnyIterable, visitAll } from '../util/iterables.ts';
import { checkMembers, checkNames, checkOptions } from '../util/options.ts';
import { byWeight, compareCodePoints } from '../util/order.ts';

/** How many of their heaviest tags the genres have in common. */
export interface GenreOverlap {
  readonly genres: readonly string[];
  /** `counts[a][b]`: the number of tags in the pools of both genres, by index into `genres`. */
  readonly counts: readonly (readonly number[])[];
}

/** The tags of genres, summed over the profiles of their artists. */
export interface GenreTags {
  /** Sorted by code point. */
  readonly genres: readonly string[];
  /** The genre's heaviest tags. @throws SpotiTagsError `not-found` for a genre without examples. */
  top(genre: string, n?: number): readonly GenreTag[];
  /**
   * The names of the tags that are in the top `pool` of every genre.
   * @param genres - default: all of them.
   */
  shared(genres?: readonly string[], options?: PoolOptions): readonly string[];
  /** The genre's heaviest tags that are in its top `pool` and in no other genre's. */
  distinct(genre: string, n?: number, options?: PoolOptions): readonly GenreTag[];
  /**
   * The tags that say most about the genre, most relevant first: the share of its artists who carry the tag × the
   * inverse frequency of the tag among the artists of the other genres. A tag of one artist counts half. See
   * {@link relevantTags}.
   */
  relevant(genre: string, n?: number): readonly RelevantGenreTag[];
  /**
   * The tags that set the genre apart, strongest first. They are compared by the number of artists who carry
   * them here and in the other genres. A prior keeps the scores of common and accidental tags small (Monroe,
   * Colaresi & Quinn 2008). With one genre there is nothing to compare, and all scores are 0.
   */
  keyness(genre: string, n?: number, options?: KeynessOptions): readonly KeyTag[];
  /**
   * How many of their heaviest tags any two genres have in common.
   * @throws SpotiTagsError `invalid-input` for more than 5,000 genres.
   */
  overlap(options?: PoolOptions): GenreOverlap;
}

/** A tag of a genre, and how much it says about this genre compared with the others. */
export interface RelevantGenreTag extends GenreTag {
  /**
   * Share of the genre's artists × ln((1 + artists) / (½ + carriers)) of the other genres, in nats. Half of it if only
   * one artist has the tag.
   */
  readonly relevance: number;
}

/** Which tags of each genre are compared. */
export interface PoolOptions {
  /** How many of each genre's heaviest tags are compared. @default 100 */
  readonly pool?: number;
}

/** How {@link aggregateGenres} sums profiles. */
export interface AggregateOptions {
  /** Which tags of a cover count. @default the filter with which each profile was summed */
  readonly filter?: TagFilter;
}

const defaultPool = 100;
/** Genres whose pairs are counted. Twice as many take four times the memory and time. */
const mostCompared = 5000;

/**
 * Sums the profiles' filtered tags by genre; an artist with several counts in each. Names that differ in composition, white space or case only are one genre, in
 * the most frequent spelling. Of an async iterable, such as `readDataset(path)`, the result is a promise.
 */
export function aggregateGenres(examples: Iterable<GenreExample>, options?: AggregateOptions): GenreTags;
export function aggregateGenres(
  examples: AsyncIterable<GenreExample>,
  options?: AggregateOptions,
): Promise<GenreTags>;
export function aggregateGenres(
  examples: AnyIterable<GenreExample>,
  options: AggregateOptions = {},
): GenreTags | Promise<GenreTags> {
  checkNames(options, ['filter']);
  const names = new GenreNames();
  const genres = new Map<string, GenreSum>();
  let tagger: string | undefined;
  return visitAll(
    examples,
    (example) => {
      const isSeveral = typeof example === 'object' && 'genres' in example;
      checkMembers([example], 'aggregateGenres takes examples', [isSeveral ? 'genres' : 'genre', 'profile']);
      const { profile } = example;
      checkSameTagger((tagger ??= profile.tagger), profile.tagger);
      const { tags } = refilter(profile, options.filter);
      for (const key of new Set(genresOf(example).map((genre) => names.add(genre)))) {
        const sum = genres.get(key) ?? new GenreSum();
        genres.set(key, sum);
        sum.add(tags);
      }
    },
    () => rankGenres(new Map(Array.from(genres, ([key, sum]) => [names.common(key), sum]))),
  );
}

/** Ranks the tags of each genre by their sums. */
export function rankGenres(summed: ReadonlyMap<string, GenreSum>): GenreTags {
  const ranked = new Map<string, readonly GenreTag[]>();
  for (const [genre, { tags }] of summed) {
    ranked.set(genre, Array.from(tags, ([name, sum]) => ({ name, ...sum })).sort(byWeight));
  }
  const genres = [...ranked.keys()].sort(compareCodePoints);
  const carriers = new Map(Array.from(ranked, ([genre, tags]) => [genre, countCarriers(tags)]));

  const byKeyness = new Map<string, readonly KeyTag[]>();

  const spellings = new Map(genres.map((genre) => [genreKey(genre), genre]));
  /** The genre as it is spelled here. */
  const spelled = (name: string) => spellings.get(genreKey(name)) ?? name;

  const top = (genre: string, n = 10): readonly GenreTag[] => {
    const tags = ranked.get(spelled(genre));
    if (!tags) {
      throw new SpotiTagsError(
        'not-found',
        `No example has the genre ${JSON.stringify(genre)}. The genres are: ${genres.join(', ') || 'none'}.`,
      );
    }
    return first(tags, n);
  };
  const pools = (among: readonly string[], pool: number) =>
    among.map((genre) => new Set(top(genre, pool).map(({ name }) => name)));

  return {
    genres,
    top,
    shared(among = genres, { pool = defaultPool } = {}) {
      const [one, ...others] = pools(among, pool);
      return [...(one ?? [])].filter((name) => others.every((names) => names.has(name)));
    },
    distinct(genre, n = 10, { pool = defaultPool } = {}) {
      const elsewhere = pools(
        genres.filter((other) => other !== spelled(genre)),
        pool,
      );
      const own = top(genre, pool).filter(({ name }) => !elsewhere.some((names) => names.has(name)));
      return first(own, n);
    },
    relevant: (genre, n = 10) => first(rankByRelevance(top(genre, Infinity), spelled(genre), summed), n),
    keyness(genre, n = 10, options = {}) {
      const { by = 'z' } = checkOptions(keynessSchema, options);
      const name = spelled(genre);
      // Ranked once for every n: a grid of experiments asks for several.
      const known = byKeyness.get(`${by} ${name}`) ?? rankByKeyness(top(genre, Infinity), name, carriers, by);
      byKeyness.set(`${by} ${name}`, known);
      return first(known, n);
    },
    overlap({ pool = defaultPool } = {}) {
      if (genres.length > mostCompared) {
        throw new SpotiTagsError(
          'invalid-input',
          `Each of at most ${mostCompared} genres can be compared with each other, and there are ${genres.length}.`,
        );
      }
      const names = pools(genres, pool);
      const common = (a: ReadonlySet<string>, b: ReadonlySet<string>) =>
        [...a].filter((name) => b.has(name)).length;
      return { genres, counts: names.map((row) => names.map((column) => common(row, column))) };
    },
  };
}

function first<Tag>(tags: readonly Tag[], n: number): readonly Tag[] {
  checkLength('n', n);
  return tags.slice(0, n);
}

interface Sum {
  weight: number;
  covers: number;
  artists: number;
  carriers: number;
}

/** The artists of a genre, and the sums of their tags. */
export class GenreSum {
  artists = 0;
  readonly tags = new Map<string, Sum>();

  /** Adds the next artist. */
  add(tags: Iterable<TagWeight>): void {
    this.artists += 1;
    for (const { name, weight, covers } of tags) {
      const sum = this.tags.get(name) ?? { weight: 0, covers: 0, artists: 0, carriers: 0 };
      sum.weight += weight;
      sum.covers += covers;
      sum.artists += 1;
      sum.carriers += carrierShare(weight);
      this.tags.set(name, sum);
    }
  }
}

function rankByRelevance(
  tags: readonly GenreTag[],
  genre: string,
  summed: ReadonlyMap<string, GenreSum>,
): RelevantGenreTag[] {
  const own = summed.get(genre)?.artists ?? 0;
  const others = [...summed].filter(([name]) => name !== genre).map(([, sum]) => sum);
  const elsewhere = others.reduce((sum, { artists }) => sum + artists, 0);
  return tags
    .map((tag) => {
      const carriers = others.reduce((sum, other) => sum + (other.tags.get(tag.name)?.carriers ?? 0), 0);
      const share = (tag.carriers / own) * Math.min(1, tag.artists / 2);
      return { ...tag, relevance: share * inverseFrequency(elsewhere, carriers) };
    })
    .sort((a, b) => b.relevance - a.relevance || compareCodePoints(a.name, b.name));
}
