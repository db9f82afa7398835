import { allDone, orAbort } from '../util/waits.ts';
import { SpotiTagsError } from '../errors.ts';
import type { CallOptions, Corrections, Cover, CoverWord, Tag, TagResult } from '../model.ts';
import { atUnitLength } from '../tags/embedding.ts';
import { splitNamespace } from '../tags/namespace.ts';
import { surest } from '../tags/surest.ts';
import { checkMembers, checkNames } from '../util/options.ts';
import { compareCodePoints } from '../util/order.ts';
import type { Tagger } from './tagger.ts';
import { counted } from '../util/plural.ts';

/** How {@link combineTaggers} names the tags of several taggers. */
export interface CombineOptions {
  /**
   * The names of the tags. `namespaced`: with the tagger's name, `palette: dark`. The same word of two
   * taggers is then two tags, and a model weighs each tagger separately, however many tags the others have.
   * `merged`: as the taggers give them. If several taggers give the same name, the highest confidence counts.
   * @default 'namespaced'
   */
  readonly names?: 'merged' | 'namespaced';
}

interface Part {
  readonly tagger: Tagger;
  /** The prefix of its tag names. Empty if names are merged. */
  readonly prefix: string;
}

/**
 * Combines taggers: a cover gets the tags of all of them, surest first.
 *
 * They are asked one after another, each for the covers that those before could tag. Put a tagger that costs
 * money last. If one tagger cannot tag a cover, the cover fails with that error: with the tags of the others
 * alone, it would differ from all other covers for a reason that is not visible on it. In the same way, the
 * whole batch fails if one tagger fails. To avoid asking twice then, give each tagger its own entries in a
 * store: `combineTaggers(withStore(a, store), b)`.
 *
 * Embeddings of several taggers become one, in which each tagger counts the same. Words of several taggers stand one after
 * another.
 *
 * Its id is made of the ids of the taggers, in any order. Feedback goes to all taggers that accept it, and
 * `close` closes all.
 *
 * @example combineTaggers(new PaletteTagger(), clarifai)
 * @throws SpotiTagsError `invalid-input` for fewer than two taggers, for two with the same id, or for an option that does not exist.
 */
export function combineTaggers(
  ...given:
    readonly [Tagger, Tagger, ...Tagger[]] | readonly [Tagger, Tagger, ...(readonly Tagger[]), CombineOptions]
): Tagger {
  const all: readonly (Tagger | CombineOptions)[] = given;
  checkMembers(all, 'combineTaggers takes taggers, one per argument', []);
  const taggers = all.filter((one) => 'tag' in one);
  for (const options of all) if (!('tag' in options)) checkNames(options, ['names']);
  const { names = 'namespaced' } = all.find((one): one is CombineOptions => !('tag' in one)) ?? {};
  const ids = taggers.map(({ id }) => id);
  check(ids, names);
  const prefixes = names === 'namespaced' ? prefixesOf(ids) : [];
  const parts = taggers.map((tagger, at): Part => ({ tagger, prefix: prefixes[at] ?? '' }));
  const paces = taggers.flatMap(({ requestsPerSecond }) => requestsPerSecond ?? []);
  const maxBatchSize = Math.min(...taggers.map((tagger) => tagger.maxBatchSize));

  return {
    id: `combined(${ids.toSorted().join(' + ')})?names=${names}`,
    taggers: parts
      .map(({ tagger: { id }, prefix }) => ({ id, namespace: prefix }))
      .sort((left, right) => compareCodePoints(left.id, right.id)),
    maxBatchSize,
    ...(paces.length > 0 && { requestsPerSecond: Math.min(...paces) }),
    async tag(covers, options) {
      if (covers.length > maxBatchSize) {
        const text = `The combined taggers accept at most ${counted(maxBatchSize, 'cover')} at once, got ${covers.length}.`;
        throw new SpotiTagsError('invalid-input', text);
      }
      return tagAll(parts, covers, options);
    },
    ...(taggers.some((tagger) => tagger.feedback !== undefined) && {
      async feedback(cover: Cover, corrections: Corrections, options?: CallOptions) {
        for (const part of parts) {
          const own = ownCorrections(corrections, part.prefix, prefixes);
          if (own.add.length + own.remove.length > 0) await part.tagger.feedback?.(cover, own, options);
        }
      },
    }),
    aspectOf(tag: string) {
      const own = parts.filter(({ prefix }) => tag.startsWith(prefix));
      return own.map(({ tagger, prefix }) => tagger.aspectOf?.(tag.slice(prefix.length))).find(Boolean);
    },
    async close() {
      await allDone(taggers.map(async (tagger) => tagger.close?.()));
    },
  };
}

function check(ids: readonly string[], names: string): void {
  if (ids.length < 2) {
    throw new SpotiTagsError(
      'invalid-input',
      `combineTaggers needs at least two taggers, got ${ids.length}.`,
    );
  }
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) {
    throw new SpotiTagsError('invalid-input', `The tagger ${twice} was given twice. Give it once.`);
  }
  if (names !== 'merged' && names !== 'namespaced') {
    throw new SpotiTagsError('invalid-input', `names must be 'merged' or 'namespaced', got '${names}'.`);
  }
}

/**
 * The first word of each id, or the whole id if several begin with the same word. Spelled like a tag and
 * without white space, so that it can be separated from the tag.
 */
function prefixesOf(ids: readonly string[]): readonly string[] {
  const spelled = (prefix: string) => prefix.normalize('NFKC').toLowerCase().trim().replace(/\s+/gu, '-');
  const words = ids.map((id) => spelled(/^[^/@?(]+/u.exec(id)?.[0] ?? id));
  const isAlone = (word: string) => words.indexOf(word) === words.lastIndexOf(word);
  return words.map((word, at) => `${isAlone(word) ? word : spelled(ids[at] ?? '')}: `);
}

async function tagAll(
  parts: readonly Part[],
  covers: readonly Cover[],
  options: CallOptions = {},
): Promise<readonly TagResult[]> {
  options.signal?.throwIfAborted();
  let results: readonly Joined[] = covers.map(() => ({ tags: [], parts: [] }));
  for (const { tagger, prefix } of parts) {
    const asked = covers.filter((_, at) => results[at]?.tags);
    if (asked.length === 0) break;
    const answers = (await orAbort(tagger.tag(asked, options), options.signal)).values();
    results = results.map((before) =>
      before.tags ? join(before, answers.next().value, tagger.id, prefix) : before,
    );
  }
  return results.map((result): TagResult => {
    if (result.error) return result;
    const parts = result.parts.toSorted((left, right) => compareCodePoints(left.tagger, right.tagger));
    const embedding = joinedEmbedding(parts.flatMap((part) => (part.embedding ? [part.embedding] : [])));
    const words = parts.flatMap((part) => (part.words ? [part.words] : []));
    return {
      tags: result.tags,
      ...(embedding && { embedding }),
      ...(words.length > 0 && { words: words.flat() }),
    };
  });
}

/** The result of a cover so far. */
type Joined =
  | { readonly tags: readonly Tag[]; readonly parts: readonly Answer[]; readonly error?: never }
  | Extract<TagResult, { error: SpotiTagsError }>;

/** What a tagger gave beside tags. */
interface Answer {
  readonly tagger: string;
  readonly embedding: readonly number[] | undefined;
  readonly words: readonly CoverWord[] | undefined;
}

/** Adds the next tagger's result to a cover's result so far. */
function join(
  { tags, parts }: Extract<Joined, { tags: readonly Tag[] }>,
  answer: TagResult | undefined,
  tagger: string,
  prefix: string,
): Joined {
  if (answer?.error) return answer;
  if (!answer) {
    return { error: new SpotiTagsError('cover', `The tagger ${tagger} gave no result for the cover.`) };
  }
  const named = answer.tags.map(({ name, confidence }) => ({ name: prefix + name, confidence }));
  const { embedding, words } = answer;
  return { tags: surest([...tags, ...named]), parts: [...parts, { tagger, embedding, words }] };
}

/**
 * The embedding of the only tagger that gives one. Those of several stand one after another, each at unit length, so that each
 * counts the same.
 */
function joinedEmbedding(vectors: readonly (readonly number[])[]): readonly number[] | undefined {
  if (vectors.length <= 1) return vectors[0];
  return vectors.flatMap((vector) => [...atUnitLength(vector)]);
}

/**
 * The corrections for one tagger: names with its prefix, without the prefix, and names without any prefix.
 */
function ownCorrections(
  { add, remove }: Corrections,
  prefix: string,
  prefixes: readonly string[],
): Corrections {
  const own = (names: readonly string[]) =>
    names.flatMap((name) => {
      const [namespace, bare] = splitNamespace(name.normalize('NFKC').trim().replace(/\s+/gu, ' '));
      const whose = namespace.toLowerCase();
      if (!prefixes.includes(whose)) return name;
      return whose === prefix ? bare : [];
    });
  return { add: own(add), remove: own(remove) };
}
