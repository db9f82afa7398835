import type { Catalog } from '../catalog/catalog.ts';
import type { CallOptions } from '../model.ts';
import { type GenreSource, targetOf } from './sources.ts';

/** The number of artists of each source: 1 for an artist, for a list what the catalog knows, or the largest number. */
export function countArtists(
  catalog: Catalog,
  sources: readonly GenreSource[],
  options: CallOptions,
): Promise<(number | undefined)[]> {
  const countOf = async (source: GenreSource): Promise<number | undefined> => {
    const target = targetOf(source);
    if ('artist' in target) return 1;
    // Artists may have several of the names.
    if (target.names) return target.most;
    // The error of a list comes when the list is read.
    const known = await catalog.countArtists?.(target.list, options).catch(() => undefined);
    return known === undefined ? target.most : Math.min(known, target.most ?? Infinity);
  };
  return Promise.all(sources.map(countOf));
}
