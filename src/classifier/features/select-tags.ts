import { rankGenres } from '../../tags/aggregate.ts';
import { type Feature, type FeatureKey, parseKey } from './features.ts';
import type { TrainingSet } from './training-set.ts';

/**
 * Which columns the features keep. `distinctTags` and `keyTags` look at labels, so that this is done on training data
 * alone, within each fold.
 */
export function selectColumns(set: TrainingSet, features: readonly Feature[]): (key: FeatureKey) => boolean {
  const feature = features.find(({ kind }) => kind === 'tag');
  if (feature?.kind !== 'tag' || feature.take === 'all' || feature.take === 'top') return () => true;
  const genreTags = rankGenres(sumByGenre(set));
  const kept = new Set(
    genreTags.genres
      .flatMap((genre) =>
        feature.take === 'distinct'
          ? genreTags.distinct(genre, feature.n, { pool: feature.pool })
          : genreTags.keyness(genre, feature.n),
      )
      .map(({ name }) => name),
  );
  return (key) => {
    const { kind, name } = parseKey(key);
    return kind !== 'tag' || kept.has(name);
  };
}

function sumByGenre({ genres, labels, vocabulary, rows }: TrainingSet) {
  const sums = new Map(
    genres.map((genre) => [genre, new Map<string, { weight: number; covers: number; artists: number }>()]),
  );
  for (let at = 0; at < rows.length; at++) {
    const ofGenre = sums.get(genres[labels[at] ?? 0] ?? '');
    for (let entry = rows.starts[at] ?? 0; entry < (rows.ends[at] ?? 0); entry++) {
      const { kind, name } = parseKey(vocabulary[rows.columns[entry] ?? 0] ?? 'tag:');
      if (kind !== 'tag' || !ofGenre) continue;
      const sum = ofGenre.get(name) ?? { weight: 0, covers: 0, artists: 0 };
      sum.weight += rows.values[entry] ?? 0;
      sum.artists += 1;
      ofGenre.set(name, sum);
    }
  }
  return sums;
}
