import type { ArtistProfile } from '../../model.ts';
import type { FeatureCounter } from './count-features.ts';
import { type Feature, type FeatureKey, parseKey } from './features.ts';
import { RowsBuilder, type SparseRows } from './rows.ts';

/** Reads profiles into rows of the columns that a vocabulary has. What it does not have is left out. */
export function profileReader(
  vocabulary: readonly FeatureKey[],
  count: FeatureCounter,
): (profiles: readonly ArtistProfile[]) => SparseRows {
  const columnOf = indexVocabulary(vocabulary);
  return (profiles) => {
    const rows = new RowsBuilder();
    for (const profile of profiles) {
      for (const { kind, counts } of count(profile)) {
        const ofKind = columnOf[kind];
        for (const { name, weight } of counts) {
          const column = ofKind.get(name);
          if (column !== undefined) rows.push(column, weight);
        }
      }
      rows.endRow();
    }
    return rows.rows();
  };
}

/** The column of each name, by kind: it is looked up for every tag of every artist. */
function indexVocabulary(
  vocabulary: readonly FeatureKey[],
): Record<Feature['kind'], ReadonlyMap<string, number>> {
  const columns = {
    tag: new Map<string, number>(),
    title: new Map<string, number>(),
    decade: new Map<string, number>(),
  };
  for (const [column, key] of vocabulary.entries()) {
    const { kind, name } = parseKey(key);
    columns[kind].set(name, column);
  }
  return columns;
}
