import { SpotiTagsError } from '../errors.ts';
import type { Tag } from '../model.ts';
import { broadTags } from './broad-tags.ts';
import { canonicalName } from './names.ts';
import { splitNamespace } from './namespace.ts';
import { checkNames } from '../util/options.ts';
import { compareCodePoints } from '../util/order.ts';
import { sha256 } from '../util/sha256.ts';

/**
 * Chooses the tags of one cover that count.
 *
 * Any object of this shape can be used. Profiles are summed and models are trained with it. A model stores
 * its `id`, and loads only together with a filter of the same id.
 */
export interface TagFilter {
  /** Must change if its answers change. */
  readonly id: string;
  /** The tags that count, each name once. The result must not depend on other covers. */
  apply(tags: readonly Tag[]): readonly Tag[];
}

/** Options of {@link tagFilter}. */
export interface TagFilterOptions {
  /** Tags that do not describe an album cover. @default {@link broadTags} */
  readonly stopTags?: Iterable<string>;
  /** Tags below this confidence do not count, 0..1. @default 0 */
  readonly minConfidence?: number;
  /** Pairs `[name, counted as]`. Case, white space and plurals are always normalized. @default none */
  readonly aliases?: Iterable<readonly [name: string, countedAs: string]>;
}

/** The options of a {@link tagFilter} as plain data, for a model file. */
export interface TagFilterConfig {
  readonly stopTags: readonly string[];
  readonly minConfidence: number;
  readonly aliases: readonly (readonly [string, string])[];
}

/** This library's filter: a {@link TagFilter} whose configuration a model file can store. */
export interface ConfiguredTagFilter extends TagFilter {
  readonly config: TagFilterConfig;
}

/**
 * Counts equal tags as one, renames aliases, and drops stop tags and uncertain tags. If several tags of a
 * cover become one, the highest confidence counts. Aliases and stop tags apply to the tags of every tagger:
 * `fog` also means `palette: fog` of `combineTaggers`.
 *
 * @throws SpotiTagsError `invalid-input` for a `minConfidence` outside 0..1, or an option that does not exist.
 */
export function tagFilter(options: TagFilterOptions = {}): ConfiguredTagFilter {
  checkNames(options, ['stopTags', 'minConfidence', 'aliases']);
  const { minConfidence = 0 } = options;
  if (!(minConfidence >= 0 && minConfidence <= 1)) {
    throw new SpotiTagsError('invalid-input', `minConfidence must lie in 0..1, got ${minConfidence}.`);
  }
  const aliases = new Map<string, string>();
  for (const [name, countedAs] of options.aliases ?? []) {
    aliases.set(canonicalName(name), canonicalName(countedAs));
  }
  const stopTags = new Set(Array.from(options.stopTags ?? broadTags, canonicalName));
  /** Undefined if the tag does not count. */
  const countedAs = (name: string): string | undefined => {
    const canonical = canonicalName(name);
    const [namespace, bare] = splitNamespace(canonical);
    const alias = namespace === '' ? undefined : aliases.get(bare);
    const counted = aliases.get(canonical) ?? (alias === undefined ? canonical : namespace + alias);
    const isStopped = stopTags.has(counted) || (namespace !== '' && stopTags.has(alias ?? bare));
    return isStopped || counted === '' ? undefined : counted;
  };
  const config: TagFilterConfig = {
    stopTags: [...stopTags].sort(compareCodePoints),
    minConfidence,
    aliases: [...aliases].sort(([a], [b]) => compareCodePoints(a, b)),
  };

  return {
    id: `tags@1-${sha256(JSON.stringify(config)).slice(0, 12)}`,
    config,
    apply(tags) {
      const kept = new Map<string, Tag>();
      for (const { name, confidence } of tags) {
        if (confidence < minConfidence) continue;
        const counted = countedAs(name);
        if (counted === undefined) continue;
        const known = kept.get(counted);
        if (!known || known.confidence < confidence) kept.set(counted, { name: counted, confidence });
      }
      return [...kept.values()];
    },
  };
}
