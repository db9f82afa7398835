import type { TaggerPart } from '../../model.ts';
import { namespacesOf } from '../../tags/namespace.ts';
import { type FeatureKey, parseKey } from './features.ts';

/**
 * The number of each column's block: its kind, and for tags of combined taggers also which tagger they are from. The
 * columns of a block are scaled together, so that a tagger with many words does not drown one with few.
 */
export function blocksOf(vocabulary: readonly FeatureKey[], taggers: readonly TaggerPart[]): Uint8Array {
  const numbers = new Map<string, number>();
  const namespaceOf = namespacesOf(taggers);
  return Uint8Array.from(vocabulary, (key) => {
    const { kind, name } = parseKey(key);
    const block = kind === 'tag' ? `tag:${namespaceOf(name)}` : kind;
    if (!numbers.has(block)) numbers.set(block, numbers.size);
    return numbers.get(block) ?? 0;
  });
}
