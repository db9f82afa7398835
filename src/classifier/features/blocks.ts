import type { TaggerPart } from '../../model.ts';
import { namespacesOf } from '../../tags/namespace.ts';
import { type ColumnKind, type FeatureKey, parseKey } from './features.ts';

/**
 * Which columns belong together. A source is what a model of its own is fitted to: the tags of one tagger, titles, lettering,
 * the embedding, tags of sound, decades. The columns of a block are scaled together: titles have a block of words and one of parts of
 * words, any other source has one block.
 */
export interface Blocks {
  /** The number of each column's block. */
  readonly ofColumns: Uint8Array;
  /** The kind of columns of each block. */
  readonly kinds: readonly ColumnKind[];
  /** The number of each block's source. */
  readonly sources: readonly number[];
}

/** @param isWhole - one source for all blocks, as a model of versions 1 and 2 has. */
export function blocksOf(
  vocabulary: readonly FeatureKey[],
  taggers: readonly TaggerPart[],
  isWhole = false,
): Blocks {
  const numberOf = blockNumbers([], taggers);
  const kinds: ColumnKind[] = [];
  const sourceNames: string[] = [];
  const ofColumns = Uint8Array.from(vocabulary, (key) => {
    const { kind, name } = parseKey(key);
    const block = numberOf(kind, name);
    kinds[block] ??= kind;
    sourceNames[block] ??= kind === 'title-part' ? 'title' : kind === 'tag' ? `tag ${block}` : kind;
    return block;
  });
  const names = [...new Set(sourceNames)];
  return { ofColumns, kinds, sources: sourceNames.map((name) => (isWhole ? 0 : names.indexOf(name))) };
}

/** Numbers blocks: those of the vocabulary in its order, then others in the order in which they are asked for. */
export function blockNumbers(
  vocabulary: readonly FeatureKey[],
  taggers: readonly TaggerPart[],
): (kind: ColumnKind, name: string) => number {
  const numbers = new Map<string, number>();
  const namespaceOf = namespacesOf(taggers);
  const numberOf = (kind: ColumnKind, name: string): number => {
    const block = kind === 'tag' ? `tag:${namespaceOf(name)}` : kind;
    let number = numbers.get(block);
    if (number === undefined) numbers.set(block, (number = numbers.size));
    return number;
  };
  for (const key of vocabulary) {
    const { kind, name } = parseKey(key);
    numberOf(kind, name);
  }
  return numberOf;
}
