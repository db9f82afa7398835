import type { TaggerPart } from '../../model.ts';
import { namespacesOf } from '../../tags/namespace.ts';
import { type Feature, type FeatureKey, parseKey } from './features.ts';

/**
 * The number of each column's block: its kind, and for tags of combined taggers also which tagger they are from. The
 * columns of a block are scaled together, so that a tagger with many words does not drown one with few.
 */
export function blocksOf(vocabulary: readonly FeatureKey[], taggers: readonly TaggerPart[]): Uint8Array {
  const numberOf = blockNumbers(taggers);
  return Uint8Array.from(vocabulary, (key) => {
    const { kind, name } = parseKey(key);
    return numberOf(kind, name);
  });
}

/** Numbers blocks in the order in which they are asked for. */
export function blockNumbers(
  taggers: readonly TaggerPart[],
): (kind: Feature['kind'], name: string) => number {
  const numbers = new Map<string, number>();
  const namespaceOf = namespacesOf(taggers);
  return (kind, name) => {
    const block = kind === 'tag' ? `tag:${namespaceOf(name)}` : kind;
    let number = numbers.get(block);
    if (number === undefined) numbers.set(block, (number = numbers.size));
    return number;
  };
}
