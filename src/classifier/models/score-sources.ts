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
  const factors = dampingFactors(fitted, raw);
  const count = sources.length;
  const sourceOfColumn = transform.blockOf.map((block) => sourceOf[block] ?? 0);
  for (let row = 0; row < rows.length; row++) {
    for (let entry = starts[row] ?? 0; entry < (ends[row] ?? 0); entry++) {
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
  { transform: { blockOf }, sources, sourceOf, share }: FittedSources,
  { length, starts, ends, columns, values }: SparseRows,
): Float64Array {
  const count = sources.length;
  const amounts = new Float64Array(length * count);
  const isKnown = new Uint8Array(length * count);
  for (let row = 0; row < length; row++) {
    for (let entry = starts[row] ?? 0; entry < (ends[row] ?? 0); entry++) {
      const column = columns[entry] ?? 0;
      const known = column < blockOf.length;
      // What training has not seen has columns of its own: see `profileReader`.
      const source = sourceOf[known ? (blockOf[column] ?? 0) : column - blockOf.length];
      if (source === undefined) continue;
      const at = row * count + source;
      if (known) isKnown[at] = 1;
      amounts[at] = (amounts[at] ?? 0) + Math.abs(values[entry] ?? 0);
    }
  }
  return amounts.map((amount, at) =>
    isKnown[at] === 1 ? dampingFactor(share, sources[at % count]?.usual ?? 0, amount) : 0,
  );
}
