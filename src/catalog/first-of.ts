import { allDone } from '../util/waits.ts';
import { SpotiTagsError, type ErrorCode } from '../errors.ts';
import type { Artist, CallOptions } from '../model.ts';
import type { Catalog, FoundArtist } from './catalog.ts';

/** Why the next catalog is asked, the most telling reason last. */
const passedOn: readonly ErrorCode[] = ['invalid-input', 'not-found', 'rate-limited'];

/** The parts of catalogs that `firstOf` made, whose artists carry the ids of the parts. */
const partsOf = new WeakMap<Catalog, readonly Catalog[]>();

/**
 * One catalog of several: each is asked in turn until one answers.
 *
 * The next is asked where one says `not-found`, is cooling down (`rate-limited`), or cannot read the query
 * (`invalid-input`: the link of another service, for example). Anything else is thrown at once. A refused key
 * (`unauthorized`) above all: with the next one's answers in place of it, nobody would notice for weeks.
 *
 * `Artist.catalog` is the id of the catalog that answered, and `albums` asks that one alone, even while it is cooling
 * down: who is called so elsewhere may be somebody else. `artistsOf` is there where any part has it; a list is
 * of one catalog from its first artist to its last. `requestsPerSecond` is the sum of those that the parts say: a run
 * that comes down to one part takes longer. `close` closes all.
 *
 * @throws SpotiTagsError `invalid-input` where there are no catalogs, or two of one id.
 */
export function firstOf(...catalogs: readonly [Catalog, ...Catalog[]]): Catalog {
  const parts = catalogs.flatMap((catalog) => partsOf.get(catalog) ?? [catalog]);
  const ids = parts.map(({ id }) => id);
  if (parts.length === 0) throw new SpotiTagsError('invalid-input', 'firstOf needs a catalog, got none.');
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined)
    throw new SpotiTagsError(
      'invalid-input',
      `firstOf cannot tell two catalogs apart that are both called "${twice}".`,
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
    `"${name}" is an artist of the catalog "${catalog}"; there are: ${ids.join(', ')}.`,
  );
}

async function findFirst(
  parts: readonly Catalog[],
  query: string,
  options: CallOptions = {},
): Promise<FoundArtist> {
  const refusals = new Refusals(options);
  for (const part of parts) {
    try {
      return await part.findArtist(query, options);
    } catch (error) {
      refusals.add(part, error);
    }
  }
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

/** What the catalogs said that did not answer. */
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
   * All in one: where a catalog was cooling down, nobody knows that there is no such artist; where one had a look,
   * the query was readable.
   */
  sum(wanted: string): SpotiTagsError {
    const errors = [...this.#errors.values()];
    const [only] = errors;
    if (only && errors.length === 1) return only;
    const code = passedOn.findLast((reason) => errors.some((error) => error.code === reason)) ?? 'not-found';
    const telling = errors.filter((error) => error.code === code);
    const times = telling.flatMap(({ retryAt }) => retryAt ?? []);
    const said = Array.from(this.#errors, ([id, { message }]) => `${id}: ${message.replace(/\.$/, '')}`);
    return new SpotiTagsError(code, `No catalog gave ${wanted}. ${said.join('; ')}`, {
      cause: new AggregateError(errors),
      retryable: telling.some(({ retryable }) => retryable),
      ...(times.length > 0 && { retryAt: Math.min(...times) }),
    });
  }
}
