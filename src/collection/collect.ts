import * as v from 'valibot';
import { isAskedFor } from '../catalog/names.ts';
import { readGenreDataset, writeDataset } from '../dataset/dataset.ts';
import { joinGenres } from '../dataset/join-genres.ts';
import { artistKey } from '../util/artist-key.ts';
import { SpotiTagsError } from '../errors.ts';
import type { Artist, CallOptions, Example } from '../model.ts';
import { type RunContext, type RunOptions, defaultCoversPerArtist, openContext } from '../run/context.ts';
import { type GenreResult, GenreRun, type TagGenresOptions } from '../run/genre-run.ts';
import type { Progress } from '../run/progress.ts';
import { type RunPlan, planGenres } from '../run/plan.ts';
import { type GenreSource, type GenreSources, listSources, resolveSource } from '../run/sources.ts';
import { runEntries } from '../run/run-options.ts';
import { checkOptions, flag, functionOf, must, objectOf, optionsSchema } from '../util/options.ts';
import { withSignals } from '../util/waits.ts';
import { CollectionState } from './collection-state.ts';
import { journalCatalog } from './journal.ts';

const collectionEntries = {
  ...runEntries,
  scope: v.exactOptional(must('be a value that JSON can hold, such as a text or a list', isJson)),
  signal: v.exactOptional(objectOf<AbortSignal>()),
};
/** Whether JSON has a text for the value. It has none for a function, and refuses a `bigint` or a cycle. */
function isJson(value: unknown): value is unknown {
  try {
    // Its type says that it is always a text.
    const text: unknown = JSON.stringify(value);
    return text !== undefined;
  } catch {
    return false;
  }
}

const planOptions = optionsSchema(collectionEntries);
const collectOptions = optionsSchema({
  ...collectionEntries,
  out: must('be the path of the dataset', (path): path is string => typeof path === 'string' && path !== ''),
  retryFailed: v.exactOptional(flag),
  stop: v.exactOptional(objectOf<AbortSignal>()),
  onProgress: v.exactOptional(functionOf<(progress: Progress) => void>()),
});

/** What a collection uses. Catalog, tagger, sound tagger and store stay open. */
export interface CollectionOptions extends RunOptions {
  /**
   * Separates this collection from others of the same genres in the same store, for example by the root of a
   * folder. Must survive JSON. @default nothing
   */
  readonly scope?: unknown;
}

export interface CollectOptions extends CollectionOptions, TagGenresOptions {
  /**
   * The path of the dataset, a file of JSON lines. The file is created or replaced when the collection is
   * done.
   */
  readonly out: string;
  /** Tries again what failed in the last run, with the catalog answers of that run. @default false */
  readonly retryFailed?: boolean;
}

/** An artist, or a list of artists, that failed. */
export type CollectionFailure = Extract<GenreResult, { status: 'failed' }>;

/** What a collection wrote, and what failed. */
export interface CollectionSummary {
  /** Number of artists in the dataset. */
  readonly artists: number;
  readonly failures: readonly CollectionFailure[];
  /** Artists whose name is not the one that was asked for, but near. Check them. */
  readonly near: readonly { readonly query: string; readonly artist: Artist }[];
}

/**
 * Tags the artists of genres, and writes them as a dataset: a line for each artist, with all genres in which the artist came. With a `store` that outlives the process, the
 * same call continues an interrupted collection: nothing is paid for or requested twice, and the dataset has
 * the same bytes.
 *
 * ```ts
 * const store = await diskStore('.tags');
 * await collect({ 'doom metal': ['Sleep'] }, { catalog, tagger, store, out: 'dataset.jsonl' });
 * ```
 *
 * @throws SpotiTagsError `invalid-input` if there are no genres, or if a genre has no sources, or for an option that does not exist; the error of
 * the first failure if no artist was tagged; `not-found` for `retryFailed` without failures.
 */
export async function collect(genres: GenreSources, given: CollectOptions): Promise<CollectionSummary> {
  const options = checkOptions<CollectOptions>(collectOptions, given);
  const { out, retryFailed = false, tagger, signal } = options;
  const sources = listSources(genres, options.genreMap);
  const state = stateOf(sources, options);
  const prefix = await state?.begin({ retryFailed });
  const failures: CollectionFailure[] = [];
  const near: CollectionSummary['near'][number][] = [];
  const genresOfArtists = new Map<string, Set<string>>();
  let artists = await withContext(options, prefix, (context) => {
    const results = new GenreRun(context, sources, options).results();
    return writeDataset(out, tagger.id, examplesOf(results, { failures, near, genresOfArtists }));
  });
  if ([...genresOfArtists.values()].some(({ size }) => size > 1)) {
    const written = () => readGenreDataset(out, signal && { signal });
    artists = await writeDataset(out, tagger.id, joinGenres(written));
  }
  await state?.end(failures.length);
  return { artists, failures, near };
}

/**
 * What {@link collect} would take, and how much of it is in the store. Asks the catalog, but never the
 * tagger.
 */
export async function planCollection(
  genres: GenreSources,
  given: CollectionOptions & CallOptions,
): Promise<RunPlan> {
  const { signal, ...options } = checkOptions<CollectionOptions & CallOptions>(planOptions, given);
  const sources = listSources(genres, options.genreMap);
  const prefix = await stateOf(sources, options)?.plan();
  return withContext(options, prefix, (context) =>
    withSignals([signal, context.closing], (joined) => planGenres(context, sources, joined)),
  );
}

/** Without a store of the user, there is no earlier state to continue from. */
function stateOf(sources: readonly GenreSource[], options: CollectionOptions): CollectionState | undefined {
  const { store, catalog, tagger, sound, coversPerArtist, scope } = options;
  // A default that is said is the same collection as one that is not.
  const covers = coversPerArtist === defaultCoversPerArtist ? undefined : coversPerArtist;
  const identity = [sources, catalog.id, tagger.id, covers, scope, ...(sound ? [sound.id] : [])];
  return store && new CollectionState(store, identity);
}

async function withContext<T>(
  options: CollectionOptions,
  prefix: string | undefined,
  work: (context: RunContext) => Promise<T>,
): Promise<T> {
  const { catalog, store } = options;
  const journaled = store && prefix !== undefined ? journalCatalog(catalog, store, prefix) : catalog;
  const context = openContext({ ...options, catalog: journaled });
  try {
    return await work(context);
  } finally {
    context.close(new SpotiTagsError('invalid-input', 'The collection has ended.'));
  }
}

/** What is known of a collection besides its examples. */
interface Collected {
  readonly failures: CollectionFailure[];
  readonly near: CollectionSummary['near'][number][];
  readonly genresOfArtists: Map<string, Set<string>>;
}

/** Collects the failures and near names. If no artist was tagged, there is no dataset to write. */
async function* examplesOf(
  results: AsyncIterable<GenreResult>,
  { failures, near, genresOfArtists }: Collected,
): AsyncGenerator<Example, void> {
  let isEmpty = true;
  for await (const result of results) {
    if (result.status === 'tagged') {
      isEmpty = false;
      const target = resolveSource(result.source);
      const { artist } = result.profile;
      if ('artist' in target && !isAskedFor(target.artist, artist))
        near.push({ query: target.artist, artist });
      const key = artistKey(artist);
      genresOfArtists.set(key, (genresOfArtists.get(key) ?? new Set()).add(result.genre));
      yield { genre: result.genre, profile: result.profile };
    } else if (isEmpty && result.artist && result.error.code === 'unauthorized') {
      // The tagger refuses the key. Further artists would only cost requests.
      throw result.error;
    } else {
      failures.push(result);
    }
  }
  const [first] = failures;
  if (isEmpty && first) throw first.error;
}
