import { setMaxListeners } from 'node:events';
import { onAbort } from '../util/on-abort.ts';
import type { FoundArtist } from '../catalog/catalog.ts';
import type { SpotiTagsError } from '../errors.ts';
import type { Artist, ArtistProfile, CallOptions } from '../model.ts';
import { type GenreSource, type ArtistSource, artistsOf, targetOf } from './sources.ts';
import { countArtists } from './count-artists.ts';
import { Condition, type Producer } from './backpressure.ts';
import type { RunContext } from './context.ts';
import { orAbort } from '../util/waits.ts';
import { type Progress, ProgressCounter } from './progress.ts';
import { asSpotiTagsError } from '../util/foreign-error.ts';
import { limitedItems, tagArtist } from './tag-artist.ts';

/** One artist of a genre: tagged, or failed with an error. A failure does not stop the other artists. */
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
      /** Absent if the artist, or the list of artists, was not found. */
      readonly artist?: Artist;
      readonly error: SpotiTagsError;
    };

export interface TagGenresOptions extends CallOptions {
  /**
   * Stops the run without losing paid answers: nothing more is sent to the tagger, and pending answers are
   * stored. Then the run rejects with the signal's reason. The object cannot tag covers afterwards.
   */
  readonly stop?: AbortSignal;
  /** Called when a number has changed. If it throws, the run ends, and rejects with that error. */
  readonly onProgress?: (progress: Progress) => void;
}

/** An artist in progress. `covers` is an estimate until the catalog has answered. */
interface Slot {
  readonly result: Promise<GenreResult>;
  covers: number;
  isLookup: boolean;
}

/**
 * One run over genres. A reader starts artists ahead of the consumer, who gets them in input order. The
 * reader pauses while two batches of covers wait for the tagger, or while the results that the consumer has
 * not taken would fill all concurrent batches.
 */
export class GenreRun {
  readonly #context: RunContext;
  readonly #sources: readonly GenreSource[];
  readonly #leave = new AbortController();
  readonly #signal: AbortSignal = this.#leave.signal;
  readonly #followed: readonly AbortSignal[];
  readonly #stop: AbortSignal | undefined;
  /** Settles when everything that was sent before a stop has been answered. */
  #draining: Promise<void> | undefined;
  readonly #slots: Slot[] = [];
  readonly #progress: ProgressCounter;
  /** Notified when anything changes that the reader or the consumer waits for. */
  readonly #changes = new Condition();

  constructor(context: RunContext, sources: readonly GenreSource[], options: TagGenresOptions) {
    this.#context = context;
    this.#sources = sources;
    // Thrown where it is called, it would break the queue that other runs share.
    this.#progress = new ProgressCounter(options.onProgress, (error) => {
      this.#end(error);
    });
    this.#stop = options.stop;
    this.#followed = [context.closing, ...(options.signal ? [options.signal] : [])];
    // Any number of requests may listen to this signal. Node would warn about a leak from the eleventh on.
    setMaxListeners(0, this.#signal);
  }

  async *results(): AsyncGenerator<GenreResult, void> {
    const wake = () => {
      this.#changes.notify();
    };
    const { queue } = this.#context;
    const onQueue = () => {
      wake();
      this.#progress.count(({ covers }) => (covers.pending = queue.pending));
    };
    queue.onChange.add(onQueue);
    const offs = this.#followed.map((signal) =>
      onAbort(signal, () => {
        this.#end(signal.reason);
      }),
    );
    if (this.#stop) {
      offs.push(
        onAbort(this.#stop, () => {
          this.#draining = this.#drain(this.#stop?.reason);
        }),
      );
    }
    const reading = this.#read();
    reading.catch(wake);
    try {
      for (;;) {
        const [slot] = this.#slots;
        if (slot) {
          const result = await slot.result;
          this.#progress.throwIfFailed();
          this.#slots.shift();
          this.#changes.notify();
          yield result;
        } else if (this.#progress.artists.complete) {
          this.#progress.throwIfFailed();
          return;
        } else {
          const isAhead = () => this.#slots.length > 0 || this.#progress.artists.complete;
          await Promise.race([this.#changes.until(isAhead), reading]);
        }
      }
    } finally {
      this.#leave.abort();
      wake();
      for (const off of offs) off();
      queue.onChange.delete(onQueue);
      await Promise.allSettled([reading, ...this.#slots.map(({ result }) => result)]);
    }
  }

  async #drain(reason: unknown): Promise<void> {
    await this.#context.queue.drain(reason);
    this.#end(reason);
  }

  /** Aborts what is running. The consumer gets the reason. */
  #end(reason: unknown): void {
    this.#leave.abort(reason);
    this.#changes.notify();
  }

  async #read(): Promise<void> {
    const { catalog, limit, queue, budget } = this.#context;
    const options = { signal: this.#signal, counter: budget.catalogCounter };
    const producer = queue.addProducer();
    try {
      this.#progress.expect(await orAbort(countArtists(catalog, this.#sources, options), this.#signal));
      for (const [at, item] of this.#sources.entries()) {
        const before = this.#progress.artists.found;
        const target = targetOf(item);
        if ('artist' in target) {
          await this.#waitForRoom(producer);
          this.#begin(item, (call) => catalog.findArtist(target.artist, call));
          continue;
        }
        const listed = artistsOf(catalog, target, options);
        await this.#waitForRoom(producer);
        try {
          for await (const found of limitedItems(limit, this.#signal, listed)) {
            this.#begin(item, () => Promise.resolve(found));
            await this.#waitForRoom(producer);
          }
        } catch (error) {
          this.#signal.throwIfAborted();
          this.#begin(item, () => Promise.reject(asSpotiTagsError(error)));
        }
        this.#progress.settle(at, this.#progress.artists.found - before);
      }
      this.#progress.count(({ artists }) => (artists.complete = true));
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
          this.#progress.count((counts) => {
            counts.artists.lookedUp += 1;
            counts.covers.found += covers;
          });
          this.#changes.notify();
        },
        onCover: ({ status }, isStored) => {
          this.#progress.count(({ covers }) => {
            covers[status === 'tagged' ? 'done' : 'failed'] += 1;
            if (isStored) covers.stored += 1;
          });
        },
      }).then(
        (profile) => {
          this.#progress.count(({ artists }) => (artists.done += 1));
          return { status: 'tagged', genre, source, profile };
        },
        async (error: unknown) => {
          const wasLookup = slot.isLookup;
          slot.isLookup = false;
          this.#changes.notify();
          // Covers that were not sent before a stop failed. The artist did not: the run ends, after what was sent.
          if (this.#draining) await orAbort(this.#draining, this.#signal);
          this.#signal.throwIfAborted();
          this.#progress.count(({ artists }) => {
            artists.failed += 1;
            if (wasLookup) artists.lookedUp += 1;
          });
          return {
            status: 'failed',
            genre,
            source,
            ...(artist && { artist }),
            error: asSpotiTagsError(error),
          };
        },
      ),
    };
    // The consumer that takes the slot gets the rejection. If the loop was left, swallow it so that Node does not
    // report an unhandled rejection.
    slot.result.catch(() => undefined);
    this.#slots.push(slot);
    this.#progress.count(({ artists }) => (artists.found += 1));
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
    // If a tagger has small batches, the catalog can still look up several artists at a time.
    const batch = Math.max(tagger.maxBatchSize, coversPerArtist);
    return expected < 2 * batch && untaken < (concurrency + 2) * batch;
  }
}
