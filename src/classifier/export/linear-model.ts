import { blockNumbers, blocksOf } from '../features/blocks.ts';
import { type ColumnKind, choosesTags } from '../features/features.ts';
import type { ModelContents } from '../models/model-contents.ts';

/** What all formats write. */
export interface LinearModel extends ModelContents {
  /** The number of each feature's block. */
  readonly blockOf: Uint8Array;
  /** The number of each block's source. */
  readonly sourceOf: readonly number[];
  /**
   * The block of a feature that is not in the vocabulary: that of the first prefix that its name has. It counts for nothing if
   * that is undefined, or if it has none of them.
   */
  readonly unseen: readonly { readonly prefix: string; readonly block: number | undefined }[];
  /** Features that training has seen, and left out. */
  readonly leftOut: readonly string[];
}

export function linearModel(model: ModelContents): LinearModel {
  const { ofColumns, sources } = blocksOf(model.vocabulary, model.taggers, model.sources.length === 1);
  const known = new Set<string>(model.vocabulary);
  return {
    ...model,
    blockOf: ofColumns,
    sourceOf: sources,
    unseen: unseenBlocks(model, sources.length),
    leftOut: model.stopTags.map((name) => `tag:${name}`).filter((feature) => !known.has(feature)),
  };
}

const otherKinds = ['title', 'title-part', 'lettering', 'embedding', 'sound', 'decade'] as const;

function unseenBlocks(
  { vocabulary, taggers, features }: ModelContents,
  blocks: number,
): LinearModel['unseen'] {
  const numberOf = blockNumbers(vocabulary, taggers);
  const blockOf = (kind: ColumnKind, name: string) => {
    const block = numberOf(kind, name);
    return block < blocks ? block : undefined;
  };
  const isChosen = choosesTags(features);
  const namespaces = taggers.map(({ namespace }) => namespace).filter((namespace) => namespace !== '');
  return [
    // Tags without a namespace come last: their prefix is the beginning of the others.
    ...[...namespaces, ''].map((namespace) => ({
      prefix: `tag:${namespace}`,
      block: isChosen ? undefined : blockOf('tag', `${namespace}name`),
    })),
    ...otherKinds.map((kind) => ({ prefix: `${kind}:`, block: blockOf(kind, 'name') })),
  ];
}
