import type { ArtistProfile } from '../../model.ts';
import type { FeatureCounter } from './count-features.ts';

/** How much an artist has of a feature. */
export interface FeatureRow {
  /** The id of the artist in the catalog. */
  readonly artist: string;
  /** The kind and the name, such as `tag:skull` or `title:doom`. */
  readonly feature: string;
  readonly weight: number;
}

/** A profile that has nothing gets one row with an empty name, so that a table of rows has its artist. */
export function featureRows(profiles: readonly ArtistProfile[], count: FeatureCounter): FeatureRow[] {
  return profiles.flatMap((profile) => {
    const artist = profile.artist.id;
    const rows = count(profile).flatMap(({ kind, counts }) =>
      counts.map(({ name, weight }) => ({ artist, feature: `${kind}:${name}`, weight })),
    );
    return rows.length > 0 ? rows : [{ artist, feature: '', weight: 0 }];
  });
}
