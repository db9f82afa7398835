import type { TagWeight } from '../../model.ts';
import { GenreSum, type GenreTags, rankGenres } from '../../tags/aggregate.ts';
import { type Feature, parseKey } from './features.ts';
import { packRows } from './rows.ts';
import { type TrainingSet, keepColumns } from './training-set.ts';

/**
 * The set with those columns that the features choose; its rows are new. `distinctTags` and `keyTags` look at labels, so
 * that this is done on training data alone, within each fold.
 *
 * @param genreTags - the tags of the set's genres.
 */
export function chooseTags(
  set: TrainingSet,
  features: readonly Feature[],
  genreTags: () => GenreTags,
): TrainingSet {
  const feature = features.find(({ kind }) => kind === 'tag');
  if (feature?.kind !== 'tag' || feature.take === 'all' || feature.take === 'top') return set;
  const tags = genreTags();
  const chosen = new Set(
    tags.genres
      .flatMap((genre) =>
        feature.take === 'distinct'
          ? tags.distinct(genre, feature.n, { pool: feature.pool })
          : tags.keyness(genre, feature.n),
      )
      .map(({ name }) => name),
  );
  return keepColumns({ ...set, rows: packRows(set.rows) }, (key) => {
    const { kind, name } = parseKey(key);
    return kind !== 'tag' || chosen.has(name);
  });
}

/** The tags of each genre, as the columns of a set have them. */
export function rankTags(set: TrainingSet): GenreTags {
  return rankGenres(sumByGenre(set));
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
