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

  /** Work that still waits when the signal aborts is not started. */
  async run<T>(weight: number, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const taken = Math.min(weight, this.#capacity);
    await new Promise<void>((start) => {
      this.#waiting.push({ weight: taken, start });
      this.#startNext();
    });
    try {
      signal?.throwIfAborted();
      return await work();
    } finally {
      this.#running -= taken;
      this.#startNext();
    }
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
