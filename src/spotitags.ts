import pLimit, { type LimitFunction } from 'p-limit';
import { withSignals } from './abort/waits.ts';
import type { Catalog } from './catalog/catalog.ts';
import type { Classifier, ClassifyOptions } from './classifier/classifier.ts';
import { coverKey } from './cover-key.ts';
import { CoverQueue } from './cover-queue.ts';
import { SpotiTagsError, wholeNumber } from './errors.ts';
import { keepCorrections } from './feedback.ts';
import type {
  Artist,
  ArtistProfile,
  CallOptions,
  Corrections,
  Cover,
  Prediction,
  TagResult,
} from './model.ts';
import { tagCover } from './profile.ts';
import { type GenreSources, listSources } from './sources.ts';
import { memoryStore } from './store/memory.ts';
import type { TagStore } from './store/store.ts';
import { type Stations, limited, tagOne } from './tag-artist.ts';
import { GenreRun, type GenreResult, type TagGenresOptions } from './tag-genres.ts';
import type { Tagger } from './tagger/tagger.ts';
import { checkCorrections } from './tags/corrections.ts';
import { type TagFilter, tagFilter } from './tags/filter.ts';

export interface SpotiTagsOptions {
  /** Where artists and their albums come from. */
  readonly catalog: Catalog;
  /** What says the tags of a cover. */
  readonly tagger: Tagger;
  /** Which tags of a cover count in a profile's sum. @default `tagFilter()` */
  readonly filter?: TagFilter;
  /** Tags on fewer of an artist's covers do not count in the sum. @default 1 */
  readonly minCovers?: number;
  /** Where tags are kept, so that a cover is tagged once. @default `memoryStore()`, the last 10,000 covers */
  readonly store?: TagStore;
  /** Distinct covers of an artist that are tagged at most. @default 10 */
  readonly albumsPerArtist?: number;
  /** Requests to the catalogue and batches to the tagger under way at once, over all calls. @default 8 */
  readonly concurrency?: number;
}

/**
 * Joins the stations: a catalogue's artists and covers, a tagger's tags, a filter, and (with a classifier) a genre.
 *
 * ```ts
 * const spotiTags = new SpotiTags({ catalog, tagger });
 * const { tags } = await spotiTags.tagArtist('Electric Wizard');
 * ```
 */
export class SpotiTags implements AsyncDisposable {
  readonly #stations: Joined;

  /** @throws SpotiTagsError `invalid-input` for a number below 1, of the options or as the tagger's `maxBatchSize`. */
  constructor(options: SpotiTagsOptions | SpotiTags) {
    this.#stations = #stations in options ? options.#stations : join(options);
  }

  /**
   * What an artist's covers look like.
   *
   * @param artist - a name, id or URL, or an artist that the catalogue has found.
   * @throws SpotiTagsError `not-found` for an unknown artist, or one without covers; `cover` where every cover failed;
   * whatever else the catalogue or the tagger throws for all covers.
   */
  tagArtist(artist: string | Artist, options: CallOptions = {}): Promise<ArtistProfile> {
    const { catalog, closing } = this.#stations;
    const find = (signal: AbortSignal) =>
      typeof artist === 'string'
        ? catalog.findArtist(artist, { signal })
        : Promise.resolve({ artist, alternatives: [] });
    return withSignals([options.signal, closing], (signal) => tagOne(this.#stations, find, { signal }));
  }

  /** The raw tags of images of one's own: one result per cover, in the same order. */
  tagCovers(covers: readonly Cover[], { signal }: CallOptions = {}): Promise<readonly TagResult[]> {
    const { closing, queue } = this.#stations;
    return withSignals([signal, closing], (joined) =>
      Promise.all(covers.map((cover) => tagCover(queue, cover, joined))),
    );
  }

  /**
   * Corrects the tags of a cover. Corrections are kept in the store for ever, and every later profile counts them; a
   * tagger whose service learns from feedback is told as well.
   *
   * @param cover - the same URL or bytes as the cover that was tagged.
   * @returns all corrections of the cover, earlier ones included; the last word on a tag stands.
   * @throws SpotiTagsError `invalid-input` for no tags, or one both added and removed; `cover` for an image that cannot
   * be read; what the tagger's service says, in which case the store has the corrections all the same.
   */
  feedback(cover: Cover, feedback: Partial<Corrections>, options: CallOptions = {}): Promise<Corrections> {
    const { closing, store, correcting, tagger } = this.#stations;
    return withSignals([options.signal, closing], async (signal) => {
      const given = checkCorrections(feedback);
      const key = await coverKey(cover, { signal });
      // One at a time: each is read, added to and written.
      const kept = await limited(correcting, signal, () => keepCorrections(store, key, given));
      await tagger.feedback?.(cover, given, { signal });
      return kept;
    });
  }

  /**
   * Tags the artists of genres. Results come in input order; an artist, or a list of artists, that fails is an item as
   * well, and the others go on. Leaving the loop aborts the rest.
   *
   * @throws SpotiTagsError `invalid-input` at once for no genres, or a genre without sources.
   */
  tagGenres(genres: GenreSources, options: TagGenresOptions = {}): AsyncGenerator<GenreResult, void> {
    return new GenreRun(this.#stations, listSources(genres), options).results();
  }

  /** The same stations, with a classifier: only this one can `classify`. */
  withClassifier(classifier: Classifier): ClassifyingSpotiTags {
    return new ClassifyingSpotiTags(this, classifier);
  }

  /** Closes the catalogue and the tagger. Calls under way fail. */
  async close(): Promise<void> {
    const { catalog, tagger, queue, close } = this.#stations;
    const closed = new SpotiTagsError('invalid-input', 'SpotiTags was closed: make a new one to go on.');
    close(closed);
    queue.close(closed);
    await Promise.all([catalog.close?.(), tagger.close?.()]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** {@link SpotiTags} that can also say which genre an artist plays. */
export class ClassifyingSpotiTags extends SpotiTags {
  readonly #classifier: Classifier;

  constructor(spotiTags: SpotiTags, classifier: Classifier) {
    super(spotiTags);
    this.#classifier = classifier;
  }

  /**
   * Which genre an artist plays.
   *
   * @param artist - a name, id or URL, an artist that the catalogue has found, or a profile.
   * @param options.evidence - how many pieces of evidence to give at most. Default: 10.
   * @throws SpotiTagsError as {@link SpotiTags.tagArtist}, and `invalid-input` where the classifier knows another
   * tagger's tags.
   */
  async classify(
    artist: string | Artist | ArtistProfile,
    { evidence = 10, signal }: ClassifyOptions = {},
  ): Promise<Prediction> {
    const aborting = signal && { signal };
    const isProfile = typeof artist === 'object' && 'albums' in artist;
    const profile = isProfile ? artist : await this.tagArtist(artist, aborting);
    const [prediction] = await this.#classifier.classify([profile], { evidence, ...aborting });
    if (!prediction) throw new SpotiTagsError('service', 'The classifier gave no prediction for the artist.');
    return prediction;
  }
}

interface Joined extends Stations {
  readonly close: (reason: SpotiTagsError) => void;
  /** The turn of whoever gives feedback. */
  readonly correcting: LimitFunction;
}

function join(options: SpotiTagsOptions): Joined {
  const { catalog, tagger, filter = tagFilter(), store = memoryStore() } = options;
  const minCovers = wholeNumber('minCovers', options.minCovers ?? 1);
  const albumsPerArtist = wholeNumber('albumsPerArtist', options.albumsPerArtist ?? 10);
  const concurrency = wholeNumber('concurrency', options.concurrency ?? 8);
  wholeNumber('maxBatchSize of the tagger', tagger.maxBatchSize);
  const limit = pLimit(concurrency);
  const queue = new CoverQueue(tagger, store, limit);
  const closing = new AbortController();
  const close = (reason: SpotiTagsError) => {
    closing.abort(reason);
  };
  const { signal } = closing;
  return {
    catalog,
    tagger,
    filter,
    minCovers,
    store,
    correcting: pLimit(1),
    queue,
    limit,
    closing: signal,
    close,
    albumsPerArtist,
    concurrency,
  };
}
