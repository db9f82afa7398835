import type { FoundArtist } from '../catalog/catalog.ts';
import { takeAlbums } from '../catalog/take-albums.ts';
import { coverKey } from '../covers/cover-key.ts';
import { SpotiTagsError } from '../errors.ts';
import type { Cover, RequestCounter } from '../model.ts';
import { type GenreSource, type ArtistSource, artistsOf, targetOf } from './sources.ts';
import { readTags } from '../store/stored-tags.ts';
import { asSpotiTagsError } from '../util/foreign-error.ts';
import type { RunContext } from './context.ts';
import { limited, limitedItems } from './tag-artist.ts';

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
  const { catalog, tagger, store } = context;
  const { artists, failed, covers, catalogRequests } = await new Survey(context, signal).read(sources);
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

/** What the catalog has of the sources. */
class Survey {
  artists = 0;
  catalogRequests = 0;
  readonly failed: RunPlan['failed'][number][] = [];
  readonly covers = new Set<string>();
  readonly #context: RunContext;
  readonly #options: { readonly signal: AbortSignal; readonly counter: RequestCounter };
  /** Artists that are looked up. These promises never reject. */
  readonly #running = new Set<Promise<void>>();

  constructor(context: RunContext, signal: AbortSignal) {
    this.#context = context;
    const count = async (items: number) => {
      await context.budget.catalogCounter.count(items);
      this.catalogRequests += 1;
    };
    this.#options = { signal, counter: { count } };
  }

  /** No work is running when this ends, also after an error. */
  async read(sources: readonly GenreSource[]): Promise<this> {
    try {
      for (const item of sources) await this.#readSource(item, targetOf(item));
    } finally {
      await Promise.all(this.#running);
    }
    this.#options.signal.throwIfAborted();
    return this;
  }

  async #readSource(item: GenreSource, target: ReturnType<typeof targetOf>): Promise<void> {
    const { catalog, limit } = this.#context;
    const { signal } = this.#options;
    if ('artist' in target) {
      await this.#begin(item, () => catalog.findArtist(target.artist, this.#options));
      return;
    }
    try {
      const listed = artistsOf(catalog, target, this.#options);
      for await (const found of limitedItems(limit, signal, listed)) {
        await this.#begin(item, () => Promise.resolve(found));
      }
    } catch (error) {
      this.#fail(item, error);
    }
  }

  /** Looks up an artist. Resolves when there is room for another one: a list may have millions. */
  async #begin(item: GenreSource, find: () => Promise<FoundArtist>): Promise<void> {
    this.#options.signal.throwIfAborted();
    const adding = this.#add(find)
      .catch((error: unknown) => {
        this.#fail(item, error);
      })
      .finally(() => this.#running.delete(adding));
    this.#running.add(adding);
    while (this.#running.size >= this.#context.concurrency) await Promise.race(this.#running);
  }

  async #add(find: () => Promise<FoundArtist>): Promise<void> {
    const { catalog, limit, coversPerArtist } = this.#context;
    const { signal } = this.#options;
    const { artist } = await limited(limit, signal, find);
    const albums = await limited(limit, signal, () =>
      takeAlbums(catalog, artist, coversPerArtist, this.#options),
    );
    for (const { cover } of albums) if (cover) this.covers.add(await this.#keyOf(cover));
    this.artists += 1;
  }

  /** A cover that cannot be read is not sent. Until then it counts as a distinct cover. */
  async #keyOf(cover: Cover): Promise<string> {
    try {
      return await coverKey(cover, this.#options);
    } catch (error) {
      if (SpotiTagsError.isInstance(error, 'cover')) return `unreadable:${this.covers.size}`;
      throw error;
    }
  }

  /** As in a run, one failure does not end the others. An abort is not a failure: it ends the plan. */
  #fail({ genre, source }: GenreSource, error: unknown): void {
    if (this.#options.signal.aborted) return;
    this.failed.push({ genre, source, error: asSpotiTagsError(error) });
  }
}
