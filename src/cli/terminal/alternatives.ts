import { isAskedFor } from '../../catalog/names.ts';
import type { Artist, ArtistProfile } from '../../model.ts';
import { printable, table } from './io.ts';

/** A line if an artist or album has another name than the query, which is neither its id nor its URL. */
export function describeTakenAs(query: string, found: Pick<Artist, 'id' | 'name'>): string {
  if (isAskedFor(query, found)) return '';
  return `"${printable(query)}" is taken as "${printable(found.name)}".\n`;
}

/** The other artists with that name, with their ids. */
export function describeAlternatives(alternatives: NonNullable<ArtistProfile['alternatives']>): string {
  const rows = alternatives.map(({ id, name, disambiguation = '', url = '' }) => [
    id,
    name,
    disambiguation,
    url,
  ]);
  return `Other artists have this name. To choose one, type its id:\n${table(['id', 'name', 'what it is', 'URL'], rows)}`;
}
