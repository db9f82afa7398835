import type { TaggerPart } from '../model.ts';
import { compareCodePoints } from '../util/order.ts';

/**
 * The tags of several taggers together say which tagger they are from: `palette: dark`, `onnx: castle`. For spelling,
 * aliases and stop tags, what follows the namespace counts as a name by itself. The namespace ends with its colon and
 * space. Most names have none, and it is empty.
 */
export function splitNamespace(name: string): readonly [namespace: string, name: string] {
  const end = name.indexOf(': ') + 2;
  const has = end > 2 && end < name.length && name.lastIndexOf(' ', end - 2) === -1;
  return has ? [name.slice(0, end), name.slice(end)] : ['', name];
}

/**
 * Says from which of the taggers a tag is, by its namespace; empty for a tag that is from none of them. A colon alone
 * does not count: tags are untrusted text, and a single tagger may say `style: graphic`.
 */
export function namespacesOf(taggers: readonly TaggerPart[] = []): (name: string) => string {
  const known = new Set(taggers.map(({ namespace }) => namespace));
  return (name) => {
    const [namespace] = splitNamespace(name);
    return known.has(namespace) ? namespace : '';
  };
}

/**
 * The taggers of a file of version 1. Such a file does not list them: only the ending of the tagger's id tells that names
 * have namespaces. Later versions list them, and never look into an id.
 */
export function taggersOfVersion1(tagger: string, names: Iterable<string>): readonly TaggerPart[] {
  if (!tagger.endsWith('?names=namespaced')) return [];
  const namespaces = new Set(Array.from(names, (name) => splitNamespace(name)[0]));
  // A person's correction may have a name without a namespace.
  namespaces.delete('');
  return [...namespaces].sort(compareCodePoints).map((namespace) => ({ id: tagger, namespace }));
}
