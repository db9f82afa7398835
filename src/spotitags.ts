import * as v from 'valibot';
import {
  checkList,
  checkMembers,
  checkNames,
  checkOptions,
  objectOf,
  optionsSchema,
} from './util/options.ts';
import { allDone, orAbort, withSignals } from './util/waits.ts';
import type { Catalog } from './catalog/catalog.ts';
import type { Classifier } from './classifier/classifier.ts';
import { coverKey } from './covers/cover-key.ts';
import { SpotiTagsError } from './errors.ts';
import { keepCorrections } from './store/stored-corrections.ts';
import { type Classification, withTitles } from './run/classification.ts';
import { type RunContext, type RunOptions, openContext } from './run/context.ts';
import type { Artist, ArtistProfile, CallOptions, Corrections, Cover, TagResult } from './model.ts';
import { runEntries } from './run/run-options.ts';
import { type RunPlan, planGenres } from './run/plan.ts';
import { profileOf } from './run/profile-of.ts';
import { tagCover } from './run/build-profile.ts';
import { type GenreSources, listSources } from './run/sources.ts';
import { tagArtist } from './run/tag-artist.ts';
import { GenreRun, type GenreResult, type TagGenresOptions } from './run/genre-run.ts';
import type { SoundTagger } from './sound/sound-tagger.ts';
import type { Tagger } from './tagger/tagger.ts';
import { checkCorrections } from './tags/corrections.ts';
import type { SayOptions } from './tags/said-genres.ts';

/** Options of {@link SpotiTags}. */
export interface SpotiTagsOptions extends Omit<RunOptions, 'catalog'> {
  /** The source of artists and their albums. @default none, which is enough for images that you have */
  readonly catalog?: Catalog;
  /** What says the genre of an artist. @default none, and `classify` needs one in the call */
  readonly classifier?: Classifier;
}

export interface SpotiTagsClassifyOptions extends CallOptions, SayOptions {
  /** Used instead of the classifier of the constructor. It is not closed with the facade. */
  readonly classifier?: Classifier;
  /** How many pieces of evidence to give at most. @default 10 */
  readonly evidence?: number;
}

export interface ProfileOfOptions extends CallOptions {
  /** Whose covers they are: a name, or an artist. @default an artist without a name */
  readonly artist?: string | Artist;
}

const spotiTagsOptions = optionsSchema({
  ...runEntries,
  catalog: v.exactOptional(runEntries.catalog),
  classifier: v.exactOptional(objectOf<Classifier>()),
});

/**
 * Composes the providers: a catalog's artists and covers, a tagger's tags, a filter, and (with a classifier) a genre.
 *
 * ```ts
 * const spotiTags = new SpotiTags({ catalog, tagger });
 * const { tags } = await spotiTags.tagArtist('Electric Wizard');
 * ```
 */
export class SpotiTags implements AsyncDisposable {
  readonly #context: RunContext;
  readonly #classifier: Classifier | undefined;
  readonly #sound: SoundTagger | undefined;

  /**
   * @throws SpotiTagsError `invalid-input` for an option that does not exist or is missing, for a number below 1, of the options or as the tagger's `maxBatchSize`, and
   * for a classifier that knows the tags of another tagger or sound tagger.
   */
  constructor(given: SpotiTagsOptions) {
    const {
      classifier,
      catalog = noCatalog,
      ...options
    } = checkOptions<SpotiTagsOptions>(spotiTagsOptions, given);
    if (classifier) {
      checkClassifier(classifier);
      checkTagger(classifier, options.tagger);
      checkSound(classifier, options.sound);
    }
    this.#context = openContext({ ...options, catalog });
    this.#classifier = classifier;
    this.#sound = options.sound;
  }

  /**
   * What an artist's covers look like.
   *
   * @param artist - a name, id or URL, or an artist that the catalog has found.
   * @throws SpotiTagsError `not-found` for an unknown artist, or one without covers; `cover` where every cover failed;
   * `invalid-input` if there is no catalog; whatever else the catalog or the tagger throws for all covers.
   */
  tagArtist(artist: string | Artist, options: CallOptions = {}): Promise<ArtistProfile> {
    const { catalog, closing } = this.#context;
    const find = (call: CallOptions) =>
      typeof artist === 'string'
        ? catalog.findArtist(artist, call)
        : Promise.resolve({ artist, alternatives: [] });
    return withSignals([options.signal, closing], async (signal) => {
      checkArtist(artist);
      return tagArtist(this.#context, find, { signal });
    });
  }

  /**
   * What images that you have look like together, as the covers of one artist: `profileOf([{ path: 'Dopesmoker.jpg' }])`.
   * All of them are tagged, and the catalog is not asked. There is one album for each cover, in the same order. Its id is
   * the `album` of the cover, or else its number; its title is the name of the file, or of the folder around a "cover.jpg".
   *
   * @throws SpotiTagsError `invalid-input` for no covers; `cover` if every cover failed; what the tagger throws for all.
   */
  profileOf(covers: readonly Cover[], options: ProfileOfOptions = {}): Promise<ArtistProfile> {
    const { artist, signal } = options;
    return withSignals([signal, this.#context.closing], async (joined) => {
      checkNames(options, ['artist', 'signal']);
      if (artist !== undefined) checkArtist(artist);
      return profileOf(this.#context, covers, artist, joined);
    });
  }

  /** The raw tags of images: one result per cover, in the same order. */
  tagCovers(covers: readonly Cover[], { signal }: CallOptions = {}): Promise<readonly TagResult[]> {
    const { closing, queue } = this.#context;
    return withSignals([signal, closing], async (joined) => {
      checkList('covers', covers);
      return allDone(covers.map((cover) => tagCover(queue, cover, joined)));
    });
  }

  /**
   * Corrects the tags of a cover. Corrections stay in the store, and every later profile counts them; a
   * tagger whose service learns from feedback is told as well.
   *
   * @param cover - the same URL or bytes as the cover that was tagged.
   * @returns all corrections of the cover, earlier ones included; the last word on a tag stands.
   * @throws SpotiTagsError `invalid-input` for no tags, or one both added and removed; `cover` for an image that cannot
   * be read; what the tagger's service says, in which case the store has the corrections all the same.
   */
  feedback(cover: Cover, feedback: Partial<Corrections>, options: CallOptions = {}): Promise<Corrections> {
    const { closing, store, tagger } = this.#context;
    return withSignals([options.signal, closing], async (signal) => {
      const given = checkCorrections(feedback);
      const key = await coverKey(cover, { signal });
      const kept = await orAbort(keepCorrections(store, key, given), signal);
      await tagger.feedback?.(cover, given, { signal });
      return kept;
    });
  }

  /**
   * Tags the artists of genres. Results come in input order; an artist, or a list of artists, that fails is an item as
   * well, and the others go on. Leaving the loop aborts the rest.
   *
   * @throws SpotiTagsError `invalid-input` at once for no genres, a genre without sources, an option that does not exist,
   * or if there is no catalog.
   */
  tagGenres(genres: GenreSources, options: TagGenresOptions = {}): AsyncGenerator<GenreResult, void> {
    if (this.#context.catalog === noCatalog) missingCatalog();
    checkNames(options, ['signal', 'stop', 'onProgress']);
    return new GenreRun(this.#context, listSources(genres, this.#context.genreMap), options).results();
  }

  /**
   * What {@link tagGenres} would take: asks the catalog, so that its requests count, and the store, but never the
   * tagger.
   */
  plan(genres: GenreSources, options: CallOptions = {}): Promise<RunPlan> {
    const context = this.#context;
    return withSignals([options.signal, context.closing], async (signal) => {
      if (context.catalog === noCatalog) missingCatalog();
      return planGenres(context, listSources(genres, context.genreMap), signal);
    });
  }

  /**
   * Which genre an artist plays.
   *
   * @param artist - a name, id or URL, an artist that the catalog has found, a profile, or covers, as for
   * {@link SpotiTags.profileOf}.
   * @returns the prediction, the titles of its evidence, and the profile, which says which artist was found.
   * @throws SpotiTagsError as {@link SpotiTags.tagArtist}; `invalid-input` if there is no classifier, or if it knows
   * another tagger's tags, which is said before anything is tagged.
   */
  async classify(
    artist: string | Artist | ArtistProfile | readonly Cover[],
    { classifier = this.#classifier, evidence = 10, signal, ...say }: SpotiTagsClassifyOptions = {},
  ): Promise<Classification> {
    if (!classifier) {
      throw new SpotiTagsError(
        'invalid-input',
        'There is no classifier: pass one to the constructor, or to the call, as classifier.',
      );
    }
    checkClassifier(classifier);
    const aborting = signal && { signal };
    const isProfile = typeof artist === 'object' && 'albums' in artist;
    if (!isProfile) {
      checkTagger(classifier, this.#context.tagger);
      checkSound(classifier, this.#sound);
    }
    const profile = isProfile
      ? artist
      : await (isCovers(artist) ? this.profileOf(artist, aborting) : this.tagArtist(artist, aborting));
    const [prediction] = await classifier.classify([profile], { ...say, evidence, ...aborting });
    if (!prediction) throw new SpotiTagsError('service', 'The classifier gave no prediction for the artist.');
    return withTitles(prediction, profile);
  }

  /** Closes the catalog, the taggers and the classifier. The store stays open. Calls under way fail. */
  async close(): Promise<void> {
    const { catalog, tagger, close } = this.#context;
    close(new SpotiTagsError('invalid-input', 'SpotiTags was closed: make a new one to go on.'));
    await allDone(
      [catalog, tagger, this.#sound, this.#classifier].map(async (provider) => provider?.close?.()),
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function checkClassifier(classifier: unknown): void {
  checkMembers([classifier], 'The option classifier takes classifiers, such as loadClassifier(text)', [
    'genres',
    'classify',
  ]);
}

/** A name, or what a catalog found. */
function checkArtist(artist: unknown): void {
  if (typeof artist === 'string') return;
  checkMembers([artist], 'artist must be a text, or what catalogs find', ['catalog', 'id', 'name']);
}

/** Tags of two taggers do not compare. Asked before anything is paid for. */
function checkTagger(classifier: Classifier, tagger: Tagger): void {
  if (classifier.tagger === undefined || classifier.tagger === tagger.id) return;
  throw new SpotiTagsError(
    'invalid-input',
    `The classifier knows the tags of ${classifier.tagger}, and the tagger is ${tagger.id}. Use the tagger of the ` +
      'classifier, or train a classifier on the tags of this tagger.',
  );
}

/** Without a sound tagger, a classifier judges by the covers alone. */
function checkSound(classifier: Classifier, sound: SoundTagger | undefined): void {
  if (classifier.sound === undefined || !sound || classifier.sound === sound.id) return;
  throw new SpotiTagsError(
    'invalid-input',
    `The classifier knows the sound tags of ${classifier.sound}, and the sound tagger is ${sound.id}. Use the sound tagger of ` +
      'the classifier, or train a classifier on the tags of this one.',
  );
}

function isCovers(artist: object | string): artist is readonly Cover[] {
  return Array.isArray(artist);
}

function missingCatalog(): never {
  throw new SpotiTagsError(
    'invalid-input',
    'There is no catalog to ask for artists: pass one, new SpotiTags({ catalog, tagger }). For images that you have, call ' +
      'profileOf(covers) or classify(covers).',
  );
}

/** Stands for a catalog that was not given. */
const noCatalog: Catalog = {
  id: 'none',
  findArtist: () => Promise.resolve().then(missingCatalog),
  albums: missingCatalog,
};
