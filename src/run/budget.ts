import { SpotiTagsError, wholeNumber } from '../errors.ts';
import type { RequestCounter } from '../model.ts';
import { counted } from '../util/plural.ts';
import { checkNames } from '../util/options.ts';

/** What all calls together may spend. It is never exceeded. */
export interface BudgetOptions {
  /** Largest number of images sent to the tagger, including images that are sent again. @default no limit */
  readonly taggerImages?: number;
  /** Largest number of requests to the catalog's service, including repeated ones. @default no limit */
  readonly catalogRequests?: number;
}

const names = {
  taggerImages: ['image for the tagger', 'images for the tagger'],
  catalogRequests: ['request to the catalog', 'requests to the catalog'],
} as const satisfies Record<keyof BudgetOptions, readonly [one: string, many: string]>;

/** What may still be sent. It is taken before sending, so that concurrent work never exceeds it. */
export class Budget {
  /** Counts the requests of catalogs. */
  readonly catalogCounter: RequestCounter = {
    count: () => {
      this.take('catalogRequests', 1);
    },
  };
  readonly #limits: BudgetOptions;
  readonly #left: Record<keyof BudgetOptions, number>;

  /** @throws SpotiTagsError `invalid-input` for a limit that does not exist, or is not a whole number from 0. */
  constructor(limits: BudgetOptions = {}) {
    this.#limits = limits;
    checkNames(limits, Object.keys(names));
    for (const [name, limit] of Object.entries(limits)) {
      if (limit !== undefined) wholeNumber(`budget.${name}`, Number(limit), 0);
    }
    const { taggerImages = Infinity, catalogRequests = Infinity } = limits;
    this.#left = { taggerImages, catalogRequests };
  }

  left(what: keyof BudgetOptions): number {
    return this.#left[what];
  }

  /** @throws SpotiTagsError `over-budget` if less than `count` is left. Nothing is taken then. */
  take(what: keyof BudgetOptions, count: number): void {
    if (count > this.#left[what]) throw this.usedUp(what);
    this.#left[what] -= count;
  }

  giveBack(what: keyof BudgetOptions, count: number): void {
    this.#left[what] += count;
  }

  /**
   * Does work that sends images. If a tagger tells the counter how many images it sends, that number counts,
   * including images that are sent again. For any other tagger, the images of the batch count.
   * @param images - how many images were taken from the budget.
   */
  async countImages<T>(images: number, work: (counter: RequestCounter) => Promise<T>): Promise<T> {
    let sent: number | undefined;
    const count = (items: number) => {
      // No image was sent to be tagged, for example because the request was a download.
      if (items === 0) return;
      const total = (sent ?? 0) + items;
      if (total > images) this.take('taggerImages', total - Math.max(images, sent ?? 0));
      sent = total;
    };
    try {
      return await work({ count });
    } finally {
      if (sent !== undefined && sent < images) this.giveBack('taggerImages', images - sent);
    }
  }

  usedUp(what: keyof BudgetOptions): SpotiTagsError {
    const [one, many] = names[what];
    return new SpotiTagsError(
      'over-budget',
      `The budget of ${counted(this.#limits[what] ?? Infinity, one, many)} is used up. Run again with a larger budget. ` +
        'Covers whose tags are in the store are not paid for again.',
    );
  }
}
