import type { Budget } from './budget.ts';
import type { FoundArtist } from '../catalog/catalog.ts';
import { takeAlbums } from '../catalog/take-albums.ts';
import { coverKey } from '../covers/cover-key.ts';
import { SpotiTagsError } from '../errors.ts';
import { type GenreSource, type Source, artistsOf, resolveSource } from './sources.ts';
import { readTags } from '../store/stored-tags.ts';
import { type Stations, limited } from './tag-artist.ts';

/** What tagging some genres would take. */
export interface Plan {
  readonly artists: number;
  /** Artists and lists that the catalog could not give. */
  readonly failed: readonly {
    readonly genre: string;
    readonly source: Source;
    readonly error: SpotiTagsError;
  }[];
  /** Distinct covers. */
  readonly covers: number;
  /** Covers whose tags are in the store. */
  readonly stored: number;
  /** Images that the tagger would be sent, which is what a service bills. */
  readonly images: number;
  /** Requests that went to the catalog's service for this plan; tagging asks for the same again. */
  readonly catalogRequests: number;
  /**
   * A time that it cannot take less than, by the rate limits of catalog and tagger where they are known. Where one of
   * several services is waited for, it takes longer.
   */
  readonly leastSeconds: number;
}

/** Asks the catalog and the store, and never the tagger. */
export async function planGenres(
  stations: Stations & { readonly budget: Budget },
  sources: readonly GenreSource[],
  signal: AbortSignal,
): Promise<Plan> {
  const { catalog, tagger, store, budget, limit, albumsPerArtist } = stations;
  const before = budget.spent('catalogRequests');
  const failed: Plan['failed'][number][] = [];
  const covers = new Set<string>();
  let artists = 0;

  const addArtist = async (item: GenreSource, find: () => Promise<FoundArtist>): Promise<void> => {
    try {
      const { artist } = await find();
      const albums = await limited(limit, signal, () =>
        takeAlbums(catalog, artist, albumsPerArtist, { signal }),
      );
      for (const { cover } of albums) if (cover) covers.add(await keyOf(cover));
      artists += 1;
    } catch (error) {
      fail(item, error);
    }
  };
  const fail = (item: GenreSource, error: unknown) => {
    signal.throwIfAborted();
    if (!SpotiTagsError.isInstance(error)) throw error;
    failed.push({ ...item, error });
  };
  // A cover that cannot be read is not sent, but stands for itself until then.
  const keyOf = (cover: Parameters<typeof coverKey>[0]) =>
    coverKey(cover, { signal }).catch((error: unknown) => {
      if (SpotiTagsError.isInstance(error, 'cover')) return `unreadable:${covers.size}`;
      throw error;
    });

  const adding: Promise<void>[] = [];
  for (const item of sources) {
    const target = resolveSource(item.source);
    if ('artist' in target) {
      const find = () => limited(limit, signal, () => catalog.findArtist(target.artist, { signal }));
      adding.push(addArtist(item, find));
      continue;
    }
    try {
      for await (const found of artistsOf(catalog, target, signal)) {
        adding.push(addArtist(item, () => Promise.resolve(found)));
      }
    } catch (error) {
      fail(item, error);
    }
  }
  await Promise.all(adding);

  let stored = 0;
  for (const key of covers) if (await readTags(store, tagger.id, key)) stored += 1;
  const images = covers.size - stored;
  const catalogRequests = budget.spent('catalogRequests') - before;
  // Both go on at once.
  const leastSeconds = Math.max(
    catalogRequests / (catalog.requestsPerSecond ?? Infinity),
    Math.ceil(images / tagger.maxBatchSize) / (tagger.requestsPerSecond ?? Infinity),
  );
  return { artists, failed, covers: covers.size, stored, images, catalogRequests, leastSeconds };
}
