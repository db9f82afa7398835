import type { ArtistProfile } from '../../model.ts';
import { type CountOptions, countTags } from './count-tags.ts';
import { type Feature, namesOfAlbum } from './features.ts';

/** What was counted for one kind of feature. */
interface FeatureBlock {
  readonly kind: Feature['kind'];
  readonly counts: readonly { readonly name: string; readonly weight: number }[];
}

/** What a profile has of some features. Features that are selected by genre are selected later. */
export type FeatureCounter = (profile: ArtistProfile) => readonly FeatureBlock[];

/** Counts everything of a kind that a profile has. */
export type KindCounter = (kind: Feature['kind'], profile: ArtistProfile) => FeatureBlock['counts'];

export function kindCounter(options: CountOptions): KindCounter {
  return (kind, profile) => (kind === 'tag' ? countTags(profile, options) : countAlbums(kind, profile));
}

/** As {@link kindCounter}, for profiles that are counted again and again. It holds them, and what they have. */
export function rememberingCounter(options: CountOptions): KindCounter {
  const count = kindCounter(options);
  const known = new Map<ArtistProfile, Map<Feature['kind'], FeatureBlock['counts']>>();
  return (kind, profile) => {
    let kinds = known.get(profile);
    if (!kinds) known.set(profile, (kinds = new Map<Feature['kind'], FeatureBlock['counts']>()));
    let counts = kinds.get(kind);
    if (!counts) kinds.set(kind, (counts = count(kind, profile)));
    return counts;
  };
}

export function featureCounter(features: readonly Feature[], count: KindCounter): FeatureCounter {
  return (profile) =>
    features.map((feature) => {
      const counts = count(feature.kind, profile);
      const isCut = feature.kind === 'tag' && feature.take === 'top';
      return { kind: feature.kind, counts: isCut ? counts.slice(0, feature.n) : counts };
    });
}

function countAlbums(kind: 'title' | 'decade', profile: ArtistProfile): FeatureBlock['counts'] {
  const counts = new Map<string, number>();
  for (const album of profile.albums) {
    for (const name of namesOfAlbum(kind, album, profile)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Array.from(counts, ([name, weight]) => ({ name, weight }));
}
