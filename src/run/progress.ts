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
     * until its list ends. Undefined if a source does not say it, such as a playlist.
     */
    readonly total?: number | undefined;
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

type Mutable<Part> = { -readonly [Name in keyof Part]: Part[Name] };

/** Counts what a run has done, and reports it. */
export class ProgressCounter {
  readonly artists: Mutable<Progress['artists']> = {
    done: 0,
    failed: 0,
    lookedUp: 0,
    found: 0,
    complete: false,
  };
  readonly covers: Mutable<Progress['covers']> = { done: 0, stored: 0, failed: 0, found: 0, pending: 0 };
  #onProgress: ((progress: Progress) => void) | undefined;
  readonly #onFailure: (error: unknown) => void;
  #failure: { readonly error: unknown } | undefined;
  #expected: (number | undefined)[] = [];

  /**
   * @param onProgress - may throw. It is not called again then.
   * @param onFailure - called with what it threw. Code that counts is not interrupted.
   */
  constructor(onProgress: ((progress: Progress) => void) | undefined, onFailure: (error: unknown) => void) {
    this.#onProgress = onProgress;
    this.#onFailure = onFailure;
  }

  /** Throws what `onProgress` threw. */
  throwIfFailed(): void {
    if (this.#failure) throw this.#failure.error;
  }

  /** @param counts - the number of artists of each source. */
  expect(counts: (number | undefined)[]): void {
    this.#expected = counts;
    const known = counts.filter((count) => count !== undefined);
    this.artists.total = known.length < counts.length ? undefined : known.reduce((sum, one) => sum + one, 0);
    this.#report();
  }

  /** A source was read to its end. */
  settle(source: number, count: number): void {
    this.#expected[source] = count;
    this.expect(this.#expected);
  }

  count(change: (progress: this) => void): void {
    change(this);
    this.#report();
  }

  #report(): void {
    try {
      this.#onProgress?.({ artists: { ...this.artists }, covers: { ...this.covers } });
    } catch (error) {
      this.#onProgress = undefined;
      this.#failure = { error };
      this.#onFailure(error);
    }
  }
}
