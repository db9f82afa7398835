const token = /[{}[\],:]|"(?:[^"\\]|\\.)*"|[^\s{}[\],:"]+|\n/gu;

/** What is open: the names of an object, or the places of a list. */
interface Open {
  readonly path: string;
  key: string | number;
  /** Whether the next text is a name. */
  isName: boolean;
}

/**
 * The lines of a text that `JSON.parse` reads, from 1, by path: `genres/3/parent`. A key that an object has twice has two
 * lines.
 */
export function jsonLines(text: string): ReadonlyMap<string, readonly number[]> {
  const lines = new Map<string, number[]>();
  const stack: Open[] = [];
  let line = 1;
  for (const [found] of text.matchAll(token)) {
    const inside = stack.at(-1);
    if (found === '\n') line += 1;
    else if (found === '}' || found === ']') stack.pop();
    else if (found === ',' && inside) {
      if (typeof inside.key === 'number') inside.key += 1;
      else inside.isName = true;
    } else if (inside?.isName) {
      inside.key = String(JSON.parse(found));
      inside.isName = false;
    } else if (found !== ':') {
      const path = inside ? `${inside.path}${inside.key}` : '';
      lines.set(path, [...(lines.get(path) ?? []), line]);
      const below = inside ? `${path}/` : '';
      if (found === '{') stack.push({ path: below, key: '', isName: true });
      else if (found === '[') stack.push({ path: below, key: 0, isName: false });
    }
  }
  return lines;
}
