import type { TaggerPart } from '../model.ts';
import { compareCodePoints } from '../util/order.ts';

/**
 * Tags of combined taggers name their tagger: `palette: dark`, `onnx: castle`. For spelling, aliases and stop
 * tags, the part after the namespace counts as a name. The namespace includes the colon and the space. Most
 * names have no namespace, and it is empty.
 */
export function splitNamespace(name: string): readonly [namespace: string, name: string] {
  const end = name.indexOf(': ') + 2;
  const has = end > 2 && end < name.length && name.lastIndexOf(' ', end - 2) === -1;
  return has ? [name.slice(0, end), name.slice(end)] : ['', name];
}

/**
 * Says which of the taggers a tag is from, by its namespace. Empty if it is from none of them. A colon alone
 * does not count: tags are untrusted text, and a single tagger may give `style: graphic`.
 */
export function namespacesOf(taggers: readonly TaggerPart[] = []): (name: string) => string {
  const known = new Set(taggers.map(({ namespace }) => namespace));
  return (name) => {
    const [namespace] = splitNamespace(name);
    return known.has(namespace) ? namespace : '';
  };
}

/**
 * The taggers of a version 1 file. Such a file does not list them: only the end of the tagger's id says that
 * names have namespaces. Later versions list them, and no id is parsed.
 */
export function taggersOfVersion1(tagger: string, names: Iterable<string>): readonly TaggerPart[] {
  if (!tagger.endsWith('?names=namespaced')) return [];
  const namespaces = new Set(Array.from(names, (name) => splitNamespace(name)[0]));
  // A person's correction may have a name without a namespace.
  namespaces.delete('');
  return [...namespaces].sort(compareCodePoints).map((namespace) => ({ id: tagger, namespace }));
}
