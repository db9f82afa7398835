import { setMaxListeners } from 'node:events';
import { onAbort } from '../util/on-abort.ts';
import type { FoundArtist } from '../catalog/catalog.ts';
import { SpotiTagsError } from '../errors.ts';
import type { Artist, ArtistProfile, CallOptions } from '../model.ts';
import { type GenreSource, type ArtistSource, artistsOf, resolveSource } from './sources.ts';
import { Condition, type Producer } from './backpressure.ts';
import type { RunContext } from './context.ts';
import { limited, tagArtist } from './tag-artist.ts';

/** One artist of a genre: tagged, or failed and why. The others go on. */
export type GenreResult =
  | {
      readonly status: 'tagged';
      readonly genre: string;
      readonly source: ArtistSource;
      readonly profile: ArtistProfile;
    }
  | {
      readonly status: 'failed';
      readonly genre: string;
      readonly source: ArtistSource;
      /** Absent where the artist, or the list of artists, was not found. */
      readonly artist?: Artist;
      readonly error: SpotiTagsError;
    };

/** How far a run is. Numbers only grow. */
export interface Progress {
  readonly artists: {
    readonly done: number;
    readonly failed: number;
    readonly found: number;
    /** Whether `found` is all there are. */
    readonly complete: boolean;
  };
  /** Distinct covers; `stored` of those that are done were in the store, the others were tagged. */
  readonly covers: { readonly done: number; readonly stored: number; readonly failed: number };
}

export interface TagGenresOptions extends CallOptions {
  /**
   * Ends the run where nothing is lost: nothing more is sent to the tagger, what was sent is answered and kept, and then
   * the run rejects with the signal's reason. The object takes no more covers afterwards.
   */
  readonly stop?: AbortSignal;
  /** Called whenever a number changed. */
  readonly onProgress?: (progress: Progress) => void;
}

interface Counts {
  done: number;
  failed: number;
  found: number;
  complete: boolean;
  coversDone: number;
  coversStored: number;
  coversFailed: number;
}

/** An artist under way; `covers` is a guess until the catalog has answered. */
interface Slot {
  readonly result: Promise<GenreResult>;
  covers: number;
  isLookup: boolean;
}

/**
 * One run over genres: a reader starts artists ahead of the consumer, who takes them in input order. The reader stops
 * while two batches of covers wait for the tagger, or while what the consumer has not taken would fill every batch that
 * can be under way.
 */
export class GenreRun {
  readonly #context: RunContext;
  readonly #sources: readonly GenreSource[];
  readonly #onProgress: ((progress: Progress) => void) | undefined;
  readonly #leave = new AbortController();
  readonly #signal: AbortSignal = this.#leave.signal;
  readonly #followed: readonly AbortSignal[];
  readonly #stop: AbortSignal | undefined;
  readonly #slots: Slot[] = [];
  readonly #counts: Counts = {
    done: 0,
    failed: 0,
    found: 0,
    complete: false,
    coversDone: 0,
    coversStored: 0,
    coversFailed: 0,
  };
  /** Changes of anything that the reader or the consumer waits for. */
  readonly #changes = new Condition();

  constructor(context: RunContext, sources: readonly GenreSource[], options: TagGenresOptions) {
    this.#context = context;
    this.#sources = sources;
    this.#onProgress = options.onProgress;
    this.#stop = options.stop;
    this.#followed = [context.closing, ...(options.signal ? [options.signal] : [])];
    // As many requests as the user wants may listen to it; Node would warn of a leak at eleven.
    setMaxListeners(0, this.#signal);
  }

  async *results(): AsyncGenerator<GenreResult, void> {
    const wake = () => {
      this.#changes.notify();
    };
    const { queue } = this.#context;
    queue.onDispatch.add(wake);
    const offs = this.#followed.map((signal) =>
      onAbort(signal, () => {
        this.#leave.abort(signal.reason);
        wake();
      }),
    );
    if (this.#stop) offs.push(onAbort(this.#stop, () => void this.#drain(this.#stop?.reason)));
    const reading = this.#read();
    reading.catch(wake);
    try {
      for (;;) {
        const [slot] = this.#slots;
        if (slot) {
          const result = await slot.result;
          this.#slots.shift();
          this.#changes.notify();
          yield result;
        } else if (this.#counts.complete) {
          return;
        } else {
          const isAhead = () => this.#slots.length > 0 || this.#counts.complete;
          await Promise.race([this.#changes.until(isAhead), reading]);
        }
      }
    } finally {
      this.#leave.abort();
      wake();
      for (const off of offs) off();
      queue.onDispatch.delete(wake);
      await Promise.allSettled([reading, ...this.#slots.map(({ result }) => result)]);
    }
  }

  async #drain(reason: unknown): Promise<void> {
    await this.#context.queue.drain(reason);
    this.#leave.abort(reason);
    this.#changes.notify();
  }

  async #read(): Promise<void> {
    const { catalog, limit, queue, budget } = this.#context;
    const options = { signal: this.#signal, counter: budget.catalogCounter };
    const producer = queue.addProducer();
    try {
      for (const item of this.#sources) {
        const target = resolveSource(item.source);
        if ('artist' in target) {
          await this.#waitForRoom(producer);
          this.#begin(item, (call) => catalog.findArtist(target.artist, call));
          continue;
        }
        const listed = artistsOf(catalog, target, options);
        try {
          for (;;) {
            await this.#waitForRoom(producer);
            const next = await limited(limit, this.#signal, () => listed.next());
            if (next.done) break;
            this.#begin(item, () => Promise.resolve(next.value));
          }
        } catch (error) {
          this.#signal.throwIfAborted();
          this.#begin(item, () => Promise.reject(toSpotiTagsError(error)));
        } finally {
          // Not waited for: a catalog that ignores its signal must not hold the loop up.
          listed.return().catch(() => undefined);
        }
      }
      this.#count((counts) => (counts.complete = true));
    } finally {
      producer.release();
    }
    this.#changes.notify();
  }

  #begin({ genre, source }: GenreSource, find: (options: CallOptions) => Promise<FoundArtist>): void {
    let artist: Artist | undefined;
    const slot: Slot = {
      covers: this.#context.coversPerArtist,
      isLookup: true,
      result: tagArtist(this.#context, find, {
        signal: this.#signal,
        onAlbums: (found, covers) => {
          artist = found;
          slot.covers = Math.max(1, covers);
          slot.isLookup = false;
          this.#changes.notify();
        },
        onCover: ({ status }, isStored) => {
          this.#count((counts) => {
            if (status === 'tagged') counts.coversDone += 1;
            else counts.coversFailed += 1;
            if (isStored) counts.coversStored += 1;
          });
        },
      }).then(
        (profile) => {
          this.#count((counts) => (counts.done += 1));
          return { status: 'tagged', genre, source, profile };
        },
        (error: unknown) => {
          slot.isLookup = false;
          this.#changes.notify();
          this.#signal.throwIfAborted();
          this.#count((counts) => (counts.failed += 1));
          return {
            status: 'failed',
            genre,
            source,
            ...(artist && { artist }),
            error: toSpotiTagsError(error),
          };
        },
      ),
    };
    // The consumer that takes the slot gets the rejection. If the loop was left, swallow it so that Node does not
    // report an unhandled rejection.
    slot.result.catch(() => undefined);
    this.#slots.push(slot);
    this.#count((counts) => (counts.found += 1));
    this.#changes.notify();
  }

  async #waitForRoom(producer: Producer): Promise<void> {
    if (!this.#hasRoom()) {
      producer.block();
      await this.#changes.until(() => this.#hasRoom());
    }
    producer.unblock();
    this.#signal.throwIfAborted();
  }

  #hasRoom(): boolean {
    if (this.#slots.length === 0 || this.#signal.aborted) return true;
    const { queue, tagger, concurrency, coversPerArtist } = this.#context;
    let untaken = 0;
    let expected = queue.waiting;
    for (const { covers, isLookup } of this.#slots) {
      untaken += covers;
      if (isLookup) expected += covers;
    }
    // A tagger of small batches must not keep the catalog from looking several artists up at once.
    const batch = Math.max(tagger.maxBatchSize, coversPerArtist);
    return expected < 2 * batch && untaken < (concurrency + 2) * batch;
  }

  #count(change: (counts: Counts) => void): void {
    change(this.#counts);
    const { done, failed, found, complete, coversDone, coversStored, coversFailed } = this.#counts;
    this.#onProgress?.({
      artists: { done, failed, found, complete },
      covers: { done: coversDone, stored: coversStored, failed: coversFailed },
    });
  }
}

/** A catalog or tagger of the user's own may throw anything; items carry one kind of error. */
function toSpotiTagsError(error: unknown): SpotiTagsError {
  if (SpotiTagsError.isInstance(error)) return error;
  return new SpotiTagsError('service', error instanceof Error ? error.message : String(error), {
    cause: error,
  });
}
