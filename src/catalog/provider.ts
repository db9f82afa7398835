import type { TagStore } from '../store/store.ts';
import type { ProbeContext, Provider } from '../util/provider.ts';
import type { Catalog } from './catalog.ts';

/** Describes a catalog. See {@link Provider}. */
export type CatalogProvider<Options = unknown> = Provider<'catalog', Catalog, Options, CatalogContext>;

/** What a catalog may use when it is opened. */
export interface CatalogContext {
  readonly signal?: AbortSignal;
  /** Where it may keep what it can read again. */
  readonly store?: TagStore;
}

/** Asks a catalog for an artist that every catalog has, and closes it. */
export async function probeCatalog(catalog: Catalog, { signal }: ProbeContext): Promise<string> {
  try {
    await catalog.findArtist('Black Sabbath', { signal });
    return 'answers';
  } finally {
    await catalog.close?.();
  }
}
