import type { LinearModel } from './linear-model.ts';
import { type OnnxConstant, type OnnxNode, writeOnnx } from './onnx-file.ts';
import { type OnnxTables, onnxTables } from './onnx-tables.ts';

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

  isAbove0(tensor: string): string {
    return this.add('Greater', [tensor, this.number(0)]);
  }

  /** The end of the graph: a tensor of that name. */
  output(name: string, tensor: string): void {
    this.nodes.push({ op: 'Identity', inputs: [tensor], output: name });
  }
}

/** The model as a graph. Shapes in comments: a artists, f features, b blocks, s sources, g genres. */
export function onnxModel(model: LinearModel): Uint8Array {
  const { genres } = model;
  const graph = new Graph();
  const { known, logits } = addScores(graph, model, onnxTables(model));
  graph.output('probabilities', addProbabilities(graph, model, known, logits));
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

/** The steps of `scoreSources`. `known` is [a, 1, s], whether an artist has a source; `logits` is [a, 1, g]. */
function addScores(
  graph: Graph,
  model: LinearModel,
  tables: OnnxTables,
): { readonly known: string; readonly logits: string } {
  const { blocks, sources } = tables;
  const genres = model.genres.length;
  const add = graph.add.bind(graph);
  const columns = addColumns(graph, model, tables.columns - 1);
  const rowsOf = (data: Float32Array, ...dims: readonly number[]) =>
    add('Gather', [graph.constant(data, [tables.columns, ...dims]), columns]);
  const blockOf = rowsOf(tables.blockOf, blocks);
  const sourceOf = graph.constant(tables.sourceOf, [blocks, sources]);
  // [a, f] times [a, f, b] is [a, 1, b].
  const byBlock = (values: string) => add('MatMul', [add('Unsqueeze', [values, graph.whole(1)]), blockOf]);
  const bySource = (values: string) => add('MatMul', [byBlock(values), sourceOf]);

  const values = add('Mul', [addScaled(graph, tables.scales, rowsOf), rowsOf(tables.factors)]);
  const norms = add('Sqrt', [byBlock(add('Mul', [values, values]))]);
  const isScaled = add('And', [graph.isAbove0(norms), graph.isAbove0(graph.constant(tables.unit))]);
  const lengths = add('Where', [isScaled, norms, graph.number(1)]);

  const known = graph.isAbove0(bySource(rowsOf(tables.known)));
  const factors = addFactors(graph, model.share, tables, known, bySource(add('Abs', ['weights'])));
  const ofSources = add('Transpose', [sourceOf], { attributes: { perm: [1, 0] } });
  const ofBlocks = add('Div', [add('MatMul', [factors, ofSources]), lengths]);

  // [a, b, f] times [a, f, g] is [a, b, g].
  const weighted = add('Mul', [add('Unsqueeze', [values, graph.whole(2)]), blockOf]);
  const scores = add('MatMul', [
    add('Transpose', [weighted], { attributes: { perm: [0, 2, 1] } }),
    rowsOf(tables.weights, genres),
  ]);
  const bias = graph.constant(tables.bias, [sources, genres]);
  const logits = add('Add', [add('MatMul', [ofBlocks, scores]), add('MatMul', [factors, bias])]);
  return { known, logits };
}

/** [a, 1, s]: how much each source counts, as `dampingFactor` says. The fraction there is multiplied by the amount. */
function addFactors(
  graph: Graph,
  share: number,
  { shareOfUsual }: OnnxTables,
  known: string,
  amounts: string,
): string {
  const damping = graph.add('Div', [
    graph.add('Mul', [amounts, graph.number(1 + share)]),
    graph.add('Add', [amounts, graph.constant(shareOfUsual)]),
  ]);
  return graph.add('Where', [
    graph.add('And', [known, graph.isAbove0(amounts)]),
    graph.add('Min', [damping, graph.number(1)]),
    graph.number(0),
  ]);
}

/** [a, g]: the calibrated probabilities, or the prior of an artist of whom nothing is known. */
function addProbabilities(graph: Graph, { calibration }: LinearModel, known: string, logits: string): string {
  const { floor } = calibration;
  const add = graph.add.bind(graph);
  const chances = add('Softmax', [add('Squeeze', [logits, graph.whole(1)])]);
  const prior = graph.constant(Float32Array.from(calibration.prior), [1, calibration.prior.length]);
  const calibrated = add('Add', [
    add('Mul', [chances, graph.number(1 - floor)]),
    add('Mul', [prior, graph.number(floor)]),
  ]);
  const sources = add('Cast', [known], { attributes: { to: 1 } });
  const knowsAny = add('Squeeze', [add('ReduceMax', [sources, graph.whole(2)]), graph.whole(1)]);
  return add('Where', [graph.isAbove0(knowsAny), calibrated, prior]);
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
