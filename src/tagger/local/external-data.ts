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

/** A part of a message: its bytes, or its number. */
interface Field {
  readonly name: string;
  readonly bytes: Buffer;
  readonly number: number;
}

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
  for (const { name, bytes: part } of fieldsOf(message, bytes))
    if (isMessage(name)) collect(name, part, found);
}

/** The file of a tensor, if its data is not in the model. */
function fileOf(tensor: Buffer): string | undefined {
  const parts = [...fieldsOf('tensor', tensor)];
  if (!parts.some(({ name, number }) => name === 'location' && number === 1)) return undefined;
  for (const { name, bytes } of parts) {
    if (name !== 'entry') continue;
    const entry = new Map(Array.from(fieldsOf('entry', bytes), (part) => [part.name, part.bytes.toString()]));
    if (entry.get('key') === 'location') return entry.get('value');
  }
  return undefined;
}

function isMessage(name: string): name is Message {
  return name in fields;
}

/** The fields of a protobuf message that have a name here. @throws RangeError if the bytes are not such a message. */
function* fieldsOf(message: Message, bytes: Buffer): Generator<Field> {
  const names: Readonly<Record<number, string>> = fields[message];
  const reader = new Reader(bytes);
  while (!reader.isAtEnd) {
    const tag = reader.number();
    const [name, kind] = [names[Math.floor(tag / 8)], tag % 8];
    const field: { name: string; bytes: Buffer; number: number } = {
      name: name ?? '',
      bytes: Buffer.alloc(0),
      number: 0,
    };
    if (kind === 0) field.number = reader.number();
    else if (kind === 1) reader.take(8);
    else if (kind === 2) field.bytes = reader.take(reader.number());
    else if (kind === 5) reader.take(4);
    else throw new RangeError(`A field has the unknown kind ${kind}.`);
    if (name !== undefined) yield field;
  }
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError('The message ends too early.');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  /** A number of variable length: seven bits a byte, the lowest first. */
  number(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.take(1).readUInt8();
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  }
}
