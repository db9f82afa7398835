import type { LinearModel } from './linear-model.ts';

/**
 * The numbers of a model by column. Columns are the features of the vocabulary, one for the unseen features of each block,
 * and one for what counts for nothing.
 */
export interface OnnxTables {
  readonly columns: number;
  readonly blocks: number;
  readonly sources: number;
  /** `[columns, blocks]`: 1 for the block of a column. */
  readonly blockOf: Float32Array;
  /** `[blocks, sources]`: 1 for the source of a block. */
  readonly sourceOf: Float32Array;
  /** 1 for a column of each scale. */
  readonly scales: ReadonlyMap<string, Float32Array>;
  /** Inverse document frequencies. */
  readonly factors: Float32Array;
  /** 1 for a column of the vocabulary. */
  readonly known: Float32Array;
  /** `[columns, genres]`, at temperature 1. */
  readonly weights: Float32Array;
  /** 1 for each block of unit length. */
  readonly unit: Float32Array;
  /** `[sources, genres]`, at temperature 1. */
  readonly bias: Float32Array;
  /** Of each source. */
  readonly shareOfUsual: Float32Array;
}

export function onnxTables(model: LinearModel): OnnxTables {
  const { vocabulary, transform, genres, share, calibration } = model;
  // Tensors without elements are a special case of each runtime.
  const blocks = Math.max(1, transform.blocks.length);
  const sources = Math.max(1, model.sources.length);
  const columns = vocabulary.length + blocks + 1;
  const blockOfColumn = [...model.blockOf, ...transform.blocks.keys()];
  const blockOf = new Float32Array(columns * blocks);
  const factors = new Float32Array(columns);
  const weights = new Float32Array(columns * genres.length);
  const scales = new Map<string, Float32Array>([['weight', new Float32Array(columns)]]);
  for (const [column, block] of blockOfColumn.entries()) {
    const { scale = 'weight', unseen = 0 } = transform.blocks[block] ?? {};
    blockOf[column * blocks + block] = 1;
    factors[column] = transform.idf[column] ?? unseen;
    const ofScale = scales.get(scale) ?? new Float32Array(columns);
    scales.set(scale, ofScale);
    ofScale[column] = 1;
    weights.set(leads(model.weights[column] ?? [], calibration.temperature), column * genres.length);
  }
  const sourceOf = new Float32Array(blocks * sources);
  for (const [block, source] of model.sourceOf.entries()) sourceOf[block * sources + source] = 1;
  const bias = new Float32Array(sources * genres.length);
  const shareOfUsual = new Float32Array(sources);
  for (const [source, { bias: ofGenres, usual }] of model.sources.entries()) {
    bias.set(leads(ofGenres, calibration.temperature), source * genres.length);
    shareOfUsual[source] = share * usual;
  }
  const unit = Float32Array.from({ length: blocks }, (_, block) =>
    transform.blocks[block]?.l2 === true ? 1 : 0,
  );
  const known = new Float32Array(columns).fill(1, 0, vocabulary.length);
  return {
    columns,
    blocks,
    sources,
    blockOf,
    sourceOf,
    scales,
    factors,
    known,
    weights,
    unit,
    bias,
    shareOfUsual,
  };
}

/** The weights less their mean, which a softmax does not see: small numbers lose less as float32. */
function leads(weights: readonly number[], temperature: number): number[] {
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return weights.map((weight) => (weight - mean) / temperature);
}
