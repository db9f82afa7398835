import type { ExpectedArtists } from './expected-artists.ts';

/** The progress of a run. Numbers only grow, except `total` and `pending`. */
export interface Progress {
  readonly artists: {
    readonly done: number;
    readonly failed: number;
    /** Artists whose albums are known, and those that failed before. */
    readonly lookedUp: number;
    readonly found: number;
    /**
     * How many artists there will be, if all sources say it. A genre with a largest number of artists counts as that many
     * until its list ends. Absent if a source does not say it, such as a playlist.
     */
    readonly total?: number;
    /** Whether `found` is final. */
    readonly complete: boolean;
  };
  /** Distinct covers. Of those that are done, `stored` came from the store and the others were tagged. */
  readonly covers: {
    readonly done: number;
    readonly stored: number;
    readonly failed: number;
    /** Covers of the artists that were looked up. Repeated covers count. */
    readonly found: number;
    /** Sent to the tagger and not answered yet, by all calls of the object. */
    readonly pending: number;
  };
}

interface Counts {
  done: number;
  failed: number;
  lookedUp: number;
  found: number;
  complete: boolean;
  coversDone: number;
  coversStored: number;
  coversFailed: number;
  coversFound: number;
}

/** Counts what a run has done, and reports it. */
export class ProgressCounter {
  readonly counts: Readonly<Counts>;
  readonly #counts: Counts;
  readonly #queue: { readonly pending: number };
  readonly #onProgress: ((progress: Progress) => void) | undefined;
  #expected: ExpectedArtists | undefined;

  constructor(queue: { readonly pending: number }, onProgress: ((progress: Progress) => void) | undefined) {
    this.#queue = queue;
    this.#onProgress = onProgress;
    this.counts = this.#counts = {
      done: 0,
      failed: 0,
      lookedUp: 0,
      found: 0,
      complete: false,
      coversDone: 0,
      coversStored: 0,
      coversFailed: 0,
      coversFound: 0,
    };
  }

  expect(artists: ExpectedArtists): void {
    this.#expected = artists;
    this.report();
  }

  count(change: (counts: Counts) => void): void {
    change(this.#counts);
    this.report();
  }

  report(): void {
    const { done, failed, lookedUp, found, complete } = this.#counts;
    const { coversDone, coversStored, coversFailed, coversFound } = this.#counts;
    const total = this.#expected?.total;
    const { pending } = this.#queue;
    this.#onProgress?.({
      artists: { done, failed, lookedUp, found, ...(total !== undefined && { total }), complete },
      covers: { done: coversDone, stored: coversStored, failed: coversFailed, found: coversFound, pending },
    });
  }
}
