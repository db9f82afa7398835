/**
 * Writes ONNX models: what `onnx.proto` says of a file, as far as tests need it. Numbers beside the fields are theirs in
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */

/** A tensor that goes in or out; a dimension that is a name may have any size. */
export interface Port {
  readonly name: string;
  readonly type?: 'float32' | 'int64' | 'uint8';
  readonly dims: readonly (number | string)[];
}

export interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

/** Numbers that are part of the model: floats, or whole ones where they are bigints. */
export interface Constant {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: readonly number[] | readonly bigint[];
}

export interface Graph {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly nodes: readonly Node[];
  readonly constants?: readonly Constant[];
}

const elementTypes = { float32: 1, uint8: 2, int64: 7 } as const;

export function onnxFile({ inputs, outputs, nodes, constants = [] }: Graph): Uint8Array {
  const graph = join([
    ...nodes.map((node) => message(1, nodeProto(node))),
    text(2, 'test'),
    ...constants.map((constant) => message(5, tensorProto(constant))),
    ...inputs.map((port) => message(11, valueInfo(port))),
    ...outputs.map((port) => message(12, valueInfo(port))),
  ]);
  // IR 8 and operator set 13: both old enough for any runtime.
  return join([whole(1, 8), message(7, graph), message(8, whole(2, 13))]);
}

function nodeProto({ op, inputs, output, attributes = {} }: Node): Uint8Array {
  return join([
    ...inputs.map((name) => text(1, name)),
    text(2, output),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) =>
      message(
        5,
        typeof value === 'number'
          ? join([text(1, name), whole(3, value), whole(20, 2)])
          : join([text(1, name), ...value.map((one) => whole(8, one)), whole(20, 7)]),
      ),
    ),
  ]);
}

function tensorProto({ name, dims, data }: Constant): Uint8Array {
  const isWhole = data.some((value) => typeof value === 'bigint');
  const raw = isWhole ? BigInt64Array.from(data, BigInt) : Float32Array.from(data, Number);
  return join([
    ...dims.map((size) => whole(1, size)),
    whole(2, elementTypes[isWhole ? 'int64' : 'float32']),
    text(8, name),
    message(9, new Uint8Array(raw.buffer)),
  ]);
}

function valueInfo({ name, type = 'float32', dims }: Port): Uint8Array {
  const shape = dims.map((size) => message(1, typeof size === 'number' ? whole(1, size) : text(2, size)));
  const tensor = join([whole(1, elementTypes[type]), message(2, join(shape))]);
  return join([text(1, name), message(2, message(1, tensor))]);
}

/** A field of protobuf that holds bytes: its number, their count, and they. */
function message(field: number, bytes: Uint8Array): Uint8Array {
  return join([varint(field * 8 + 2), varint(bytes.length), bytes]);
}

function text(field: number, value: string): Uint8Array {
  return message(field, new TextEncoder().encode(value));
}

function whole(field: number, value: number): Uint8Array {
  return join([varint(field * 8), varint(value)]);
}

/** Seven bits a byte, the lowest first; a negative number in two's complement of 64 bits. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) + 128);
  return Uint8Array.from([...bytes, Number(rest)]);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
