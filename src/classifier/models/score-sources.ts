import type { SparseRows } from '../features/rows.ts';
import { type Transform, transformRows } from '../features/transform.ts';
import { dampingFactor } from '../fitting/damping.ts';
import { scoreRows } from '../fitting/scores.ts';

/** What one source of a model has besides the weights of its columns. */
interface ModelSource {
  readonly bias: Float64Array;
  /** See `dampingFactor`. */
  readonly usual: number;
}

/** The linear models of all sources. Their scores add up. */
export interface FittedSources {
  readonly transform: Transform;
  /** `weights[column * genres + genre]` */
  readonly weights: Float64Array;
  readonly sources: readonly ModelSource[];
  /** The number of each block's source. */
  readonly sourceOf: readonly number[];
  /** See `dampingFactor`. */
  readonly share: number;
}

/** The rows, transformed and damped, and their scores. */
export interface ScoredRows {
  readonly rows: SparseRows;
  /** `scores[row * genres + genre]` */
  readonly scores: Float64Array;
}

/** The scores of all genres: for each source (bias + features times weights), times its damping. */
export function scoreSources(fitted: FittedSources, raw: SparseRows): ScoredRows {
  const { transform, weights, sources, sourceOf } = fitted;
  const rows = transformRows(transform, raw);
  const { starts, ends, columns, values } = rows;
  const count = sources.length;
  // What training has not seen has columns of its own: see `profileReader`.
  const sourceOfColumn = new Uint8Array(transform.blockOf.length + sourceOf.length);
  sourceOfColumn.set(transform.blockOf.map((block) => sourceOf[block] ?? 0));
  sourceOfColumn.set(sourceOf, transform.blockOf.length);
  const factors = dampingFactors(fitted, raw, sourceOfColumn);
  for (let row = 0; row < rows.length; row++) {
    // Most artists have enough of each source.
    let isDamped = false;
    for (let at = row * count; at < (row + 1) * count; at++) if (factors[at] !== 1) isDamped = true;
    if (!isDamped) continue;
    const end = ends[row] ?? 0;
    for (let entry = starts[row] ?? 0; entry < end; entry++) {
      const source = sourceOfColumn[columns[entry] ?? 0] ?? 0;
      values[entry] = (values[entry] ?? 0) * (factors[row * count + source] ?? 0);
    }
  }
  const genres = sources[0]?.bias.length ?? 0;
  const scores = scoreRows(rows, { weights, bias: new Float64Array(genres) });
  for (let row = 0; row < rows.length; row++) {
    for (let source = 0; source < count; source++) {
      const factor = factors[row * count + source] ?? 0;
      const bias = sources[source]?.bias;
      for (let genre = 0; genre < genres; genre++) {
        const at = row * genres + genre;
        scores[at] = (scores[at] ?? 0) + factor * (bias?.[genre] ?? 0);
      }
    }
  }
  return { rows, scores };
}

/** How much each source counts, `factors[row * sources + source]`. */
function dampingFactors(
  { transform: { blockOf }, sources, share }: FittedSources,
  { length, starts, ends, columns, values }: SparseRows,
  sourceOfColumn: Uint8Array,
): Float64Array {
  const count = sources.length;
  const amounts = new Float64Array(length * count);
  const isKnown = new Uint8Array(length * count);
  for (let row = 0; row < length; row++) {
    const end = ends[row] ?? 0;
    for (let entry = starts[row] ?? 0; entry < end; entry++) {
      const column = columns[entry] ?? 0;
      // A kind that training had of no artist has a column after all of these.
      if (column >= sourceOfColumn.length) continue;
      const at = row * count + (sourceOfColumn[column] ?? 0);
      if (column < blockOf.length) isKnown[at] = 1;
      amounts[at] = (amounts[at] ?? 0) + Math.abs(values[entry] ?? 0);
    }
  }
  return amounts.map((amount, at) =>
    isKnown[at] === 1 ? dampingFactor(share, sources[at % count]?.usual ?? 0, amount) : 0,
  );
}
