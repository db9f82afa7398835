import type { CallOptions } from '../../model.ts';
import { orAbort } from '../../util/waits.ts';

export interface Token {
  readonly value: string;
  /** Seconds that it is good for; undefined where only a 401 will tell. */
  readonly lifetime?: number;
}

interface Flight {
  readonly token: Promise<string>;
  readonly abort: AbortController;
  waiters: number;
}

/** Milliseconds before its end at which a token is renewed, so that it does not expire on the way. */
const margin = 60_000;

/**
 * Holds a token and gets a new one when it is about to expire. However many ask at once, one request is made; it is
 * aborted when the last who waits for it has left, not when one of them leaves.
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

  /** Forgets a token that was refused; another that came since then stays. */
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
