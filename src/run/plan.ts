import type { FoundArtist } from '../catalog/catalog.ts';
import { takeAlbums } from '../catalog/take-albums.ts';
import { coverKey } from '../covers/cover-key.ts';
import { SpotiTagsError } from '../errors.ts';
import type { RequestCounter } from '../model.ts';
import { type GenreSource, type ArtistSource, artistsOf, resolveSource } from './sources.ts';
import { readTags } from '../store/stored-tags.ts';
import type { RunContext } from './context.ts';
import { limited } from './tag-artist.ts';

/** What tagging some genres would take. */
export interface RunPlan {
  readonly artists: number;
  /** Artists and lists that the catalog could not give. */
  readonly failed: readonly {
    readonly genre: string;
    readonly source: ArtistSource;
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
  context: RunContext,
  sources: readonly GenreSource[],
  signal: AbortSignal,
): Promise<RunPlan> {
  const { catalog, tagger, store, budget, limit, coversPerArtist } = context;
  let catalogRequests = 0;
  const counter: RequestCounter = {
    count(items) {
      budget.catalogCounter.count(items);
      catalogRequests += 1;
    },
  };
  const options = { signal, counter };
  const failed: RunPlan['failed'][number][] = [];
  const covers = new Set<string>();
  let artists = 0;

  const addArtist = async (item: GenreSource, find: () => Promise<FoundArtist>): Promise<void> => {
    try {
      const { artist } = await find();
      const albums = await limited(limit, signal, () =>
        takeAlbums(catalog, artist, coversPerArtist, options),
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
      const find = () => limited(limit, signal, () => catalog.findArtist(target.artist, options));
      adding.push(addArtist(item, find));
      continue;
    }
    try {
      for await (const found of artistsOf(catalog, target, options)) {
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
  // Both go on at once.
  const leastSeconds = Math.max(
    catalogRequests / (catalog.requestsPerSecond ?? Infinity),
    Math.ceil(images / tagger.maxBatchSize) / (tagger.requestsPerSecond ?? Infinity),
  );
  return { artists, failed, covers: covers.size, stored, images, catalogRequests, leastSeconds };
}
