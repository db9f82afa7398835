/** A part of a message: its bytes, or its number. */
interface Field<Name extends string> {
  readonly name: Name;
  readonly bytes: Buffer;
  readonly number: number;
}

/**
 * The fields of a protobuf message that have a name here.
 * @param names - by the number of the field.
 * @throws RangeError if the bytes are not such a message.
 */
export function* fieldsOf<Name extends string>(
  names: Readonly<Record<number, Name>>,
  bytes: Buffer,
): Generator<Field<Name>> {
  const reader = new Reader(bytes);
  while (!reader.isAtEnd) {
    const tag = reader.number();
    const [name, kind] = [names[Math.floor(tag / 8)], tag % 8];
    let number = 0;
    let part = none;
    if (kind === 0) number = reader.number();
    else if (kind === 1) reader.take(8);
    else if (kind === 2) part = reader.take(reader.number());
    else if (kind === 5) reader.take(4);
    else throw new RangeError(`A field has the unknown kind ${kind}.`);
    if (name !== undefined) yield { name, bytes: part, number };
  }
}

/** A field that holds bytes: its number and kind, their count, and the bytes. */
export function bytesField(field: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([varint(field * 8 + 2), varint(bytes.length), bytes]);
}

/** A field that holds a number: a whole one that is not negative. */
export function numberField(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

export function textField(field: number, text: string): Buffer {
  return bytesField(field, Buffer.from(text));
}

/** Seven bits a byte, the lowest first. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return Buffer.from([...bytes, value]);
}

const none: Buffer = Buffer.alloc(0);

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
