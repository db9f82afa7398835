import type { FoundArtist } from '../catalog/catalog.ts';
import { takeAlbums } from '../catalog/take-albums.ts';
import { coverKey } from '../covers/cover-key.ts';
import { SpotiTagsError } from '../errors.ts';
import type { RequestCounter } from '../model.ts';
import { type GenreSource, type ArtistSource, artistsOf, targetOf } from './sources.ts';
import { readTags } from '../store/stored-tags.ts';
import type { RunContext } from './context.ts';
import { limited } from './tag-artist.ts';

/** What it would take to tag some genres. */
export interface RunPlan {
  readonly artists: number;
  /** Artists and lists that the catalog could not provide. */
  readonly failed: readonly {
    readonly genre: string;
    readonly source: ArtistSource;
    readonly error: SpotiTagsError;
  }[];
  /** Distinct covers. */
  readonly covers: number;
  /** Covers whose tags are already in the store. */
  readonly stored: number;
  /** Number of images that would be sent to the tagger. Services bill by it. */
  readonly images: number;
  /** Number of catalog requests that this plan made. Tagging makes the same requests again. */
  readonly catalogRequests: number;
  /**
   * The shortest possible time in seconds, from the known rate limits of catalog and tagger. It takes longer
   * if the run waits for one of several services.
   */
  readonly leastSeconds: number;
}

/** Asks the catalog and the store, but never the tagger. */
export async function planGenres(
  context: RunContext,
  sources: readonly GenreSource[],
  signal: AbortSignal,
): Promise<RunPlan> {
  const { catalog, tagger, store, budget, limit, coversPerArtist } = context;
  let catalogRequests = 0;
  const counter: RequestCounter = {
    async count(items) {
      await budget.catalogCounter.count(items);
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
    failed.push({ genre: item.genre, source: item.source, error });
  };
  // A cover that cannot be read is not sent. Until then it counts as a distinct cover.
  const keyOf = (cover: Parameters<typeof coverKey>[0]) =>
    coverKey(cover, { signal }).catch((error: unknown) => {
      if (SpotiTagsError.isInstance(error, 'cover')) return `unreadable:${covers.size}`;
      throw error;
    });

  const adding: Promise<void>[] = [];
  for (const item of sources) {
    const target = targetOf(item);
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
  // Both run at the same time.
  const leastSeconds = Math.max(
    catalogRequests / (catalog.requestsPerSecond ?? Infinity),
    Math.ceil(images / tagger.maxBatchSize) / (tagger.requestsPerSecond ?? Infinity),
  );
  return { artists, failed, covers: covers.size, stored, images, catalogRequests, leastSeconds };
}
