import type { LinearModel } from './linear-model.ts';
import { type OnnxConstant, type OnnxNode, writeOnnx } from './onnx-file.ts';
import { onnxTables } from './onnx-tables.ts';

/** Collects the nodes of a graph. Each method returns the name of the tensor that it adds. */
class Graph {
  readonly constants: OnnxConstant[] = [];
  readonly nodes: OnnxNode[] = [];

  add(op: string, inputs: readonly string[], more: Omit<OnnxNode, 'op' | 'inputs' | 'output'> = {}): string {
    const output = `${op}_${this.nodes.length}`;
    this.nodes.push({ op, inputs, output, ...more });
    return output;
  }

  constant(data: OnnxConstant['data'], dims: readonly number[] = [data.length]): string {
    const name = `constant_${this.constants.length}`;
    this.constants.push({ name, dims, data });
    return name;
  }

  number(value: number): string {
    return this.constant(Float32Array.of(value), []);
  }

  whole(value: number): string {
    return this.constant(BigInt64Array.of(BigInt(value)));
  }

  /** The end of the graph: a tensor of that name. */
  output(name: string, tensor: string): void {
    this.nodes.push({ op: 'Identity', inputs: [tensor], output: name });
  }
}

/**
 * The model as a graph. Shapes in comments: a artists, f features, b blocks, s sources, g genres. The steps are those of
 * `scoreSources` and `probabilities`.
 */
export function onnxModel(model: LinearModel): Uint8Array {
  const { genres, calibration } = model;
  const graph = new Graph();
  const add = graph.add.bind(graph);
  const tables = onnxTables(model);
  const { columns: size, blocks, sources } = tables;
  const sourceOf = graph.constant(tables.sourceOf, [blocks, sources]);
  const columns = addColumns(graph, model, size - 1);
  const rowsOf = (data: Float32Array, ...dims: readonly number[]) =>
    add('Gather', [graph.constant(data, [size, ...dims]), columns]);
  const first = graph.whole(1);
  /** [a, f] and [a, f, b] give [a, 1, b]. */
  const sumByBlock = (values: string) => add('MatMul', [add('Unsqueeze', [values, first]), blockOf]);
  const isAbove0 = (values: string) => add('Greater', [values, graph.number(0)]);
  const blockOf = rowsOf(tables.blockOf, blocks);

  const values = add('Mul', [addScaled(graph, tables.scales, rowsOf), rowsOf(tables.factors)]);
  const norms = add('Sqrt', [sumByBlock(add('Mul', [values, values]))]);
  const hasNorm = add('And', [isAbove0(norms), isAbove0(graph.constant(tables.unit))]);
  const lengths = add('Where', [hasNorm, norms, graph.number(1)]);

  const amounts = add('MatMul', [sumByBlock(add('Abs', ['weights'])), sourceOf]);
  const isKnown = isAbove0(add('MatMul', [sumByBlock(rowsOf(tables.known)), sourceOf]));
  const usual = graph.constant(tables.shareOfUsual);
  const damping = add('Div', [
    add('Mul', [amounts, graph.number(1 + model.share)]),
    add('Add', [amounts, usual]),
  ]);
  const factors = add('Where', [
    add('And', [isKnown, isAbove0(amounts)]),
    add('Min', [damping, graph.number(1)]),
    graph.number(0),
  ]);

  const ofBlocks = add('Div', [
    add('MatMul', [factors, add('Transpose', [sourceOf], { attributes: { perm: [1, 0] } })]),
    lengths,
  ]);
  const weighted = add('Mul', [add('Unsqueeze', [values, graph.whole(2)]), blockOf]);
  const scores = add('MatMul', [
    add('Transpose', [weighted], { attributes: { perm: [0, 2, 1] } }),
    rowsOf(tables.weights, genres.length),
  ]);
  const bias = graph.constant(tables.bias, [sources, genres.length]);
  const logits = add('Add', [add('MatMul', [ofBlocks, scores]), add('MatMul', [factors, bias])]);
  const chances = add('Softmax', [add('Squeeze', [logits, first])]);
  const prior = graph.constant(Float32Array.from(calibration.prior), [1, genres.length]);
  const calibrated = add('Add', [
    add('Mul', [chances, graph.number(1 - calibration.floor)]),
    add('Mul', [prior, graph.number(calibration.floor)]),
  ]);
  const knowsAny = add('Squeeze', [
    add('ReduceMax', [add('Cast', [isKnown], { attributes: { to: 1 } }), graph.whole(2)]),
    first,
  ]);
  graph.output('probabilities', add('Where', [isAbove0(knowsAny), calibrated, prior]));
  graph.output('genres', graph.constant(genres));
  return writeOnnx({
    inputs: [
      { name: 'features', type: 'string', dims: ['artists', 'features'] },
      { name: 'weights', type: 'float', dims: ['artists', 'features'] },
    ],
    outputs: [
      { name: 'probabilities', type: 'float', dims: ['artists', genres.length] },
      { name: 'genres', type: 'string', dims: [genres.length] },
    ],
    constants: graph.constants,
    nodes: graph.nodes,
    metadata: [
      ['tagger', model.tagger],
      ['genres', JSON.stringify(genres)],
      ['vocabulary', JSON.stringify(model.vocabulary)],
    ],
  });
}

/** [a, f]: the column of each feature. The last one is that of features which count for nothing. */
function addColumns(graph: Graph, { vocabulary, unseen, leftOut }: LinearModel, none: number): string {
  const known = graph.add('LabelEncoder', ['features'], {
    domain: 'ai.onnx.ml',
    attributes: {
      keys_strings: [...vocabulary, ...leftOut, ''],
      values_int64s: [...vocabulary.keys(), ...leftOut.map(() => none), none],
      default_int64: none + 1,
    },
  });
  let columns = graph.whole(none);
  for (const { prefix, block } of unseen.toReversed()) {
    const pattern = `(?s)${prefix.replaceAll(/[!-/:-@[-`{-~]/gu, String.raw`\$&`)}.*`;
    const column = graph.whole(block === undefined ? none : vocabulary.length + block);
    columns = graph.add('Where', [
      graph.add('RegexFullMatch', ['features'], { attributes: { pattern } }),
      column,
      columns,
    ]);
  }
  return graph.add('Where', [graph.add('Equal', [known, graph.whole(none + 1)]), columns, known]);
}

/** [a, f]: each weight in the scale of its block. */
function addScaled(
  graph: Graph,
  scales: ReadonlyMap<string, Float32Array>,
  rowsOf: (data: Float32Array) => string,
): string {
  // Weights of an embedding may be below 0. It has no other scale than its weight.
  const positive = graph.add('Relu', ['weights']);
  const functions = new Map<string, () => string>([
    ['log1p', () => graph.add('Log', [graph.add('Add', [positive, graph.number(1)])])],
    ['sqrt', () => graph.add('Sqrt', [positive])],
    ['presence', () => graph.add('Sign', [positive])],
  ]);
  const parts = Array.from(scales, ([scale, columns]) =>
    graph.add('Mul', [functions.get(scale)?.() ?? 'weights', rowsOf(columns)]),
  );
  return graph.add('Sum', parts);
}
