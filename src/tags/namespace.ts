/**
 * Tags of several taggers together say whose they are: `palette: dark`, `onnx: castle`. For spelling, aliases and stop
 * tags, what follows counts as a name by itself. The namespace ends with its colon and space; it is empty for most.
 */
export function splitNamespace(name: string): readonly [namespace: string, name: string] {
  const end = name.indexOf(': ') + 2;
  const has = end > 2 && end < name.length && name.lastIndexOf(' ', end - 2) === -1;
  return has ? [name.slice(0, end), name.slice(end)] : ['', name];
}

/** Whether every tag of the tagger of this id has a namespace. */
export function isNamespaced(tagger: string): boolean {
  return tagger.endsWith('?names=namespaced');
}
