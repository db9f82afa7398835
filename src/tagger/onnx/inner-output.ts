import { readFile } from 'node:fs/promises';
import { SpotiTagsError } from '../../errors.ts';
import { externalData } from '../local/external-data.ts';
import { bytesField, fieldsOf } from '../../util/protobuf.ts';

/** The fields of `onnx.proto` that say which node computes which tensor. */
const fields = {
  model: { 7: 'graph' },
  graph: { 1: 'node', 5: 'constant', 12: 'output' },
  node: { 1: 'input', 2: 'output', 4: 'op' },
  constant: { 8: 'name' },
  output: { 1: 'name' },
} as const;

interface Node {
  readonly inputs: readonly string[];
  readonly op: string;
}

interface Graph {
  readonly outputs: readonly string[];
  /** By the name of the tensor that the node computes. */
  readonly nodes: ReadonlyMap<string, Node>;
  /** Tensors that do not depend on the image. */
  readonly constants: ReadonlySet<string>;
}

/** A model that returns the tensor. */
interface InnerOutput {
  readonly model: string | Uint8Array;
  readonly tensor: string;
}

/**
 * The model with a further output for embeddings: a tensor inside, or an output that it has already.
 * @param asked - the option `embedding`: the name of the tensor, or `true` for the input of the last layer.
 * @param scores - the option `output`.
 * @throws SpotiTagsError `invalid-input` if the tensor is not found, or if the model is not in one file.
 */
export async function withInnerOutput(
  model: string | Uint8Array,
  asked: string | true,
  scores: string | undefined,
): Promise<InnerOutput> {
  const bytes = typeof model === 'string' ? await read(model) : Buffer.from(model);
  const graph = graphOf(bytes);
  const tensor = asked === true ? beforeLastLayer(graph, scores) : asked;
  if (graph.outputs.includes(tensor)) return { model, tensor };
  if (!graph.nodes.has(tensor))
    throw refused(
      `The model has no tensor "${tensor}". Set embedding to true for the input of its last layer.`,
    );
  const [file] = externalData(bytes);
  if (file !== undefined) {
    const text = `The model keeps its weights in another file, ${file}, so it cannot be given the output ${tensor}.`;
    throw refused(`${text} Save it as one file, or set embedding to one of its outputs.`);
  }
  // Protobuf joins the parts of a message and the items of a list, so that the new output can stand at the end.
  const output = bytesField(12, bytesField(1, Buffer.from(tensor)));
  return { model: Buffer.concat([bytes, bytesField(7, output)]), tensor };
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SpotiTagsError('invalid-input', `The model cannot be loaded: ${reason}.`, { cause });
  }
}

function graphOf(model: Buffer): Graph {
  const outputs: string[] = [];
  const nodes = new Map<string, Node>();
  const constants = new Set<string>();
  try {
    for (const graph of fieldsOf(fields.model, model)) {
      for (const { name, bytes } of fieldsOf(fields.graph, graph.bytes)) {
        if (name === 'output') outputs.push(nameIn(fields.output, bytes));
        else if (name === 'constant') constants.add(nameIn(fields.constant, bytes));
        else for (const [tensor, node] of computedBy(bytes)) nodes.set(tensor, node);
      }
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw refused('The model is not an ONNX file. Leave embedding out, or give another model.');
  }
  // Nodes stand in the order in which they are computed.
  for (const [tensor, { inputs }] of nodes)
    if (inputs.every((input) => constants.has(input))) constants.add(tensor);
  return { outputs, nodes, constants };
}

function nameIn(names: Readonly<Record<number, 'name'>>, message: Buffer): string {
  for (const { bytes } of fieldsOf(names, message)) return bytes.toString();
  return '';
}

/** The tensors that a node computes, with the node. */
function computedBy(message: Buffer): [string, Node][] {
  const parts = Array.from(fieldsOf(fields.node, message), ({ name, bytes }) => ({
    name,
    text: bytes.toString(),
  }));
  const textsOf = (field: string) => parts.flatMap(({ name, text }) => (name === field ? text : []));
  // An optional input that is left out has an empty name.
  const node = { inputs: textsOf('input').filter((input) => input !== ''), op: textsOf('op').join('') };
  return textsOf('output').map((tensor) => [tensor, node]);
}

/** `Gemm`, `MatMul` and `Conv`, and those of quantized models, such as `QLinearConv` and `MatMulInteger`. */
const layer = /gemm|matmul|conv/iu;

/** Goes back from the scores to the last node with weights, and returns the tensor that it multiplies with them. */
function beforeLastLayer({ outputs, nodes, constants }: Graph, scores: string | undefined): string {
  const [only, ...others] = outputs;
  if (scores === undefined && others.length > 0)
    throw refused(
      `The model has several outputs: ${outputs.join(', ')}. For embeddings, set output to the name of the scores.`,
    );
  let isFound = false;
  let tensor = scores ?? only;
  for (let node = nodes.get(tensor ?? ''); node && tensor !== undefined; node = nodes.get(tensor ?? '')) {
    // Of a quantized layer, it is the numbers before they were rounded to integers.
    if (isFound && !/^(?:dynamic)?quantizelinear$/iu.test(node.op)) return tensor;
    isFound ||= layer.test(node.op);
    tensor = node.inputs.find((input) => !constants.has(input));
  }
  throw refused('The model has no inner layer before its last one. Set embedding to the name of a tensor.');
}

function refused(message: string): SpotiTagsError {
  return new SpotiTagsError('invalid-input', message);
}
