import type { ArtistProfile, Evidence } from '../../model.ts';
import { parseKey } from '../features/features.ts';
import type { SparseRows } from '../features/rows.ts';
import { piecesOf, strongestFirst } from './evidence.ts';
import type { RegressionModel } from './regression-model.ts';

/**
 * What each feature of the profile adds to the number: its weight times how much more of it there is than in the mean of the
 * training, so that what all artists have is not evidence. Features that the profile does not have add the rest.
 */
export function findNumberEvidence(
  { vocabulary, weights, means, filter }: RegressionModel,
  profile: ArtistProfile,
  rows: SparseRows,
  row: number,
  limit: number,
): Evidence[] {
  const start = rows.starts[row] ?? 0;
  let ofMeanEmbedding = 0;
  const columns = Array.from({ length: (rows.ends[row] ?? 0) - start }, (_, entry) => {
    const column = rows.columns[start + entry] ?? 0;
    const key = vocabulary[column] ?? 'tag:';
    const weight = weights[column] ?? 0;
    const usual = weight * (means[column] ?? 0);
    const isEmbedding = parseKey(key).kind === 'embedding';
    if (isEmbedding) ofMeanEmbedding += usual;
    // A number of an embedding may be near 0 in the sum of the covers, and its mean cannot be divided among them by it.
    return { key, contribution: weight * (rows.values[start + entry] ?? 0) - (isEmbedding ? 0 : usual) };
  });
  const pieces = piecesOf(columns, profile, filter);
  const covers = pieces.filter(({ kind }) => kind === 'embedding').length;
  return strongestFirst(
    pieces
      .map((piece) =>
        piece.kind === 'embedding'
          ? { ...piece, contribution: piece.contribution - ofMeanEmbedding / covers }
          : piece,
      )
      .filter(({ contribution }) => contribution !== 0),
    limit,
  );
}
