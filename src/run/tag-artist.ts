import type { LimitFunction } from 'p-limit';
import type { FoundArtist } from '../catalog/catalog.ts';
import { takeAlbums } from '../catalog/take-albums.ts';
import type { Artist, ArtistProfile, CallOptions } from '../model.ts';
import { orAbort } from '../util/waits.ts';
import { type OnCover, buildProfile } from './build-profile.ts';
import type { RunContext } from './context.ts';

export interface TagArtistOptions {
  readonly signal: AbortSignal;
  /** Called with the number of the artist's albums that have a cover. */
  readonly onAlbums?: (artist: Artist, covers: number) => void;
  readonly onCover?: OnCover;
}

/** Tags one artist. Catalog requests count towards the limit. */
export async function tagArtist(
  context: RunContext,
  find: (options: CallOptions) => Promise<FoundArtist>,
  { signal, onAlbums, onCover = () => undefined }: TagArtistOptions,
): Promise<ArtistProfile> {
  const { catalog, queue, limit, coversPerArtist, budget } = context;
  const options = { signal, counter: budget.catalogCounter };
  const producer = queue.addProducer();
  try {
    const found = await limited(limit, signal, () => find(options));
    const albums = await limited(limit, signal, () =>
      takeAlbums(catalog, found.artist, coversPerArtist, options),
    );
    const profile = buildProfile(found, albums, context, onCover, signal);
    onAlbums?.(found.artist, albums.filter(({ cover }) => cover).length);
    producer.release();
    return await profile;
  } finally {
    producer.release();
  }
}

/**
 * Runs the work when the limit allows. After an abort, the caller waits neither for the limit nor for work
 * that ignores its signal.
 */
export function limited<T>(limit: LimitFunction, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const turn = limit(() => {
    signal.throwIfAborted();
    return work();
  });
  return orAbort(turn, signal);
}

/** The items of a list, each of them awaited as {@link limited} does. */
export async function* limitedItems<T>(
  limit: LimitFunction,
  signal: AbortSignal,
  items: AsyncGenerator<T, void>,
): AsyncGenerator<T, void> {
  try {
    for (;;) {
      const next = await limited(limit, signal, () => items.next());
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // Not awaited: a catalog that ignores its signal must not block the caller.
    items.return().catch(() => undefined);
  }
}
