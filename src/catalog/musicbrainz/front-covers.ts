import { SpotiTagsError } from '../../errors.ts';
import type { CallOptions } from '../../model.ts';
import { withSignals } from '../../util/waits.ts';

/** After so many failures, the archive itself refuses, or cannot be reached. */
const mostFailures = 5;

type Ask = (releaseGroup: string, options: CallOptions) => Promise<string | undefined>;

/**
 * The front covers of one artist's release groups. Files of a release group may be withdrawn, or on a server that is down:
 * that is an album without a cover. If many fail, the archive itself does not work, and the error is thrown.
 */
export class FrontCovers {
  readonly #ask: Ask;
  #answers = 0;
  #refusals = 0;
  /** Failures that may pass, such as a 504. */
  #outages = 0;
  #lastOutage: SpotiTagsError | undefined;

  /** @param ask - resolves with the URL of the front cover, or with undefined if there is none. */
  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** All requests run at the same time. An error that does not concern one release group ends the others. */
  of(releaseGroups: readonly string[], options: CallOptions): Promise<readonly (string | undefined)[]> {
    const failing = new AbortController();
    const fail = (error: unknown) => {
      failing.abort(error);
      throw error;
    };
    return withSignals([options.signal, failing.signal], (signal) =>
      Promise.all(releaseGroups.map((id) => this.#coverOf(id, { ...options, signal }).catch(fail))),
    );
  }

  /** @throws SpotiTagsError if nothing was answered, and it may be answered later. */
  checkAnswered(): void {
    if (this.#lastOutage && this.#answers === 0 && this.#outages > 1) throw this.#lastOutage;
  }

  async #coverOf(id: string, options: CallOptions): Promise<string | undefined> {
    try {
      const cover = await this.#ask(id, options);
      this.#answers += 1;
      return cover;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!SpotiTagsError.isInstance(error) || !['unauthorized', 'service'].includes(error.code)) throw error;
      if (error.retryable) {
        this.#outages += 1;
        this.#lastOutage = error;
      } else this.#refusals += 1;
      if (this.#outages >= mostFailures || (this.#answers === 0 && this.#refusals >= mostFailures))
        throw error;
      return undefined;
    }
  }
}
