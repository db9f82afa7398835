import * as v from 'valibot';
import { SpotiTagsError } from '../errors.ts';
import type { Corrections, Tag } from '../model.ts';
import { areTexts, checkOptions, must, optionsSchema } from '../util/options.ts';
import { canonicalName } from './names.ts';
import { splitNamespace } from './namespace.ts';

/**
 * The tags of a cover after a person's corrections. Added tags have a confidence of 1. For combined taggers,
 * a name without a namespace means the tags of all taggers.
 */
export function correctedTags({
  tags,
  corrections,
}: {
  readonly tags: readonly Tag[];
  readonly corrections?: Corrections;
}): readonly Tag[] {
  if (!corrections) return tags;
  const added = new Set(corrections.add.map(canonicalName));
  const removed = new Set(corrections.remove.map(canonicalName));
  const kept: Tag[] = [];
  const confirmed = new Set<string>();
  for (const tag of tags) {
    const canonical = canonicalName(tag.name);
    const [namespace, bare] = splitNamespace(canonical);
    if (added.has(canonical) || removed.has(canonical) || removed.has(bare)) continue;
    const isConfirmed = namespace !== '' && added.has(bare);
    if (isConfirmed) confirmed.add(bare);
    kept.push(isConfirmed ? { name: tag.name, confidence: 1 } : tag);
  }
  const others = corrections.add.filter((name) => !confirmed.has(canonicalName(name)));
  return [...kept, ...others.map((name) => ({ name, confidence: 1 }))];
}

/**
 * Merges earlier and later corrections. The latest correction of a tag wins. A name without a namespace means
 * the tags of all taggers.
 */
export function mergeCorrections(
  earlier: Corrections | undefined,
  { add, remove }: Corrections,
): Corrections {
  const said = new Map<string, { readonly name: string; readonly isThere: boolean }>();
  const say = (names: readonly string[], isThere: boolean) => {
    for (const name of names) said.set(canonicalName(name), { name, isThere });
  };
  say(earlier?.add ?? [], true);
  say(earlier?.remove ?? [], false);
  const later = new Set([...add, ...remove].map(canonicalName));
  for (const name of said.keys()) {
    const [namespace, bare] = splitNamespace(name);
    if (namespace !== '' && later.has(bare)) said.delete(name);
  }
  say(add, true);
  say(remove, false);
  const names = (isThere: boolean) =>
    Array.from(said.values()).flatMap((one) => (one.isThere === isThere ? [one.name] : []));
  return { add: names(true), remove: names(false) };
}

const tagNames = v.exactOptional(must('be a list of tags', areTexts));
const schema = optionsSchema({ add: tagNames, remove: tagNames });

/**
 * @throws SpotiTagsError `invalid-input` if there are no names, if a name is empty, or if a name is both
 * added and removed.
 */
export function checkCorrections(feedback: Partial<Corrections>): Corrections {
  const { add = [], remove = [] } = checkOptions(schema, feedback);
  const names = [...add, ...remove];
  if (names.length === 0) {
    throw new SpotiTagsError(
      'invalid-input',
      'Feedback must add or remove at least one tag, for example { add: ["skull"] }.',
    );
  }
  if (names.some((name) => name.trim() === '')) {
    throw new SpotiTagsError(
      'invalid-input',
      'A tag in the feedback has an empty name. Give each tag a name.',
    );
  }
  const added = new Set(add.map(canonicalName));
  const both = remove.find((name) => added.has(canonicalName(name)));
  if (both !== undefined) {
    throw new SpotiTagsError(
      'invalid-input',
      `The feedback both adds and removes ${JSON.stringify(both)}. Give it only once.`,
    );
  }
  return { add, remove };
}
