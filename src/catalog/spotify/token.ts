import type { CallOptions } from '../../model.ts';
import { orAbort } from '../../util/waits.ts';

export interface Token {
  readonly value: string;
  /** Seconds until the token expires. Undefined if only a 401 answer will tell. */
  readonly lifetime?: number;
}

interface Flight {
  readonly token: Promise<string>;
  readonly abort: AbortController;
  waiters: number;
}

/** A token is renewed this many milliseconds before its end, so that it does not expire during a request. */
const margin = 60_000;

/**
 * Holds a token, and gets a new one when it is about to expire. Concurrent callers share one request. It is
 * aborted only when all of them have left.
 */
export class TokenSource {
  readonly #issue: (options: CallOptions) => Promise<Token>;
  #current: { readonly value: string; readonly staleAt: number } | undefined;
  #flight: Flight | undefined;

  constructor(issue: (options: CallOptions) => Promise<Token>) {
    this.#issue = issue;
  }

  /** The request for a new token counts for the first caller that needs it. */
  async get({ signal, counter }: CallOptions = {}): Promise<string> {
    signal?.throwIfAborted();
    if (this.#current && Date.now() < this.#current.staleAt) return this.#current.value;
    const flight = (this.#flight ??= this.#start(counter));
    flight.waiters += 1;
    try {
      return await orAbort(flight.token, signal);
    } finally {
      flight.waiters -= 1;
      if (flight.waiters === 0) {
        flight.abort.abort();
        if (this.#flight === flight) this.#flight = undefined;
      }
    }
  }

  /** Forgets a token that was refused, unless a newer one has replaced it. */
  forget(refused: string): void {
    if (this.#current?.value === refused) this.#current = undefined;
  }

  #start(counter: CallOptions['counter']): Flight {
    const abort = new AbortController();
    const token = this.#renew({ signal: abort.signal, ...(counter && { counter }) });
    return { token, abort, waiters: 0 };
  }

  async #renew(options: CallOptions): Promise<string> {
    const { value, lifetime = Infinity } = await this.#issue(options);
    const life = lifetime * 1000;
    this.#current = { value, staleAt: Date.now() + life - Math.min(margin, life / 2) };
    return value;
  }
}
