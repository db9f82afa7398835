import type { GenreResult, TagGenresOptions } from '../run/genre-run.ts';
import type { GenreSources } from '../run/sources.ts';
import { shareState } from '../shared/shared-state.ts';
import { SpotiTags, type SpotiTagsOptions } from '../spotitags.ts';
import { delegate } from '../util/delegate.ts';
import { coordinatorStore } from './coordinator-store.ts';
import type { QueueTaggerOptions } from './options.ts';
import { queueTagger } from './queue-tagger.ts';

/** Batches that a coordinator has in the queue at a time, if it is not said. Enough for 32 workers. */
const defaultConcurrency = 32;

export interface CollectOnQueueOptions
  extends QueueTaggerOptions, TagGenresOptions, Omit<SpotiTagsOptions, 'tagger' | 'store' | 'classifier'> {
  /** The source of artists and their albums. The coordinator asks it, not the workers. */
  readonly catalog: NonNullable<SpotiTagsOptions['catalog']>;
}

/**
 * Tags the artists of genres as `tagGenres` does, with the same results in the same order. The covers are tagged by the workers
 * of a queue; this process listens to tracks, if there is a sound tagger. Catalog, taggers and store stay open. For a dataset that resumes after an interruption, use `collect` with a
 * `queueTagger`.
 */
export async function* collectOnQueue(
  genres: GenreSources,
  given: CollectOnQueueOptions,
): AsyncGenerator<GenreResult, void> {
  const { connection, outageMs, onWarning, maxImages, signal, stop, onProgress, ...options } = given;
  await using shared = await shareState(connection, outageMs === undefined ? {} : { outageMs });
  const { store = shared.store } = options;
  const most = maxImages ?? options.budget?.taggerImages;
  const tagger = queueTagger({
    connection,
    tagger: delegate(options.tagger, { close: () => Promise.resolve() }),
    store,
    ...(outageMs !== undefined && { outageMs }),
    ...(onWarning && { onWarning }),
    ...(most !== undefined && { maxImages: most }),
  });
  const catalog = delegate(options.catalog, { close: () => Promise.resolve() });
  const sound = options.sound && delegate(options.sound, { close: () => Promise.resolve() });
  await using spotiTags = new SpotiTags({
    concurrency: defaultConcurrency,
    ...options,
    ...(sound && { sound }),
    catalog,
    tagger,
    store: coordinatorStore(store),
  });
  yield* spotiTags.tagGenres(genres, {
    ...(signal && { signal }),
    ...(stop && { stop }),
    ...(onProgress && { onProgress }),
  });
}
