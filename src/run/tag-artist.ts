import type { LimitFunction } from 'p-limit';
import { orAbort } from '../util/waits.ts';
import type { Catalog, FoundArtist } from '../catalog/catalog.ts';
import { takeAlbums } from '../catalog/take-albums.ts';
import type { Artist, ArtistProfile } from '../model.ts';
import { type OnCover, type ProfileStations, buildProfile } from './build-profile.ts';
import type { Tagger } from '../tagger/tagger.ts';

export interface Stations extends ProfileStations {
  readonly catalog: Catalog;
  readonly tagger: Tagger;
  readonly limit: LimitFunction;
  /** Aborts when the facade is closed. */
  readonly closing: AbortSignal;
  readonly albumsPerArtist: number;
  readonly concurrency: number;
}

/** Tags one artist. Requests of the catalog go through the limit. */
export async function tagOne(
  stations: Stations,
  find: (signal: AbortSignal) => Promise<FoundArtist>,
  { signal, onAlbums, onCover }: Observer & { readonly signal: AbortSignal },
): Promise<ArtistProfile> {
  const { catalog, queue, limit, albumsPerArtist } = stations;
  const hold = queue.hold();
  try {
    const found = await limited(limit, signal, () => find(signal));
    const albums = await limited(limit, signal, () =>
      takeAlbums(catalog, found.artist, albumsPerArtist, { signal }),
    );
    const profile = buildProfile(found, albums, stations, onCover ?? (() => undefined), signal);
    onAlbums?.(found.artist, albums.length);
    hold.release();
    return await profile;
  } finally {
    hold.release();
  }
}

/** Runs the work in its turn. An abort waits neither for the turn nor for work that does not heed it. */
export function limited<T>(limit: LimitFunction, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const turn = limit(() => {
    signal.throwIfAborted();
    return work();
  });
  return orAbort(turn, signal);
}

interface Observer {
  readonly onAlbums?: (artist: Artist, covers: number) => void;
  readonly onCover?: OnCover;
}
