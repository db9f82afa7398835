import { randomUUID } from 'node:crypto';
import { SpotiTagsError } from '../errors.ts';
import type { CallOptions, RequestCounter } from '../model.ts';
import { counted } from '../util/plural.ts';

/** What a database does for a budget. Each call is one step: no other caller comes between. */
export interface BudgetLedger {
  /** Takes at most so many of what is left. Resolves with how many. */
  reserve(id: string, images: number, ttlMs: number): Promise<number>;
  /** Images are being sent: first those of the reservation, then of what is left. False, and nothing done, if that is too little. */
  spend(id: string, images: number): Promise<boolean>;
  renew(id: string, ttlMs: number): Promise<void>;
  /** Gives back what of the reservation was not spent, and of what was spent, so many images. */
  close(id: string, unsent: number): Promise<void>;
  left(): Promise<number>;
}

/** Images that several processes may send together. */
export class SharedBudget {
  readonly #ledger: BudgetLedger;
  readonly #images: number;
  /** Milliseconds after which a reservation ends that is not renewed: its owner died. */
  readonly #lockMs: number;
  /** Whether the tagger tells what it sends. Known after its first request. */
  #isTold = false;

  constructor(ledger: BudgetLedger, images: number, lockMs: number) {
    this.#ledger = ledger;
    this.#images = images;
    this.#lockMs = lockMs;
  }

  /** Images that are neither spent nor reserved. */
  left(): Promise<number> {
    return this.#ledger.left();
  }

  /**
   * Reserves images, does the work that sends them, and gives back what was not sent. If the process dies, what it has not sent
   * is free after `lockMs`, and what it has sent stays spent. A tagger that does not tell the counter what it sends has sent all
   * of them as soon as the work begins.
   *
   * @param work - gets a counter for the tagger. Each count is in the database before the request is sent.
   * @throws SpotiTagsError `over-budget` if fewer images are left. Nothing stays reserved then.
   */
  async spend<T>(
    images: number,
    work: (counter: RequestCounter) => Promise<T>,
    { signal }: Pick<CallOptions, 'signal'> = {},
  ): Promise<T> {
    signal?.throwIfAborted();
    const id = randomUUID();
    const renewal = setInterval(() => {
      // What is sent after the reservation ended is taken from what is left.
      this.#ledger.renew(id, this.#lockMs).catch(() => undefined);
    }, this.#lockMs / 3);
    let [told, spent] = [0, 0];
    const count = async (items: number) => {
      if (items === 0) return;
      this.#isTold = true;
      told += items;
      const missing = told - spent;
      if (missing <= 0) return;
      spent = told;
      await this.#spend(id, missing);
    };
    try {
      if ((await this.#ledger.reserve(id, images, this.#lockMs)) < images) throw this.#usedUp();
      if (!this.#isTold) {
        spent = images;
        await this.#spend(id, images);
      }
      return await work({ count });
    } finally {
      clearInterval(renewal);
      await this.#ledger.close(id, told > 0 ? Math.max(0, spent - told) : 0);
    }
  }

  async #spend(id: string, images: number): Promise<void> {
    if (!(await this.#ledger.spend(id, images))) throw this.#usedUp();
  }

  #usedUp(): SpotiTagsError {
    return new SpotiTagsError(
      'over-budget',
      `The budget of ${counted(this.#images, 'image')} for all workers is used up. Run again with a larger budget. Covers whose ` +
        'tags are in the store are not paid for again.',
    );
  }
}
