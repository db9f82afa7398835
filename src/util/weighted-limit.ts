import { onAbort } from './on-abort.ts';

/**
 * Runs work in the order of the calls, as long as the weights of what runs add up to at most `capacity`. Work that is
 * heavier runs alone.
 */
export class WeightedLimit {
  readonly #capacity: number;
  readonly #waiting: { readonly weight: number; readonly start: () => void }[] = [];
  #running = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Work that still waits when the signal aborts is not started, and rejects at once with the signal's reason. */
  async run<T>(weight: number, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const taken = Math.min(weight, this.#capacity);
    await this.#take(taken, signal);
    try {
      // The signal may have aborted after the turn came.
      signal?.throwIfAborted();
      return await work();
    } finally {
      this.#running -= taken;
      this.#startNext();
    }
  }

  /** Resolves when it is the caller's turn. @throws the signal's reason if it aborts before that. Then nothing is taken. */
  async #take(weight: number, signal: AbortSignal | undefined): Promise<void> {
    let leave: (() => void) | undefined;
    const isTaken = await new Promise<boolean>((resolve) => {
      const waiting = {
        weight,
        start: () => {
          resolve(true);
        },
      };
      this.#waiting.push(waiting);
      this.#startNext();
      leave =
        signal &&
        onAbort(signal, () => {
          const at = this.#waiting.indexOf(waiting);
          // Its turn has come.
          if (at < 0) return;
          this.#waiting.splice(at, 1);
          resolve(false);
          // What it held back may fit.
          this.#startNext();
        });
    });
    leave?.();
    if (!isTaken) signal?.throwIfAborted();
  }

  #startNext(): void {
    for (;;) {
      const [next] = this.#waiting;
      if (!next || this.#running + next.weight > this.#capacity) return;
      this.#waiting.shift();
      this.#running += next.weight;
      next.start();
    }
  }
}
