import type { Catalog } from '../catalog/catalog.ts';
import { type Meter, metered } from '../http/meter.ts';
import type { Artist } from '../model.ts';

/** The same catalog; the meter is told of every request that it sends over our transport. */
export function countedCatalog(catalog: Catalog, meter: Meter): Catalog {
  return {
    id: catalog.id,
    ...(catalog.requestsPerSecond !== undefined && { requestsPerSecond: catalog.requestsPerSecond }),
    findArtist: (query, options) => metered(meter, () => catalog.findArtist(query, options)),
    albums: (artist, options) => metered(meter, () => catalog.albums(artist, options)),
    ...(catalog.artistsOf && {
      async *artistsOf(source, options): AsyncGenerator<Artist, void> {
        const list = catalog.artistsOf?.(source, options)[Symbol.asyncIterator]();
        if (!list) return;
        try {
          for (;;) {
            // Each step by itself: a generator goes on in the context of whoever asks for more.
            const next = await metered(meter, () => list.next());
            if (next.done) return;
            yield next.value;
          }
        } finally {
          await list.return?.();
        }
      },
    }),
    close: () => catalog.close?.() ?? Promise.resolve(),
  };
}
