import type { ArtistProfile } from '../../model.ts';
import { coverDirection } from '../../tags/embedding.ts';
import { sumSound } from '../../tags/sound.ts';
import { type CountOptions, countTags } from './count-tags.ts';
import type { ColumnKind, Feature } from './features.ts';
import { decadeOf, partsOfWords, wordsOfAlbum } from './profile-words.ts';

/** What was counted for one kind of column. */
interface FeatureBlock {
  readonly kind: ColumnKind;
  /** Weights may be below 0 in an embedding alone. */
  readonly counts: readonly { readonly name: string; readonly weight: number }[];
}

/** What a profile has of some features. Features that are selected by genre are selected later. */
export type FeatureCounter = (profile: ArtistProfile) => readonly FeatureBlock[];

/** Counts everything of a kind that a profile has. */
export type KindCounter = (kind: Feature['kind'], profile: ArtistProfile) => readonly FeatureBlock[];

export function kindCounter(options: CountOptions): KindCounter {
  return (kind, profile) => {
    switch (kind) {
      case 'tag':
        return [{ kind, counts: countTags(profile, options) }];
      case 'title': {
        const words = profile.albums.map((album) => wordsOfAlbum(kind, album, profile));
        return [
          { kind, counts: countNames(words) },
          { kind: 'title-part', counts: countNames(words.map(partsOfWords)) },
        ];
      }
      case 'lettering': {
        const words = profile.albums.map((album) => wordsOfAlbum(kind, album, profile));
        return [{ kind, counts: countNames(words.map(partsOfWords)) }];
      }
      case 'sound':
        return [{ kind, counts: sumSound(profile.albums) }];
      case 'decade':
        return [{ kind, counts: countNames(profile.albums.map(decadeOf)) }];
      case 'embedding':
        return [{ kind, counts: sumEmbeddings(profile) }];
    }
  };
}

/** As {@link kindCounter}, for profiles that are counted again and again. It holds them, and what they have. */
export function rememberingCounter(options: CountOptions): KindCounter {
  const count = kindCounter(options);
  const known = new Map<ArtistProfile, Map<Feature['kind'], readonly FeatureBlock[]>>();
  return (kind, profile) => {
    let kinds = known.get(profile);
    if (!kinds) known.set(profile, (kinds = new Map<Feature['kind'], readonly FeatureBlock[]>()));
    let blocks = kinds.get(kind);
    if (!blocks) kinds.set(kind, (blocks = count(kind, profile)));
    return blocks;
  };
}

export function featureCounter(features: readonly Feature[], count: KindCounter): FeatureCounter {
  return (profile) =>
    features.flatMap((feature) => {
      const blocks = count(feature.kind, profile);
      if (feature.kind !== 'tag' || feature.take !== 'top') return blocks;
      return blocks.map(({ kind, counts }) => ({ kind, counts: counts.slice(0, feature.n) }));
    });
}

/** @param names - of each album, each once. */
function countNames(names: readonly (readonly string[])[]): FeatureBlock['counts'] {
  // Most taggers read no lettering, and a profile may have tags alone.
  if (names.every(({ length }) => length === 0)) return [];
  const counts = new Map<string, number>();
  for (const name of names.flat()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Array.from(counts, ([name, weight]) => ({ name, weight }));
}

/** The sum over the covers, each at unit length, so that it tells how many there are. */
function sumEmbeddings({ albums }: ArtistProfile): FeatureBlock['counts'] {
  const sum: number[] = [];
  for (const { cover } of albums) {
    for (const [at, value] of (coverDirection(cover) ?? []).entries()) sum[at] = (sum[at] ?? 0) + value;
  }
  return sum.map((weight, at) => ({ name: String(at), weight }));
}
