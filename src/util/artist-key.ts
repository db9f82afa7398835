import type { Artist } from '../model.ts';

/** The same for profiles of one artist. Ids of two catalogs may be equal. */
export function artistKey({ catalog, id }: Artist): string {
  return JSON.stringify([catalog, id]);
}
