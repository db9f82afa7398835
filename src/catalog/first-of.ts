import { checkMembers } from '../util/options.ts';
import { allDone } from '../util/waits.ts';
import { SpotiTagsError, type ErrorCode } from '../errors.ts';
import type { Artist, CallOptions } from '../model.ts';
import type { Catalog, FoundArtist } from './catalog.ts';

/** The errors after which the next catalog is asked. The most informative one is last. */
const passedOn: readonly ErrorCode[] = ['invalid-input', 'not-found', 'rate-limited'];

/** The parts of catalogs made by `firstOf`. Their artists have the ids of the parts. */
const partsOf = new WeakMap<Catalog, readonly Catalog[]>();

/**
 * Combines catalogs: each is asked in turn until one answers.
 *
 * The next catalog is asked if one finds only a near spelling (which counts if no other catalog has the name),
 * answers `not-found`, has a cooldown (`rate-limited`), or cannot read the
 * query (`invalid-input`, for example for the URL of another service). Any other error is thrown at once,
 * especially a refused key (`unauthorized`): if the next catalog answered instead, the problem could stay
 * hidden for weeks.
 *
 * `Artist.catalog` is the id of the catalog that answered. `albums` asks only that catalog, even during its
 * cooldown, because an artist with the same name elsewhere may be another artist. `artistsOf` exists if any
 * part has it. A list comes from one catalog only. `requestsPerSecond` is the sum of the known limits of the
 * parts. A run that uses only one part takes longer. `close` closes all parts.
 *
 * @throws SpotiTagsError `invalid-input` if there are no catalogs, or if two have the same id.
 */
export function firstOf(...catalogs: readonly [Catalog, ...Catalog[]]): Catalog {
  checkMembers(catalogs, 'firstOf takes catalogs, one per argument', ['id']);
  const parts = catalogs.flatMap((catalog) => partsOf.get(catalog) ?? [catalog]);
  const ids = parts.map(({ id }) => id);
  if (parts.length === 0)
    throw new SpotiTagsError('invalid-input', 'firstOf needs at least one catalog, got none.');
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined)
    throw new SpotiTagsError(
      'invalid-input',
      `firstOf needs catalogs with different ids, got two with the id "${twice}".`,
    );

  const rates = parts.flatMap(({ requestsPerSecond }) => requestsPerSecond ?? []);
  const together: Catalog = {
    id: `first-of(${ids.join(',')})`,
    ...(rates.length > 0 && { requestsPerSecond: rates.reduce((sum, rate) => sum + rate) }),
    findArtist: (query, options) => findFirst(parts, query, options),
    async *albums(artist, options) {
      const owner = parts.find(({ id }) => id === artist.catalog);
      if (!owner) throw strangerTo(ids, artist);
      yield* owner.albums(artist, options);
    },
    ...(parts.some((part) => part.artistsOf !== undefined) && {
      artistsOf: (source, options) => listFirst(parts, source, options),
    }),
    async close() {
      await allDone(parts.map(async (part) => part.close?.()));
    },
  };
  partsOf.set(together, parts);
  return together;
}

function strangerTo(ids: readonly string[], { name, catalog }: Artist): SpotiTagsError {
  return new SpotiTagsError(
    'invalid-input',
    `"${name}" is an artist of the catalog "${catalog}". The catalogs are: ${ids.join(', ')}.`,
  );
}

async function findFirst(
  parts: readonly Catalog[],
  query: string,
  options: CallOptions = {},
): Promise<FoundArtist> {
  const refusals = new Refusals(options);
  let near: FoundArtist | undefined;
  for (const part of parts) {
    try {
      const found = await part.findArtist(query, options);
      if (!found.isNear) return found;
      near ??= found;
    } catch (error) {
      refusals.add(part, error);
    }
  }
  if (near) return near;
  throw refusals.sum(`an artist "${query}"`);
}

async function* listFirst(
  parts: readonly Catalog[],
  source: string,
  options: CallOptions = {},
): AsyncGenerator<Artist, void, undefined> {
  const refusals = new Refusals(options);
  for (const part of parts) {
    if (!part.artistsOf) continue;
    let hasBegun = false;
    try {
      for await (const artist of part.artistsOf(source, options)) {
        hasBegun = true;
        yield artist;
      }
    } catch (error) {
      if (hasBegun) throw error;
      refusals.add(part, error);
    }
    if (hasBegun) return;
  }
  if (refusals.count > 0) throw refusals.sum(`artists of "${source}"`);
}

/** The errors of the catalogs that did not answer. */
class Refusals {
  readonly #options: CallOptions;
  readonly #errors = new Map<string, SpotiTagsError>();

  constructor(options: CallOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#errors.size;
  }

  /** @throws the error itself, unless it is a reason to ask the next catalog. */
  add({ id }: Catalog, error: unknown): void {
    this.#options.signal?.throwIfAborted();
    if (!SpotiTagsError.isInstance(error) || !passedOn.includes(error.code)) throw error;
    this.#errors.set(id, error);
  }

  /**
   * One error for all of them. `rate-limited` wins: if a catalog had a cooldown, the artist may still exist.
   * `not-found` comes next: if a catalog searched, it could read the query.
   */
  sum(wanted: string): SpotiTagsError {
    const errors = [...this.#errors.values()];
    const [only] = errors;
    if (only && errors.length === 1) return only;
    const code = passedOn.findLast((reason) => errors.some((error) => error.code === reason)) ?? 'not-found';
    const telling = errors.filter((error) => error.code === code);
    const times = telling.flatMap(({ retryAt }) => retryAt ?? []);
    const said = Array.from(this.#errors, ([id, { message }]) => `${id}: ${message.replace(/\.$/, '')}`);
    const sentence = said.join('; ').replace(/(?<![.!?…])$/u, '.');
    return new SpotiTagsError(code, `No catalog found ${wanted}. ${sentence}`, {
      cause: new AggregateError(errors),
      retryable: telling.some(({ retryable }) => retryable),
      ...(times.length > 0 && { retryAt: Math.min(...times) }),
    });
  }
}
