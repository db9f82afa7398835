import type { SpotiTagsError } from './errors.ts';

/** What every call that may wait accepts. A provider hands it on to whatever it calls. */
export interface CallOptions {
  /** Aborts every wait of the call; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Counts the requests of the call, for budgets. Service clients of `spotitags/kit` tell it. */
  readonly counter?: RequestCounter;
}

/** Counts requests to a service. */
export interface RequestCounter {
  /**
   * Called before each request, also before it is sent again.
   * @param items - things that the request carries and the service bills, such as images to tag; 0 for other requests.
   * Wait for it: a budget of several processes is asked in a database.
   * @throws SpotiTagsError `over-budget` if the request must not be sent.
   */
  count(items: number): void | Promise<void>;
}

/** A musician or group, as one catalog knows it. */
export interface Artist {
  /** The `id` of the {@link Catalog} the artist comes from. */
  readonly catalog: string;
  /** The artist's identifier within that catalog. */
  readonly id: string;
  readonly name: string;
  /** What tells artists of one name apart, for people: "US stoner doom metal band". */
  readonly disambiguation?: string;
  /** A page about the artist, for people. */
  readonly url?: string;
}

/** Where the pixels of an image are: exactly one of `url`, `path` or `bytes`. */
export type ImageSource =
  | { readonly url: string; readonly path?: never; readonly bytes?: never }
  | { readonly path: string; readonly url?: never; readonly bytes?: never }
  | { readonly bytes: Uint8Array; readonly url?: never; readonly path?: never };

/** One cover image. */
export type Cover = ImageSource & {
  /** The id of the album that it belongs to. */
  readonly album?: string;
  /**
   * Of a file: its path below the root of the catalog, with `/` between folders. Datasets keep it, and never the absolute
   * path.
   */
  readonly relativePath?: string;
};

/** An album of an artist, as a catalog lists it. */
export interface Album {
  /** The album's identifier within its catalog. */
  readonly id: string;
  /** May be empty: catalogs blank the title of withdrawn albums. */
  readonly title: string;
  /** Year of release, e.g. 1971. */
  readonly year?: number;
  readonly cover?: Cover;
  /** The track that stands for the album's sound, from a catalog that has music. */
  readonly track?: { readonly path: string };
}

/** What a tagger says about one cover. */
export interface Tag {
  readonly name: string;
  /** 0..1 */
  readonly confidence: number;
}

/** One of the taggers that stand together in a combination. */
export interface TaggerPart {
  /** Its `id`. In files of version 1, which do not keep it, the `id` of the combination. */
  readonly id: string;
  /** What the names of its tags begin with, such as `palette: `. Empty if names are merged. */
  readonly namespace: string;
}

/** A word that is written on a cover. */
export interface CoverWord {
  /** Folded: Unicode's form NFKC, in lower case. Not empty, without white space. */
  readonly text: string;
  /** 0..1 */
  readonly confidence: number;
}

/** A tagger's answer for one cover: its tags, or why there are none. */
export type TagResult =
  | {
      readonly tags: readonly Tag[];
      /** The image as a vector, from a neural tagger that gives one. */
      readonly embedding?: readonly number[];
      /** What is written on the cover, from a tagger that reads. Empty if it found nothing, absent if the tagger does not read. */
      readonly words?: readonly CoverWord[];
      readonly error?: never;
    }
  | {
      readonly error: SpotiTagsError;
      readonly tags?: never;
      readonly embedding?: never;
      readonly words?: never;
    };

/** A vector with eight bits per number. Plain data: survives JSON. */
export interface Embedding {
  /** A number of the vector is its signed byte times this. Above 0. */
  readonly scale: number;
  /** The signed bytes, in Base64. */
  readonly bytes: string;
}

/** What a person says of a cover's tags. Names fold as the filter folds them: "skull" is "Skulls". */
export interface Corrections {
  /** Tags that the cover has, with a confidence of 1. */
  readonly add: readonly string[];
  /** Tags that it has not. */
  readonly remove: readonly string[];
}

/** Where a cover can be found again: exactly one of a public URL and a path below the root of the artist's catalog. */
export type CoverSource =
  | { readonly url: string; readonly path?: never }
  /** Relative to the root, with `/` between folders: `doom metal/Sleep/Dopesmoker.jpg`. Never absolute. */
  | { readonly path: string; readonly url?: never };

/** Why something could not be tagged. */
export interface TaggingFailure {
  readonly code: string;
  readonly message: string;
}

/** What became of an album's cover. `source` is absent for an image that was given as bytes. */
export type CoverOutcome =
  | {
      readonly status: 'tagged';
      /** As the tagger gave them, unfiltered. */
      readonly tags: readonly Tag[];
      /** What a person said of them since. */
      readonly corrections?: Corrections;
      readonly embedding?: Embedding;
      /** What is written on the cover. Absent if the tagger does not read. */
      readonly words?: readonly CoverWord[];
      readonly source?: CoverSource;
    }
  /** This cover alone could not be tagged. */
  | { readonly status: 'failed'; readonly error: TaggingFailure; readonly source?: CoverSource }
  /** The same image as the cover of the album with the id `of`; it counts once. */
  | { readonly status: 'repeated'; readonly of: string; readonly source?: CoverSource }
  /** The catalog has no cover of this album. */
  | { readonly status: 'missing'; readonly source?: never };

/** What became of an album's sound. */
export type SoundOutcome =
  | { readonly status: 'tagged'; readonly tags: readonly Tag[]; readonly embedding?: Embedding }
  | { readonly status: 'failed'; readonly error: TaggingFailure }
  /** There is no track of this album. */
  | { readonly status: 'missing' };

/** An album of a profile. Titles and years stay, also if the cover could not be tagged. */
export interface ProfileAlbum {
  readonly id: string;
  readonly title: string;
  readonly year?: number;
  readonly cover: CoverOutcome;
  /** Absent if nothing was listened to. */
  readonly sound?: SoundOutcome;
}

/** One tag, summed over covers. */
export interface TagWeight {
  readonly name: string;
  /** Sum of the tag's confidences over the covers. */
  readonly weight: number;
  /** Number of distinct covers that carry the tag. */
  readonly covers: number;
}

/** What an artist's covers look like. Plain data: survives JSON. */
export interface ArtistProfile {
  readonly artist: Artist;
  /** Other artists of the same name, where there are any: worth a look before the profile is trusted. */
  readonly alternatives?: readonly Artist[];
  /** The `id` of the tagger that tagged the covers. */
  readonly tagger: string;
  /** The taggers that it combines. Absent for a tagger that stands alone. */
  readonly taggers?: readonly TaggerPart[];
  /** The `id` of the sound tagger. Absent if there was none. */
  readonly sound?: string;
  readonly albums: readonly ProfileAlbum[];
  /** Filtered tags, summed over the covers; heaviest first, ties by code point. */
  readonly tags: readonly TagWeight[];
}

/** An artist with one genre: a line of a dataset. */
export interface Example {
  readonly genre: string;
  readonly genres?: never;
  readonly target?: never;
  readonly profile: ArtistProfile;
}

/** An artist with several genres. */
export interface MultiGenreExample {
  /** One or more, each once. */
  readonly genres: readonly [string, ...string[]];
  readonly genre?: never;
  readonly target?: never;
  readonly profile: ArtistProfile;
}

/** An artist with a number, such as the year of the first album. */
export interface NumberExample {
  /** Finite. */
  readonly target: number;
  readonly genre?: never;
  readonly genres?: never;
  readonly profile: ArtistProfile;
}

/** An artist with one genre or several: what trainers learn from. */
export type GenreExample = Example | MultiGenreExample;

/** A labeled artist of any kind: a line of a dataset. It has exactly one of `genre`, `genres` and `target`. */
export type LabeledExample = Example | MultiGenreExample | NumberExample;

/** A feature of the profile that spoke for the predicted genre, or that moved an estimated number. */
export interface Evidence {
  readonly kind: 'tag' | 'title' | 'lettering' | 'embedding' | 'decade' | 'sound';
  /** A tag of covers or of sound, a word of a title, a word on a cover, a decade; of an embedding, the title of the album whose cover spoke. */
  readonly name: string;
  /**
   * What it adds to the log odds of the predicted genre against the others, in nats, above 0. Of an {@link Estimate}: what it
   * adds to the number, in the number's unit, compared with the mean of the artists of the training; it may be below 0.
   */
  readonly contribution: number;
  /** Ids of the profile's albums on which it was seen. */
  readonly albums: readonly string[];
  /** Set if the word says how an album is sold, such as "deluxe": it may lead astray for artists of another catalog. */
  readonly edition?: true;
}

/** What a classifier says about a profile. */
export interface Prediction {
  /** The likeliest genre. `null` says "cannot tell". */
  readonly genre: string | null;
  /** Why the classifier cannot tell, if it knows: a sentence. Only present if `genre` is `null`. */
  readonly reason?: string;
  /** Every genre, likeliest first. The probabilities sum to one. */
  readonly scores: readonly { readonly genre: string; readonly probability: number }[];
  /**
   * What is said if `maxGenres`, `minProbability` or `level` of `classify` is given: the genres at that level, likeliest first
   * (with `level: 'best'`, by their expected score). None if it cannot tell.
   */
  readonly genres?: readonly { readonly genre: string; readonly probability: number }[];
  /** Whether the probabilities were fitted to match how often they are right. */
  readonly calibrated: boolean;
  /** Strongest first, words of an edition last. Present if it was asked for. */
  readonly evidence?: readonly Evidence[];
  /** Why it is less often right than it was in its evaluation. Absent if the model knows no reason. */
  readonly warnings?: readonly PredictionWarning[];
}

/** How a profile differs from those that the model was trained on. */
export interface PredictionWarning {
  /** Titles or years from another catalog, or far fewer tagged covers. */
  readonly kind: 'other-catalog' | 'few-covers';
  /** For people: what differs, and what to do. */
  readonly message: string;
}
