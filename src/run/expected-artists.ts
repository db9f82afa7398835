import type { Catalog } from '../catalog/catalog.ts';
import type { CallOptions } from '../model.ts';
import { type GenreSource, resolveSource } from './sources.ts';

/** How many artists a run will have, as far as its sources say. */
export class ExpectedArtists {
  readonly #counts: (number | undefined)[];
  #unknown = 0;
  #sum = 0;

  /** @param counts - the number of artists of each source. */
  constructor(counts: readonly (number | undefined)[]) {
    this.#counts = [...counts];
    for (const count of counts) this.#add(count, 1);
  }

  /** Undefined as long as a source does not say it. */
  get total(): number | undefined {
    return this.#unknown === 0 ? this.#sum : undefined;
  }

  /** A source was read to its end. */
  settle(source: number, count: number): void {
    this.#add(this.#counts[source], -1);
    this.#add((this.#counts[source] = count), 1);
  }

  #add(count: number | undefined, sign: 1 | -1): void {
    if (count === undefined) this.#unknown += sign;
    else this.#sum += sign * count;
  }
}

/** Asks sources for their number of artists: 1 for an artist, for a list what the catalog knows, or the largest number. */
export async function expectArtists(
  catalog: Catalog,
  sources: readonly GenreSource[],
  options: CallOptions,
): Promise<ExpectedArtists> {
  const countOf = async ({ source }: GenreSource): Promise<number | undefined> => {
    const target = resolveSource(source);
    if ('artist' in target) return 1;
    // The error of a list comes when the list is read.
    const known = await catalog.countArtists?.(target.list, options).catch(() => undefined);
    return known === undefined ? target.most : Math.min(known, target.most ?? Infinity);
  };
  return new ExpectedArtists(await Promise.all(sources.map(countOf)));
}
