import fc from '../fast-check.ts';
import { SpotiTagsError } from 'spotitags';
import { expect } from 'vitest';

/** Stands for a number that JSON can write and no double can hold. */
const huge = '1e999';

/** What a parser would rather not meet. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(
    ...[null, '', 0, -1, 0.5, 1e308, huge, true, [], {}, [[]], [null]],
    ...['__proto__', 'constructor', '\u0000', '\ud800', 'https://', 'javascript:0', ' '.repeat(500)],
  ),
  // Only a parser makes it a key of its own.
  fc.constant(JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}')),
);

type Change = readonly ['replace' | 'delete' | 'double' | 'add', number, unknown, string];

const change: fc.Arbitrary<Change> = fc.tuple(
  fc.constantFrom('replace', 'replace', 'delete', 'double', 'add'),
  fc.nat(),
  odd,
  fc.oneof(fc.constantFrom('__proto__', 'constructor', 'toString', 'length'), fc.string()),
);

/** JSON text: one of the real values with a few things changed, or nothing like them. */
export function jsonText(...real: readonly unknown[]): fc.Arbitrary<string> {
  const text = fc.oneof({ weight: 6, arbitrary: mutated(...real) }, { weight: 1, arbitrary: odd });
  return text.map((value) => (JSON.stringify(value) as string | undefined) ?? 'null').map(unquoteHuge);
}

/** One of the values with a few things replaced, deleted, doubled or added. */
export function mutated(...real: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.constantFrom(...real), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([value, changes]) => changes.reduce(apply, copy(value)));
}

export function unquoteHuge(text: string): string {
  return text.replaceAll(JSON.stringify(huge), huge);
}

function apply(value: unknown, [kind, which, given, name]: Change): unknown {
  const other = copy(given);
  const places: { readonly holder: object; readonly key: string }[] = [];
  const walk = (node: unknown) => {
    if (typeof node !== 'object' || node === null) return;
    for (const key of Object.keys(node)) {
      places.push({ holder: node, key });
      walk(Reflect.get(node, key));
    }
  };
  walk(value);
  const place = places[which % Math.max(1, places.length)];
  if (!place) return other;
  const { holder, key } = place;
  if (kind === 'replace') define(holder, key, other);
  else if (kind === 'add') define(holder, Array.isArray(holder) ? String(holder.length) : name, other);
  else if (Array.isArray(holder))
    holder.splice(Number(key), kind === 'delete' ? 1 : 0, Reflect.get(holder, key));
  else if (kind === 'delete') Reflect.deleteProperty(holder, key);
  return value;
}

function copy(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** Assigning to `__proto__` would be something else. */
function define(holder: object, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Works, or fails with one of our errors; anything else fails the test. No object got a new property. */
export async function worksOrSays<T>(work: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!SpotiTagsError.isInstance(error)) throw error;
    expect(error.message).not.toBe('');
    return undefined;
  } finally {
    expect('polluted' in {}).toBe(false);
  }
}

export async function listOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
