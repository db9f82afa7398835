import * as v from 'valibot';
import { artistSchema } from '../dataset/artist-schema.ts';
import type { Catalog, FoundArtist } from '../catalog/catalog.ts';
import type { Album, Artist, CallOptions } from '../model.ts';
import type { TagStore } from '../store/store.ts';

const foundSchema = v.object({
  artist: artistSchema,
  alternatives: v.array(artistSchema),
}) satisfies v.GenericSchema<unknown, FoundArtist>;

const albumsSchema = v.array(
  v.object({
    id: v.string(),
    title: v.string(),
    year: v.exactOptional(v.number()),
    cover: v.exactOptional(
      v.union([
        v.object({ url: v.string(), album: v.exactOptional(v.string()) }),
        v.object({ path: v.string(), album: v.exactOptional(v.string()) }),
      ]),
    ),
  }),
) satisfies v.GenericSchema<unknown, Album[]>;

/** Milliseconds that a run may lie interrupted before its answers count as old. */
const week = 7 * 24 * 3_600_000;

/**
 * The same catalog, whose answers are kept as long as a run is not done: one that goes on after an interruption asks
 * for nothing twice, and sees the catalog as it was. Albums with covers in memory are not kept.
 *
 * @param run - tells one run from another; the keys begin with it.
 */
export function journalCatalog(catalog: Catalog, store: TagStore, run: string): Catalog {
  const keep = async <T>(
    key: string,
    schema: v.GenericSchema<unknown, T>,
    ask: () => Promise<T>,
  ): Promise<T> => {
    const kept = v.safeParse(schema, await store.get(key));
    if (kept.success) return kept.output;
    const answer = await ask();
    if (v.is(schema, answer)) await store.set(key, answer, week);
    return answer;
  };
  return {
    id: catalog.id,
    ...(catalog.requestsPerSecond !== undefined && { requestsPerSecond: catalog.requestsPerSecond }),
    findArtist: (query, options) =>
      keep<FoundArtist>(`${run}find:${query}`, foundSchema, () => catalog.findArtist(query, options)),
    albums: (artist, options) =>
      keep<readonly Album[]>(
        `${run}albums:${options.limit}:${artist.catalog}:${artist.id}`,
        albumsSchema,
        () => catalog.albums(artist, options),
      ),
    ...(catalog.artistsOf && {
      async *artistsOf(source: string, options?: CallOptions): AsyncGenerator<Artist, void> {
        const key = `${run}artists:${source}`;
        const kept = v.safeParse(v.array(artistSchema), await store.get(key));
        if (kept.success) {
          yield* kept.output;
          return;
        }
        const artists: Artist[] = [];
        for await (const artist of catalog.artistsOf?.(source, options) ?? []) {
          artists.push(artist);
          yield artist;
        }
        await store.set(key, artists, week);
      },
    }),
    close: () => catalog.close?.() ?? Promise.resolve(),
  };
}
