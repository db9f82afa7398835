import { SpotiTagsError, wholeNumber } from '../errors.ts';
import type { RequestCounter } from '../model.ts';

export interface BudgetOptions {
  /** Images sent to the tagger, those that are sent again included. @default no bound */
  readonly taggerImages?: number;
  /** Requests sent to the catalog's service, repeated ones included. @default no bound */
  readonly catalogRequests?: number;
}

const names = {
  taggerImages: 'images for the tagger',
  catalogRequests: 'requests to the catalog',
} satisfies Record<keyof BudgetOptions, string>;

/** What may still be sent; taken before it is sent, so that it is never exceeded however much goes on at once. */
export class Budget {
  /** Counts the requests of catalogs. */
  readonly catalogCounter: RequestCounter = {
    count: () => {
      this.take('catalogRequests', 1);
    },
  };
  readonly #limits: BudgetOptions;
  readonly #left: Record<keyof BudgetOptions, number>;

  /** @throws SpotiTagsError `invalid-input` for a bound that is no whole number from 0. */
  constructor(limits: BudgetOptions = {}) {
    this.#limits = limits;
    for (const [name, limit] of Object.entries(limits)) wholeNumber(`budget.${name}`, Number(limit), 0);
    const { taggerImages = Infinity, catalogRequests = Infinity } = limits;
    this.#left = { taggerImages, catalogRequests };
  }

  left(what: keyof BudgetOptions): number {
    return this.#left[what];
  }

  /** @throws SpotiTagsError `over-budget` where there is not as much left; nothing is taken then. */
  take(what: keyof BudgetOptions, count: number): void {
    if (count > this.#left[what]) throw this.usedUp(what);
    this.#left[what] -= count;
  }

  giveBack(what: keyof BudgetOptions, count: number): void {
    this.#left[what] += count;
  }

  usedUp(what: keyof BudgetOptions): SpotiTagsError {
    return new SpotiTagsError(
      'over-budget',
      `The budget of ${this.#limits[what] ?? Infinity} ${names[what]} is used up. What was tagged is in the store; ` +
        'with a larger budget it is not paid for again.',
    );
  }
}
