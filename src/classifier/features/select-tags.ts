import type { TagWeight } from '../../model.ts';
import { GenreSum, rankGenres } from '../../tags/aggregate.ts';
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

function sumByGenre({ genres, labels, vocabulary, rows }: TrainingSet): ReadonlyMap<string, GenreSum> {
  const sums = new Map(genres.map((genre) => [genre, new GenreSum()]));
  for (let at = 0; at < rows.length; at++) {
    const tags: TagWeight[] = [];
    for (let entry = rows.starts[at] ?? 0; entry < (rows.ends[at] ?? 0); entry++) {
      const { kind, name } = parseKey(vocabulary[rows.columns[entry] ?? 0] ?? 'tag:');
      if (kind === 'tag') tags.push({ name, weight: rows.values[entry] ?? 0, covers: 0 });
    }
    sums.get(genres[labels[at] ?? 0] ?? '')?.add(tags);
  }
  return sums;
}
