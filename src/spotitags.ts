import { allDone, withSignals } from './util/waits.ts';
import type { Classifier, ClassifyOptions } from './classifier/classifier.ts';
import { coverKey } from './covers/cover-key.ts';
import { SpotiTagsError } from './errors.ts';
import { keepCorrections } from './store/stored-corrections.ts';
import { type Joined, type SpotiTagsOptions, join } from './run/context.ts';
import type {
  Artist,
  ArtistProfile,
  CallOptions,
  Corrections,
  Cover,
  Prediction,
  TagResult,
} from './model.ts';
import { type Plan, planGenres } from './run/plan.ts';
import { tagCover } from './run/build-profile.ts';
import { type GenreSources, listSources } from './run/sources.ts';
import { limited, tagOne } from './run/tag-artist.ts';
import { GenreRun, type GenreResult, type TagGenresOptions } from './run/genre-run.ts';
import { checkCorrections } from './tags/corrections.ts';

/**
 * Joins the stations: a catalog's artists and covers, a tagger's tags, a filter, and (with a classifier) a genre.
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
   * @param artist - a name, id or URL, or an artist that the catalog has found.
   * @throws SpotiTagsError `not-found` for an unknown artist, or one without covers; `cover` where every cover failed;
   * whatever else the catalog or the tagger throws for all covers.
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
      allDone(covers.map((cover) => tagCover(queue, cover, joined))),
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

  /**
   * What {@link tagGenres} would take: asks the catalog, so that its requests count, and the store, but never the
   * tagger.
   */
  plan(genres: GenreSources, options: CallOptions = {}): Promise<Plan> {
    const stations = this.#stations;
    return withSignals([options.signal, stations.closing], (signal) =>
      planGenres(stations, listSources(genres), signal),
    );
  }

  /** The same stations, with a classifier: only this one can `classify`. */
  withClassifier(classifier: Classifier): ClassifyingSpotiTags {
    return new ClassifyingSpotiTags(this, classifier);
  }

  /** Closes the catalog and the tagger. Calls under way fail. */
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
   * @param artist - a name, id or URL, an artist that the catalog has found, or a profile.
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
