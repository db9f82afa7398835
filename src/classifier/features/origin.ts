import { SpotiTagsError } from '../../errors.ts';
import type { ArtistProfile, TaggerPart } from '../../model.ts';
import { compareCodePoints } from '../../util/order.ts';
import { ArtistSketch } from './artist-sketch.ts';

/** Where the examples of a model came from. */
export interface Origin {
  /** The `id` of the tagger of all profiles. */
  readonly tagger: string;
  /** The taggers that it combines, or the tagger itself. In the order of their namespaces. */
  readonly taggers: readonly TaggerPart[];
  /** The ids of the artists' catalogs, in the order of their code points. */
  readonly catalogs: readonly string[];
  /** The `id` of the sound tagger of the profiles that have sound. Absent if none has. */
  readonly sound?: string;
  /** Median number of tagged covers per artist. Not known of a model file of version 1. */
  readonly coversPerArtist?: number;
  /** Which artists they were: see {@link ArtistSketch}. Not known of older model files. */
  readonly artists?: readonly number[];
}

/** The origin among the other contents of a model's file. */
export function originOf({ tagger, taggers, catalogs, sound, coversPerArtist, artists }: Origin): Origin {
  return {
    tagger,
    taggers,
    catalogs,
    ...(sound !== undefined && { sound }),
    ...(coversPerArtist !== undefined && { coversPerArtist }),
    ...(artists && { artists }),
  };
}

/** Reads off the profiles where they came from. */
export class OriginReader {
  #tagger: string | undefined;
  #sound: string | undefined;
  readonly #taggers = new Map<string, TaggerPart>();
  readonly #catalogs = new Set<string>();
  readonly #covers: number[] = [];
  readonly #artists = new ArtistSketch();

  /** @throws SpotiTagsError `invalid-input` for no profile, or one of another tagger or sound tagger than those before. */
  add(profile: ArtistProfile): void {
    checkProfile(profile);
    const { artist, tagger, taggers = [], sound, albums } = profile;
    this.#tagger ??= tagger;
    if (tagger !== this.#tagger) throw mixedTaggers(this.#tagger, profile);
    this.#sound ??= sound;
    if (sound !== undefined && sound !== this.#sound) throw mixedSound(this.#sound ?? '', sound, artist.name);
    for (const part of taggers) {
      if (!this.#taggers.has(part.namespace)) this.#taggers.set(part.namespace, part);
    }
    this.#catalogs.add(artist.catalog);
    this.#artists.add(artist);
    this.#covers.push(albums.filter(({ cover }) => cover.status === 'tagged').length);
  }

  /** @throws SpotiTagsError `invalid-input` if there was no profile. */
  origin(): Origin {
    const tagger = this.#tagger;
    if (tagger === undefined) {
      throw new SpotiTagsError('invalid-input', 'There is nothing to train on: no examples came.');
    }
    const parts = [...this.#taggers.values()].sort((a, b) => compareCodePoints(a.namespace, b.namespace));
    return {
      tagger,
      taggers: parts.length > 0 ? parts : [{ id: tagger, namespace: '' }],
      catalogs: [...this.#catalogs].sort(compareCodePoints),
      ...(this.#sound !== undefined && { sound: this.#sound }),
      coversPerArtist: median(this.#covers),
      artists: this.#artists.toJSON(),
    };
  }
}

/** A caller without types may give an artist's name in its place. */
function checkProfile(profile: unknown): void {
  if (typeof profile === 'object' && profile !== null && 'artist' in profile && 'albums' in profile) return;
  throw new SpotiTagsError(
    'invalid-input',
    `The profile of an example must be one that tagArtist made, or readDataset read; got ${profile === null ? 'null' : typeof profile}.`,
  );
}

function median(counts: readonly number[]): number {
  const sorted = Float64Array.from(counts).sort();
  return sorted[sorted.length >> 1] ?? 0;
}

function mixedSound(sound: string, other: string, artist: string): SpotiTagsError {
  return new SpotiTagsError(
    'invalid-input',
    `Examples of different sound taggers cannot train one model: the first are by ${sound}, ${artist} is by ${other}. ` +
      'Listen to all of them with one sound tagger.',
  );
}

function mixedTaggers(tagger: string, profile: ArtistProfile): SpotiTagsError {
  return new SpotiTagsError(
    'invalid-input',
    `Examples of different taggers cannot train one model: the first are by ${tagger}, ` +
      `${profile.artist.name} is by ${profile.tagger}. Tag all of them with one tagger.`,
  );
}
