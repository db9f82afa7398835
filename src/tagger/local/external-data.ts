import { fieldsOf } from '../../util/protobuf.ts';

/** The messages of `onnx.proto` that lead to tensors, with the numbers of their fields. */
const fields = {
  model: { 7: 'graph', 25: 'function' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  function: { 7: 'node' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  tensor: { 13: 'entry', 14: 'location' },
  entry: { 1: 'key', 2: 'value' },
} as const satisfies Record<string, Readonly<Record<number, string>>>;

type Message = keyof typeof fields;

/**
 * The files in which an ONNX model keeps tensors, as the model names them. Empty for bytes that are not such a model, because the
 * runtime says what is wrong with them.
 */
export function externalData(model: Uint8Array): readonly string[] {
  const found = new Set<string>();
  try {
    collect('model', Buffer.from(model.buffer, model.byteOffset, model.byteLength), found);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return [...found].sort();
}

function collect(message: Message, bytes: Buffer, found: Set<string>): void {
  if (message === 'tensor') {
    const file = fileOf(bytes);
    if (file !== undefined) found.add(file);
    return;
  }
  for (const { name, bytes: part } of fieldsOf(fields[message], bytes))
    if (isMessage(name)) collect(name, part, found);
}

/** The file of a tensor, if its data is not in the model. */
function fileOf(tensor: Buffer): string | undefined {
  const parts = [...fieldsOf(fields.tensor, tensor)];
  if (!parts.some(({ name, number }) => name === 'location' && number === 1)) return undefined;
  for (const { name, bytes } of parts) {
    if (name !== 'entry') continue;
    const entry = new Map(
      Array.from(fieldsOf(fields.entry, bytes), (part) => [part.name, part.bytes.toString()]),
    );
    if (entry.get('key') === 'location') return entry.get('value');
  }
  return undefined;
}

function isMessage(name: string): name is Message {
  return name in fields;
}
