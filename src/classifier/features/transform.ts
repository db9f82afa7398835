import type { SparseRows } from './rows.ts';

/** How tag weights become features. What is not given is chosen by the training data. */
export interface TransformOptions {
  /** The function of a weight that counts. @default chosen */
  readonly scale?: 'weight' | 'sqrt' | 'log1p' | 'presence';
  /** Whether tags that few artists carry count more: times ln((1 + n) / (1 + artists)) + 1. @default chosen */
  readonly idf?: boolean;
  /**
   * Whether each artist is scaled to unit length: tags, title words and decades separately, and the tags of each tagger
   * that `combineTaggers` combines. Many albums then do not count more than few, and many tags not more than a few
   * words. @default chosen
   */
  readonly l2?: boolean;
}

/** {@link TransformOptions}, all of them chosen. */
export type TransformChoice = Required<TransformOptions>;

/** A fitted transform: training and prediction use the same numbers. */
export interface Transform {
  readonly scale: TransformChoice['scale'];
  readonly l2: boolean;
  /** Factor of each column. */
  readonly idf: Float64Array;
  /** Factor of a feature that training has not seen. 0 leaves it out of the length, as models of earlier releases did. */
  readonly unseen: number;
  /** Number of each column's block; columns of a block are scaled together. */
  readonly blocks: Uint8Array;
}

const scales = {
  weight: (weight: number) => weight,
  sqrt: Math.sqrt,
  log1p: Math.log1p,
  presence: (weight: number) => (weight > 0 ? 1 : 0),
};

const allScales = ['log1p', 'sqrt', 'weight', 'presence'] as const;

/** Every transform that the options allow. The usual one of text classification comes first. */
export function transformChoices(
  { scale, idf, l2 }: TransformOptions,
  { idfFirst = true }: { readonly idfFirst?: boolean } = {},
): TransformChoice[] {
  const scaleChoices = scale === undefined ? allScales : [scale];
  const idfChoices = idf === undefined ? [idfFirst, !idfFirst] : [idf];
  const l2Choices = l2 === undefined ? [true, false] : [l2];
  return l2Choices.flatMap((l2Choice) =>
    idfChoices.flatMap((idfChoice) =>
      scaleChoices.map((scaleChoice) => ({ scale: scaleChoice, idf: idfChoice, l2: l2Choice })),
    ),
  );
}

export function fitTransform(
  rows: SparseRows,
  blocks: Uint8Array,
  { scale, idf, l2 }: TransformChoice,
): Transform {
  const columns = blocks.length;
  const factors = new Float64Array(columns).fill(1);
  if (idf) {
    const artists = new Float64Array(columns);
    for (let at = 0; at < rows.length; at++) {
      for (let entry = rows.starts[at] ?? 0; entry < (rows.ends[at] ?? 0); entry++) {
        const column = rows.columns[entry] ?? 0;
        artists[column] = (artists[column] ?? 0) + 1;
      }
    }
    // As in scikit-learn's TfidfTransformer (smooth_idf): no division by zero, and every tag counts.
    for (let column = 0; column < columns; column++) {
      factors[column] = Math.log((1 + rows.length) / (1 + (artists[column] ?? 0))) + 1;
    }
  }
  // As if the artist were one of those in training: held-out artists are scaled by the same factor.
  return { scale, l2, idf: factors, unseen: idf ? Math.log((1 + rows.length) / 2) + 1 : 1, blocks };
}

/**
 * The features of every row, without those that training has not seen: they only add to the length. Columns are shared,
 * values are new.
 */
export function transformRows({ scale, l2, idf, unseen, blocks }: Transform, rows: SparseRows): SparseRows {
  const { starts, columns } = rows;
  const ends = Uint32Array.from(rows.ends);
  const values = new Float64Array(rows.values.length);
  const scaleOf = scales[scale];
  // One for each number that a block may have.
  const squares = new Float64Array(256);
  for (let at = 0; at < rows.length; at++) {
    const start = starts[at] ?? 0;
    let end = rows.ends[at] ?? 0;
    if (l2) squares.fill(0);
    // They come last in a row.
    while (end > start && (columns[end - 1] ?? 0) >= blocks.length) {
      end -= 1;
      const block = (columns[end] ?? 0) - blocks.length;
      squares[block] = (squares[block] ?? 0) + (unseen * scaleOf(rows.values[end] ?? 0)) ** 2;
    }
    ends[at] = end;
    for (let entry = start; entry < end; entry++) {
      const column = columns[entry] ?? 0;
      const value = scaleOf(rows.values[entry] ?? 0) * (idf[column] ?? 0);
      const block = blocks[column] ?? 0;
      values[entry] = value;
      squares[block] = (squares[block] ?? 0) + value * value;
    }
    if (!l2) continue;
    for (let entry = start; entry < end; entry++) {
      const square = squares[blocks[columns[entry] ?? 0] ?? 0] ?? 0;
      if (square > 0) values[entry] = (values[entry] ?? 0) / Math.sqrt(square);
    }
  }
  return { ...rows, ends, values };
}
