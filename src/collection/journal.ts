import * as v from 'valibot';
import { artistSchema } from '../dataset/artist-schema.ts';
import type { Catalog, FoundArtist, PageMemory } from '../catalog/catalog.ts';
import type { Album } from '../model.ts';
import { boundedKey } from '../store/keys.ts';
import { readEntry } from '../store/read-entry.ts';
import type { TagStore } from '../store/store.ts';
import { writeEntry } from '../store/write-entry.ts';
import { delegate } from '../util/delegate.ts';
import { withoutUndefined } from '../util/options.ts';

/** An object of a catalog. Absent members may be there and undefined. */
function answer<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(v.unknown(), v.transform(withoutUndefined), v.object(entries));
}

const artistAnswer = answer(artistSchema.entries);

const foundSchema = answer({
  artist: artistAnswer,
  alternatives: v.array(artistAnswer),
  isNear: v.exactOptional(v.boolean()),
}) satisfies v.GenericSchema<unknown, FoundArtist>;

const albumsSchema = v.array(
  answer({
    id: v.string(),
    title: v.string(),
    year: v.exactOptional(v.number()),
    cover: v.exactOptional(
      v.union([
        answer({ url: v.string(), album: v.exactOptional(v.string()) }),
        answer({
          path: v.string(),
          album: v.exactOptional(v.string()),
          relativePath: v.exactOptional(v.string()),
        }),
      ]),
    ),
    track: v.exactOptional(answer({ path: v.string() })),
  }),
) satisfies v.GenericSchema<unknown, Album[]>;

/** Milliseconds for which the catalog answers of an interrupted run are kept. */
const week = 7 * 24 * 3_600_000;

/**
 * The same catalog, whose answers are kept until a run is done. A resumed run repeats no request, and sees
 * the catalog as it was. A list that was interrupted continues after its last complete page. Albums with covers in memory are not kept.
 *
 * @param run - identifies the run. The keys begin with it.
 */
export function journalCatalog(catalog: Catalog, store: TagStore, run: string): Catalog {
  const keep = async <T>(
    key: string,
    schema: v.GenericSchema<unknown, T>,
    ask: () => Promise<T>,
  ): Promise<T> => {
    const kept = v.safeParse(schema, await readEntry(store, key), { abortEarly: true });
    if (kept.success) return kept.output;
    const found = await ask();
    await write(store, schema, key, found);
    return found;
  };
  const pageKey = (key: string) => boundedKey(`${run}page:${key}`);
  const pages: PageMemory = {
    get: (key) => readEntry(store, pageKey(key)),
    set: (key, page) => writeEntry(store, pageKey(key), page, week),
  };
  const artistsOf = catalog.artistsOf?.bind(catalog);
  return delegate(catalog, {
    findArtist: (query, options) =>
      keep<FoundArtist>(boundedKey(`${run}find:${query}`), foundSchema, () =>
        catalog.findArtist(query, options),
      ),
    albums: (artist, options) =>
      record<Album>(store, albumsSchema, {
        key: boundedKey(`${run}albums:${options?.covers ?? 'all'}:${artist.catalog}:${artist.id}`),
        list: () => catalog.albums(artist, options),
        // A caller that stops early has enough covers, and stops at the same album the next time.
        isWholeIfLeft: options?.covers !== undefined,
      }),
    ...(artistsOf && {
      artistsOf: (source, options) =>
        record(store, v.array(artistAnswer), {
          key: boundedKey(`${run}artists:${source}`),
          list: () => artistsOf(source, { ...options, pages }),
          isWholeIfLeft: false,
        }),
    }),
  });
}

interface Recording<Item> {
  readonly key: string;
  readonly list: () => AsyncIterable<Item>;
  /** Whether a list counts as complete if the caller stopped reading it. */
  readonly isWholeIfLeft: boolean;
}

/** The kept list, or the list itself, which is kept after it has been read. */
async function* record<Item>(
  store: TagStore,
  schema: v.GenericSchema<unknown, readonly Item[]>,
  { key, list, isWholeIfLeft }: Recording<Item>,
): AsyncGenerator<Item, void> {
  const kept = v.safeParse(schema, await readEntry(store, key), { abortEarly: true });
  if (kept.success) {
    yield* kept.output;
    return;
  }
  const items: Item[] = [];
  let isWhole = isWholeIfLeft;
  try {
    for await (const item of list()) {
      items.push(item);
      yield item;
    }
    isWhole = true;
  } catch (error) {
    isWhole = false;
    throw error;
  } finally {
    if (isWhole) await write(store, schema, key, items);
  }
}

/** Keeps an answer, unless it cannot be kept, such as an album whose cover is in memory. */
async function write<T>(
  store: TagStore,
  schema: v.GenericSchema<unknown, T>,
  key: string,
  found: T,
): Promise<void> {
  const parsed = v.safeParse(schema, found, { abortEarly: true });
  if (parsed.success) await writeEntry(store, key, parsed.output, week);
}
