import type { SparseRows } from './rows.ts';

/** How tag weights become features, before a model sees them. */
export interface TransformOptions {
  /** What of a weight counts. @default 'log1p' */
  readonly scale?: 'weight' | 'sqrt' | 'log1p' | 'presence';
  /** Whether tags that few artists carry count for more: times ln((1 + n) / (1 + artists)) + 1. @default true */
  readonly idf?: boolean;
  /** Whether each artist is scaled to unit length, so that many albums count no more than few. @default true */
  readonly l2?: boolean;
}

/** A transform as fitted; the same numbers then serve training and prediction. */
export interface Transform {
  readonly scale: NonNullable<TransformOptions['scale']>;
  readonly l2: boolean;
  /** Factor of each column. */
  readonly idf: Float64Array;
}

const scales = {
  weight: (weight: number) => weight,
  sqrt: Math.sqrt,
  log1p: Math.log1p,
  presence: (weight: number) => (weight > 0 ? 1 : 0),
};

export function fitTransform(
  rows: SparseRows,
  columns: number,
  { scale = 'log1p', idf = true, l2 = true }: TransformOptions,
): Transform {
  const factors = new Float64Array(columns).fill(1);
  if (idf) {
    const artists = new Float64Array(columns);
    for (let at = 0; at < rows.length; at++) {
      for (const column of rows.row(at).columns) artists[column] = (artists[column] ?? 0) + 1;
    }
    // As in scikit-learn's TfidfTransformer (smooth_idf): no division by zero, no tag without a voice.
    for (const [column, count] of artists.entries()) {
      factors[column] = Math.log((1 + rows.length) / (1 + count)) + 1;
    }
  }
  return { scale, l2, idf: factors };
}

/** The features of one artist; an artist without weights has none. */
export function applyTransform(
  { scale, l2, idf }: Transform,
  columns: ArrayLike<number>,
  weights: ArrayLike<number>,
): Float64Array {
  const scaleOf = scales[scale];
  const values = Float64Array.from(weights, (weight, at) => scaleOf(weight) * (idf[columns[at] ?? 0] ?? 0));
  if (!l2) return values;
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return length > 0 ? values.map((value) => value / length) : values;
}
