import type { ArtistProfile } from '../../model.ts';
import { hashOf } from './artist-sketch.ts';

/** How many albums the parts of an artist have. */
const sizes = [1, 1, 3, 3];
/** Parts of this many artists tell how much less few albums say. */
const mostArtists = 1000;

const known = new WeakMap<ArtistProfile, readonly ArtistProfile[]>();

/**
 * The artist with one or three albums alone. The albums lie far apart, as neighbors are often alike, and the artist's name
 * decides with which they begin. An artist without more albums than that has no such part.
 */
export function partsOf(profile: ArtistProfile): readonly ArtistProfile[] {
  let parts = known.get(profile);
  if (!parts) known.set(profile, (parts = cut(profile)));
  return parts;
}

function cut(profile: ArtistProfile): ArtistProfile[] {
  const { length } = profile.albums;
  // Beginning somewhere else, parts of one size differ.
  return sizes.flatMap((size, at) =>
    length <= size ? [] : withAlbums(profile, size, Math.floor((at * length) / sizes.length)),
  );
}

/** The artist with this number of albums; the whole artist if there are not more. */
export function withAlbums(profile: ArtistProfile, size: number, shift = 0): ArtistProfile {
  const { albums, artist } = profile;
  const { length } = albums;
  if (length <= size) return profile;
  const start = hashOf(artist) + shift;
  const chosen = new Set(
    Array.from({ length: size }, (_, at) => (start + Math.floor((at * length) / size)) % length),
  );
  return { ...profile, albums: albums.filter((_, at) => chosen.has(at)), tags: [] };
}

interface KeptArtist {
  readonly hash: number;
  readonly at: number;
  readonly parts: readonly ArtistProfile[];
}

/** Collects parts of the artists with the smallest hashes, so that they do not depend on the order of the examples. */
export class PartsReader {
  #largest = Infinity;
  #artists: KeptArtist[] = [];

  /** @param at - the place of the artist among the examples. */
  add(profile: ArtistProfile, at: number): void {
    const hash = hashOf(profile.artist);
    if (hash >= this.#largest) return;
    const parts = partsOf(profile);
    if (parts.length > 0) this.#artists.push({ hash, at, parts });
    if (this.#artists.length < 2 * mostArtists) return;
    this.#artists = this.#smallest();
    this.#largest = this.#artists.at(-1)?.hash ?? Infinity;
  }

  /** The parts, and the place of their artists. */
  parts(): { readonly profile: ArtistProfile; readonly at: number }[] {
    return this.#smallest().flatMap(({ at, parts }) => parts.map((profile) => ({ profile, at })));
  }

  #smallest(): KeptArtist[] {
    return this.#artists.sort((a, b) => a.hash - b.hash || a.at - b.at).slice(0, mostArtists);
  }
}
