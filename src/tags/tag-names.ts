import type { Evidence, TaggerPart } from '../model.ts';
import { namespacesOf } from './namespace.ts';

/** Vocabularies such as ImageNet's list synonyms: "sax, saxophone". */
export function firstSynonym(name: string): string {
  return name.split(', ', 1)[0] ?? name;
}

/** How a tag is called before people. */
export type TagLabel = (name: string) => string;

/**
 * Labels for the tags of combined taggers: without the name of the tagger, unless two of them have tags that would then be the
 * same. Of synonyms, the first.
 *
 * @param names - of all tags that are shown together.
 */
export function tagLabels(taggers: readonly TaggerPart[] | undefined, names: Iterable<string>): TagLabel {
  const namespaceOf = namespacesOf(taggers);
  const short = (name: string) => firstSynonym(name.slice(namespaceOf(name).length));
  const namespaces = new Map<string, Set<string>>();
  for (const name of names) {
    const known = namespaces.get(short(name));
    if (known) known.add(namespaceOf(name));
    else namespaces.set(short(name), new Set([namespaceOf(name)]));
  }
  return (name) => ((namespaces.get(short(name))?.size ?? 0) > 1 ? firstSynonym(name) : short(name));
}

export function evidenceName(
  { kind, name, edition }: Pick<Evidence, 'kind' | 'name' | 'edition'>,
  label: TagLabel = firstSynonym,
): string {
  const of = edition ? ', a word of editions' : '';
  if (kind === 'title') return `“${name}” in titles${of}`;
  if (kind === 'lettering') return `“${name}” on covers${of}`;
  if (kind === 'sound') return `${name} (sound)`;
  return kind === 'embedding' ? 'the look of the cover' : label(name);
}
