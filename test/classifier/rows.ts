import { RowsBuilder } from '../../src/classifier/features/rows.ts';
import type { LabeledRows } from '../../src/classifier/fitting/samples.ts';
import { seededRandom } from '../../src/util/random.ts';

/** Rows given in full, zeros left out. */
export function dataOf(matrix: readonly (readonly number[])[], labels: readonly number[]): LabeledRows {
  const builder = new RowsBuilder();
  for (const row of matrix) {
    for (const [column, value] of row.entries()) if (value > 0) builder.push(column, value);
    builder.endRow();
  }
  return {
    rows: builder.rows(),
    labels: Int32Array.from(labels),
    genres: new Set(labels).size,
    columns: matrix[0]?.length ?? 0,
  };
}

/** Artists whose genre makes some tags heavier; genre by genre. */
export function randomData({
  artists,
  genres,
  columns,
  seed,
}: Readonly<Record<'artists' | 'genres' | 'columns' | 'seed', number>>): LabeledRows {
  const random = seededRandom(seed);
  const labels = Array.from({ length: artists }, (_, at) => Math.floor((at * genres) / artists));
  const matrix = labels.map((label) =>
    Array.from({ length: columns }, (_, column) =>
      random() < 0.2 ? 0 : random() * (column % genres === label ? 3 : 1),
    ),
  );
  return dataOf(matrix, labels);
}
