import type { ArtistProfile } from '../../model.ts';
import { table } from './io.ts';

/** The other artists of the name, with the ids to ask for them by. */
export function describeAlternatives(alternatives: NonNullable<ArtistProfile['alternatives']>): string {
  const rows = alternatives.map(({ id, disambiguation = '', url = '' }) => [id, disambiguation, url]);
  return `Others have this name; ask for one by its id:\n${table(rows)}`;
}
