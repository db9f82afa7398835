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
   * @throws SpotiTagsError `over-budget` if the request must not be sent.
   */
  count(items: number): void;
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

/** One cover image, and the id of the album it belongs to. */
export type Cover = ImageSource & { readonly album?: string };

export interface Album {
  /** The album's identifier within its catalog. */
  readonly id: string;
  /** May be empty: catalogs blank the title of withdrawn albums. */
  readonly title: string;
  /** Year of release, e.g. 1971. */
  readonly year?: number;
  readonly cover?: Cover;
}

/** What a tagger says of one cover. */
export interface Tag {
  readonly name: string;
  /** 0..1 */
  readonly confidence: number;
}

/** A tagger's answer for one cover: its tags, or why there are none. */
export type TagResult =
  | { readonly tags: readonly Tag[]; readonly error?: never }
  | { readonly error: SpotiTagsError; readonly tags?: never };

/** What a person says of a cover's tags. Names fold as the filter folds them: "skull" is "Skulls". */
export interface Corrections {
  /** Tags that the cover has, with a confidence of 1. */
  readonly add: readonly string[];
  /** Tags that it has not. */
  readonly remove: readonly string[];
}

/** What became of an album's cover. */
export type CoverOutcome =
  /** The tags as the tagger gave them, unfiltered, and what a person said of them since. */
  | { readonly status: 'tagged'; readonly tags: readonly Tag[]; readonly corrections?: Corrections }
  /** This cover alone could not be tagged. */
  | { readonly status: 'failed'; readonly error: { readonly code: string; readonly message: string } }
  /** The same image as the cover of the album with the id `of`; it counts once. */
  | { readonly status: 'repeated'; readonly of: string }
  /** The catalog has no cover of this album. */
  | { readonly status: 'missing' };

/** An album of a profile. Titles and years stay even where the cover says nothing. */
export interface ProfileAlbum {
  readonly id: string;
  readonly title: string;
  readonly year?: number;
  readonly cover: CoverOutcome;
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
  readonly albums: readonly ProfileAlbum[];
  /** Filtered tags, summed over the covers; heaviest first, ties by code point. */
  readonly tags: readonly TagWeight[];
}

/** One labeled artist, one line of a dataset. */
export interface Example {
  readonly genre: string;
  readonly profile: ArtistProfile;
}

/** What spoke for the predicted genre (or against it, where `contribution` is negative). */
export interface Evidence {
  readonly kind: 'tag' | 'title' | 'decade';
  readonly name: string;
  /** Nats of log odds of the predicted genre against the others. */
  readonly contribution: number;
  /** Ids of the profile's albums on which it was seen. */
  readonly albums: readonly string[];
}

export interface Prediction {
  /** The likeliest genre; `null` says "cannot tell". */
  readonly genre: string | null;
  /** Every genre, likeliest first; the probabilities sum to one. */
  readonly scores: readonly { readonly genre: string; readonly probability: number }[];
  /** Whether the probabilities were fitted to match how often they are right. */
  readonly calibrated: boolean;
  /** Strongest first; present when asked for. */
  readonly evidence?: readonly Evidence[];
}
