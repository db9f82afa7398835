import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Album,
  type Artist,
  type CallOptions,
  type Catalog,
  type Cover,
  type FoundArtist,
  SpotiTagsError,
  type Tagger,
  type TagResult,
} from 'spotitags';
import { albumsOf, artist } from './examples.ts';

/** Knows artists and their albums by heart, and counts what it is asked. */
export class FakeCatalog implements Catalog {
  readonly id = 'fake';
  readonly asked: string[] = [];
  closed = 0;
  readonly #albums: ReadonlyMap<string, readonly Album[]>;
  readonly #delay: (name: string) => number;

  /** @param covers - number of covers of each artist, or the albums themselves. */
  constructor(
    covers: Readonly<Record<string, number | readonly Album[]>>,
    delay: (name: string) => number = () => 0,
  ) {
    this.#albums = new Map(
      Object.entries(covers).map(([name, albums]) => [
        name,
        typeof albums === 'number' ? albumsOf(name, albums) : albums,
      ]),
    );
    this.#delay = delay;
  }

  async findArtist(query: string, { signal }: CallOptions = {}): Promise<FoundArtist> {
    signal?.throwIfAborted();
    this.asked.push(query);
    await sleep(this.#delay(query), undefined, signal && { signal });
    if (!this.#albums.has(query)) throw new SpotiTagsError('not-found', `No artist ${query}.`);
    return { artist: artist(query), alternatives: [] };
  }

  async *albums({ name }: Artist): AsyncGenerator<Album, void> {
    await Promise.resolve();
    yield* this.#albums.get(name) ?? [];
  }

  async *artistsOf(list: string): AsyncGenerator<Artist, void> {
    for (const name of list
      .replace(/^.*playlist\//u, '')
      .split('+')
      .filter(Boolean)) {
      await sleep(0);
      yield artist(name);
    }
  }

  close(): Promise<void> {
    this.closed += 1;
    return Promise.resolve();
  }
}

/** Tags a cover with its own address, and keeps the batches it was given. */
export class FakeTagger implements Tagger {
  readonly id: string = 'fake@1';
  readonly maxBatchSize: number;
  readonly batches: (readonly Cover[])[] = [];
  running = 0;
  mostRunning = 0;
  aborted = 0;
  closed = 0;
  readonly #delay: number;
  readonly #answer: (cover: Cover) => TagResult;

  constructor(maxBatchSize = 4, delay = 1, answer: (cover: Cover) => TagResult = tagWithAddress) {
    this.maxBatchSize = maxBatchSize;
    this.#delay = delay;
    this.#answer = answer;
  }

  get images(): number {
    return this.batches.flat().length;
  }

  async tag(covers: readonly Cover[], { signal }: CallOptions = {}): Promise<readonly TagResult[]> {
    this.batches.push(covers);
    this.running += 1;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    try {
      await sleep(this.#delay, undefined, signal && { signal });
      return covers.map(this.#answer);
    } catch (error) {
      this.aborted += 1;
      throw error;
    } finally {
      this.running -= 1;
    }
  }

  close(): Promise<void> {
    this.closed += 1;
    return Promise.resolve();
  }
}

export function addressOf({ url, path, bytes }: Cover): string {
  return url ?? path ?? `${bytes?.length ?? 0} bytes`;
}

function tagWithAddress(cover: Cover): TagResult {
  return { tags: [{ name: addressOf(cover), confidence: 0.5 }] };
}
