import type { ColumnKind } from './features.ts';
import type { SparseRows } from './rows.ts';

/** Functions of a weight. */
export const scales = ['weight', 'sqrt', 'log1p', 'presence'] as const;

/** How weights become features. An embedding is scaled to unit length, and nothing else. */
export interface TransformOptions {
  /** The function of a weight that counts. @default `log1p`; for tags, chosen for each tagger */
  readonly scale?: 'weight' | 'sqrt' | 'log1p' | 'presence';
  /**
   * Whether features that few artists have count more: times ln((1 + n) / (1 + artists)) + 1.
   * @default false, because logistic regression weighs features itself; of naive Bayes and nearest centroid true for words,
   * and for tags chosen for each tagger
   */
  readonly idf?: boolean;
  /**
   * Whether each artist is scaled to unit length: the tags of each tagger, title words, their parts, lettering, tags of
   * sound and decades separately. Many albums then do not count more than few. @default true
   */
  readonly l2?: boolean;
}

/** How a block of columns is transformed. */
export interface BlockTransform {
  readonly scale: (typeof scales)[number];
  readonly l2: boolean;
  /** Factor of a feature that training has not seen. 0 leaves it out of the length, as models of earlier releases did. */
  readonly unseen: number;
}

/** A fitted transform: training and prediction use the same numbers. */
export interface Transform {
  /** Of each block. */
  readonly blocks: readonly BlockTransform[];
  /** The number of each column's block. */
  readonly blockOf: Uint8Array;
  /** Factor of each column. */
  readonly idf: Float64Array;
}

/** {@link TransformOptions}, all of them chosen. */
export type TransformChoice = Required<TransformOptions>;

function scaled(scale: BlockTransform['scale'], weight: number): number {
  switch (scale) {
    case 'weight':
      return weight;
    case 'sqrt':
      return Math.sqrt(weight);
    case 'log1p':
      return Math.log1p(weight);
    case 'presence':
      return weight > 0 ? 1 : 0;
  }
}

/** `presence` has no place here: the data preferred it for one choice in 25, and by no more than chance. */
const tagScales = ['log1p', 'sqrt', 'weight'] as const;

/** Every transform that the options allow for columns of a kind. The one that is preferred comes first. */
export function transformChoices(
  { scale, idf, l2 = true }: TransformOptions,
  kind: ColumnKind,
  idfs: readonly [first: boolean, ...others: boolean[]],
): TransformChoice[] {
  if (kind === 'embedding') return [{ scale: 'weight', idf: false, l2: true }];
  // For words, figures of different choices are too much alike for the data to tell.
  const isFixed = kind !== 'tag' && kind !== 'sound';
  const scaleChoices = scale === undefined ? (isFixed ? ['log1p' as const] : tagScales) : [scale];
  const idfChoices = idf === undefined ? (isFixed ? [idfs[0]] : idfs) : [idf];
  return idfChoices.flatMap((idfChoice) =>
    scaleChoices.map((scaleChoice) => ({ scale: scaleChoice, idf: idfChoice, l2 })),
  );
}

/** @param choices - for each block. */
export function fitTransform(
  rows: SparseRows,
  blockOf: Uint8Array,
  choices: readonly TransformChoice[],
): Transform {
  const factors = new Float64Array(blockOf.length).fill(1);
  if (choices.some(({ idf }) => idf)) {
    const artists = new Float64Array(blockOf.length);
    for (let at = 0; at < rows.length; at++) {
      for (let entry = rows.starts[at] ?? 0; entry < (rows.ends[at] ?? 0); entry++) {
        const column = rows.columns[entry] ?? 0;
        artists[column] = (artists[column] ?? 0) + 1;
      }
    }
    for (const [column, block] of blockOf.entries()) {
      // As in scikit-learn's TfidfTransformer (smooth_idf): no division by zero, and every tag counts.
      if (choices[block]?.idf === true)
        factors[column] = Math.log((1 + rows.length) / (1 + (artists[column] ?? 0))) + 1;
    }
  }
  return {
    blockOf,
    idf: factors,
    blocks: choices.map(({ scale, l2, idf }) => ({
      scale,
      l2,
      // As if the artist were one of those in training: held-out artists are scaled by the same factor.
      unseen: idf ? Math.log((1 + rows.length) / 2) + 1 : 1,
    })),
  };
}

/**
 * The features of every row, without those that training has not seen: they only add to the length. Columns are shared,
 * values are new.
 */
export function transformRows({ blocks, blockOf, idf }: Transform, rows: SparseRows): SparseRows {
  const { starts, columns } = rows;
  const ends = Uint32Array.from(rows.ends);
  const values = new Float64Array(rows.values.length);
  const scaleOf = blocks.map(({ scale }) => scale);
  const isUnit = blocks.map(({ l2 }) => l2);
  const squares = new Float64Array(blocks.length);
  for (let at = 0; at < rows.length; at++) {
    const start = starts[at] ?? 0;
    let end = rows.ends[at] ?? 0;
    squares.fill(0);
    // They come last in a row.
    while (end > start && (columns[end - 1] ?? 0) >= blockOf.length) {
      end -= 1;
      const block = (columns[end] ?? 0) - blockOf.length;
      const factor = blocks[block]?.unseen ?? 0;
      squares[block] =
        (squares[block] ?? 0) + (factor * scaled(scaleOf[block] ?? 'weight', rows.values[end] ?? 0)) ** 2;
    }
    ends[at] = end;
    for (let entry = start; entry < end; entry++) {
      const column = columns[entry] ?? 0;
      const block = blockOf[column] ?? 0;
      const value = scaled(scaleOf[block] ?? 'weight', rows.values[entry] ?? 0) * (idf[column] ?? 0);
      values[entry] = value;
      squares[block] = (squares[block] ?? 0) + value * value;
    }
    for (let block = 0; block < blocks.length; block++) {
      const square = squares[block] ?? 0;
      squares[block] = isUnit[block] === true && square > 0 ? Math.sqrt(square) : 1;
    }
    for (let entry = start; entry < end; entry++) {
      values[entry] = (values[entry] ?? 0) / (squares[blockOf[columns[entry] ?? 0] ?? 0] ?? 1);
    }
  }
  return { ...rows, ends, values };
}
