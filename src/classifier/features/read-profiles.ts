import type { ArtistProfile } from '../../model.ts';
import type { FeatureCounter } from './count-features.ts';
import { blockNumbers } from './blocks.ts';
import { type ColumnKind, type Feature, type FeatureKey, choosesTags, parseKey } from './features.ts';
import type { Origin } from './origin.ts';
import { RowsBuilder, type SparseRows } from './rows.ts';

/** Entries of a row to begin with: a guess, so that the arrays seldom grow. */
const usualEntries = 150;

/** What training kept, and what it left out. */
interface KnownFeatures {
  readonly vocabulary: readonly FeatureKey[];
  readonly features: readonly Feature[];
  readonly stopTags: readonly string[];
  readonly origin: Pick<Origin, 'taggers'>;
}

/**
 * Reads profiles into rows of the columns that a vocabulary has. What training has not seen comes at the end of a row: a
 * feature of block b in the column `vocabulary.length + b`. It has no weight in a model, but it is part of the length of its
 * block. What training has seen and left out is not in the row: stop tags, and tags that `distinctTags` and `keyTags` did
 * not choose, as a tag that training has not seen could not be chosen either.
 */
export function profileReader(
  { vocabulary, features, stopTags, origin }: KnownFeatures,
  count: FeatureCounter,
): (profiles: readonly ArtistProfile[]) => SparseRows {
  const columnOf = indexVocabulary(vocabulary);
  const numberOf = blockNumbers(vocabulary, origin.taggers);
  const stopped = new Set(stopTags);
  const isChosen = choosesTags(features);
  return (profiles) => {
    const rows = new RowsBuilder(profiles.length * usualEntries);
    for (const profile of profiles) {
      const unseen: { readonly column: number; readonly weight: number }[] = [];
      for (const { kind, counts } of count(profile)) {
        const ofKind = columnOf.get(kind);
        for (const { name, weight } of counts) {
          const column = ofKind?.get(name);
          if (column !== undefined) rows.push(column, weight);
          else if (kind !== 'tag' || !(isChosen || stopped.has(name)))
            unseen.push({ column: vocabulary.length + numberOf(kind, name), weight });
        }
      }
      for (const { column, weight } of unseen) rows.push(column, weight);
      rows.endRow();
    }
    return rows.rows();
  };
}

/** The column of each name, by kind: it is looked up for every tag of every artist. */
function indexVocabulary(
  vocabulary: readonly FeatureKey[],
): ReadonlyMap<ColumnKind, ReadonlyMap<string, number>> {
  const columns = new Map<ColumnKind, Map<string, number>>();
  for (const [column, key] of vocabulary.entries()) {
    const { kind, name } = parseKey(key);
    const ofKind = columns.get(kind);
    if (ofKind) ofKind.set(name, column);
    else columns.set(kind, new Map([[name, column]]));
  }
  return columns;
}
