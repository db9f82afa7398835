import type { ArtistProfile } from '../../model.ts';
import { table } from './io.ts';

/** The other artists with that name, with their ids. */
export function describeAlternatives(alternatives: NonNullable<ArtistProfile['alternatives']>): string {
  const rows = alternatives.map(({ id, disambiguation = '', url = '' }) => [id, disambiguation, url]);
  return `Other artists have this name. To choose one, type its id:\n${table(rows)}`;
}
