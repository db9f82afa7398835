import { bytesField, numberField, textField } from '../../util/protobuf.ts';

/** A model of one graph. Field numbers are those of `onnx.proto`. */
export interface OnnxFile {
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
  readonly constants: readonly OnnxConstant[];
  readonly nodes: readonly OnnxNode[];
  /** What a reader of the file can look up. */
  readonly metadata: readonly (readonly [key: string, value: string])[];
}

interface OnnxPort {
  readonly name: string;
  readonly type: 'float' | 'string';
  /** A name stands for a size that the user chooses. */
  readonly dims: readonly (number | string)[];
}

export interface OnnxConstant {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array | BigInt64Array | readonly string[];
}

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly domain?: string;
  readonly attributes?: Readonly<Record<string, number | string | readonly number[] | readonly string[]>>;
}

const elementTypes = { float: 1, int64: 7, string: 8 };
const attributeTypes = { number: 2, text: 3, numbers: 7, texts: 8 };

export function writeOnnx({ inputs, outputs, constants, nodes, metadata }: OnnxFile): Uint8Array {
  const graph = Buffer.concat([
    ...nodes.map((node) => bytesField(1, writeNode(node))),
    textField(2, 'spotitags'),
    ...constants.map((constant) => bytesField(5, writeConstant(constant))),
    ...inputs.map((port) => bytesField(11, writePort(port))),
    ...outputs.map((port) => bytesField(12, writePort(port))),
  ]);
  const operators = (domain: string, version: number) =>
    bytesField(8, Buffer.concat([textField(1, domain), numberField(2, version)]));
  return Buffer.concat([
    // IR 9 goes with operator set 20.
    numberField(1, 9),
    textField(2, 'spotitags'),
    bytesField(7, graph),
    operators('', 20),
    operators('ai.onnx.ml', 3),
    ...metadata.map(([key, value]) =>
      bytesField(14, Buffer.concat([textField(1, key), textField(2, value)])),
    ),
  ]);
}

function writeNode({ op, inputs, output, domain = '', attributes = {} }: OnnxNode): Buffer {
  return Buffer.concat([
    ...inputs.map((name) => textField(1, name)),
    textField(2, output),
    textField(4, op),
    ...Object.entries(attributes).map(([name, value]) =>
      bytesField(5, Buffer.concat([textField(1, name), writeAttribute(value)])),
    ),
    textField(7, domain),
  ]);
}

function writeAttribute(value: number | string | readonly (number | string)[]): Buffer {
  if (typeof value === 'number')
    return Buffer.concat([numberField(3, value), numberField(20, attributeTypes.number)]);
  if (typeof value === 'string')
    return Buffer.concat([textField(4, value), numberField(20, attributeTypes.text)]);
  const isText = value.some((one) => typeof one === 'string');
  return Buffer.concat([
    ...value.map((one) => (typeof one === 'string' ? textField(9, one) : numberField(8, one))),
    numberField(20, isText ? attributeTypes.texts : attributeTypes.numbers),
  ]);
}

function writeConstant({ name, dims, data }: OnnxConstant): Buffer {
  const sizes = dims.map((size) => numberField(1, size));
  if (data instanceof Float32Array || data instanceof BigInt64Array) {
    const type = data instanceof Float32Array ? elementTypes.float : elementTypes.int64;
    const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return Buffer.concat([...sizes, numberField(2, type), textField(8, name), bytesField(9, raw)]);
  }
  const texts = data.map((text) => textField(6, text));
  return Buffer.concat([...sizes, numberField(2, elementTypes.string), ...texts, textField(8, name)]);
}

function writePort({ name, type, dims }: OnnxPort): Buffer {
  const shape = dims.map((size) =>
    bytesField(1, typeof size === 'number' ? numberField(1, size) : textField(2, size)),
  );
  const tensor = Buffer.concat([numberField(1, elementTypes[type]), bytesField(2, Buffer.concat(shape))]);
  return Buffer.concat([textField(1, name), bytesField(2, bytesField(1, tensor))]);
}
